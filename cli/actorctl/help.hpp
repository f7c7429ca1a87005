// What `help` prints, all of it from verb_table (contract §7.2, §7.6).
#pragma once

#include <ostream>
#include <string_view>

#include "cli/actorctl/call.hpp"
#include "cli/actorctl/verb_table.hpp"

namespace actord::cli {

// Each accepted form on a line of its own, tabs, its explanation.
void print_forms(std::ostream& out, const verb_row& verb);

// `text`, then the forms of the action `name`: the answer to wrong arguments.
void print_usage_error(call& c, std::string_view text, std::string_view name);

}  // namespace actord::cli
