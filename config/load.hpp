// From a configuration file to what is to be run: the only way into this folder for the daemon.
// load() reads files and asks for users and directories, but changes nothing; the same request
// gives the same answer as long as the system does not change.
#pragma once

#include <string>
#include <vector>

#include "config/config_error.hpp"
#include "core/program_spec.hpp"
#include "core/result.hpp"

namespace actord::config {

// A setting of [supervisord] from the command line; beats the file. Not expanded.
struct override_option {
  std::string name;
  std::string value;
};

struct load_request {
  std::string path;  // as given; names the file in messages
  core::environment_list environment;
  std::string host_node_name;
  std::string cwd;  // absolute
  std::vector<override_option> overrides;
};

// The configuration with every default and expansion done (contract §1), or the first error in
// Supervisor's order and words.
core::result<core::configuration, config_error> load(const load_request& request);

}  // namespace actord::config
