// The manual pages of the daemon and of its configuration, made from the same tables as the help
// texts and docs/generated/options.md.
#pragma once

#include <span>
#include <string>

#include "config/command_line.hpp"
#include "config/roff.hpp"

namespace actord::config {

std::string daemon_manual();  // actord(1)
std::string config_manual();  // actord.conf(5)

// The options of a command line, as items.
void describe_flags(roff_page& page, std::span<const flag_row> flags);

}  // namespace actord::config
