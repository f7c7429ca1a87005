// Reads the main file and what its [include] section names (contract §1.4). Included sections join
// the same namespace; included files cannot include others. Each file is YAML or INI by its
// extension.
#pragma once

#include <string>

#include "config/load_context.hpp"

namespace actord::config {

// `path` is opened as given, relative names seen from the working directory. Throws config_failure
// "could not find config file X", "could not read config file X" or what read_ini says.
void read_main_file(const std::string& path, load_context& context);

// Reads the included files. Leaves an INFO remark for each, a WARN remark for patterns without a
// match and for files that cannot be read. No [include] section: nothing happens.
void read_included_files(load_context& context);

}  // namespace actord::config
