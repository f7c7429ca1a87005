// The `socket` of a FastCGI program (contract §9): its forms and Supervisor's complaints, as proper
// texts (§11.2 #31).
#pragma once

#include <string>
#include <string_view>

#include "config/paths.hpp"

namespace actord::config {

// `tcp://host:port` in lower case, or `unix:///path` in normal form. `file_options`: an owner or a
// mode is configured, which only a file can have. Throws value_error.
std::string normal_socket_url(std::string_view url, bool file_options, const surroundings& around);

}  // namespace actord::config
