// Files of variables (`env_file`), in the common dotenv form:
//   # comment            KEY=value          export KEY=value
//   KEY='as it is'       KEY="escapes \n \t \r \" \\ \$, may go on over lines"
// A bare value ends at a blank and `#`, or at the end of the line, and loses the blanks around it.
// `${NAME}` and `${NAME:-default}` refer to lines before and to the daemon's environment, except
// within single quotes. There is no `%` expansion in such a file.
#pragma once

#include <string>
#include <string_view>

#include "config/load_context.hpp"
#include "config/section_reader.hpp"

namespace actord::config {

inline constexpr std::size_t largest_env_file = 1u << 20u;

// What the text says; a name that comes twice has its last value. Throws value_error that begins
// with "file:line: ".
core::environment_list parse_env_file(std::string_view text, const std::string& file,
                                      const core::environment_list& environment);

// The variables of all files that the option `row` of the section names, later ones over earlier
// ones. Throws config_failure.
core::environment_list read_env_files(const section_reader& reader, const option_row& row,
                                      const surroundings& around);

}  // namespace actord::config
