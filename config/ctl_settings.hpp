// What the control client takes from the configuration file and its command line (contract §1.1,
// §1.5 [supervisorctl], §7.1), and where it therefore connects to.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "config/config_error.hpp"
#include "core/program_spec.hpp"
#include "core/result.hpp"

namespace actord::config {

struct ctl_request {
  std::optional<std::string> path;  // named or found; none: built-in defaults
  core::environment_list environment;
  std::string host_node_name;
  std::string cwd;  // absolute
  // From the command line; beat the file.
  std::optional<std::string> serverurl;
  std::optional<std::string> username;
  std::optional<std::string> password;
  std::optional<std::string> history_file;
};

struct ctl_settings {
  std::string serverurl;  // the path of a unix:// one is absolute
  std::string username;   // empty: none
  std::string password;
  std::string prompt;
  std::string history_file;             // absolute; empty: none
  std::optional<std::string> endpoint;  // of the daemon; none: it is on another host or unknown
  std::vector<core::remark> remarks;    // to be shown on stderr
};

// The settings, or a usage error. [include] is evaluated only to find the endpoint.
core::result<ctl_settings, config_error> load_ctl_settings(const ctl_request& request);

}  // namespace actord::config
