// The YAML of an INI configuration. Loading either gives the same model: the same sections and
// options are written in the layout of docs/yaml.md, unexpanded. `include` is kept: YAML may
// include INI files, so the result belongs into the same directory. Comments stay with the option
// or section that they precede; what no reader knows becomes a comment.
#pragma once

#include <string>
#include <string_view>

#include "config/config_error.hpp"
#include "core/result.hpp"

namespace actord::config {

// `file` names the text in messages. Throws config_failure as the INI reader does.
std::string yaml_of_ini(std::string_view text, const std::string& file);

// The same for a file; a relative name is seen from `cwd`.
core::result<std::string, config_error> converted_file(const std::string& path,
                                                       const std::string& cwd);

}  // namespace actord::config
