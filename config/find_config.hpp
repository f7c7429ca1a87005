// Where a configuration file is looked for when none is named (contract §1.1); the same places for
// daemon and client.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace actord::config {

// The places in order: Supervisor's six names, behind each of them actord.yaml and actord.yml in
// the same directory (/etc/actord for /etc/supervisor). `program` is the path under which the
// executable was found
// ("/usr/bin/actord"); its prefix is searched first. Relative places are seen from the working
// directory.
std::vector<std::string> default_config_paths(std::string_view program);

// The first that exists, as it stands in the list.
std::optional<std::string> find_default_config(std::string_view program, std::string_view cwd);

// The daemon's usage error when there is none.
std::string no_config_text(std::string_view program);

// What the daemon says on stderr when root starts it without naming a file.
inline constexpr std::string_view root_search_warning =
    "Supervisord is running as root and it is searching for its configuration file in default "
    "locations (including its current working directory); you probably want to specify a \"-c\" "
    "argument specifying an absolute path to a configuration file for improved security.";

}  // namespace actord::config
