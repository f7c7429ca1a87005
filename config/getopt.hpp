// The first pass over a command line: which flags, in which spelling, with which arguments, and
// what is left. Knows nothing of meanings.
#pragma once

#include <span>
#include <string>
#include <vector>

#include "config/command_line.hpp"

namespace actord::config {

struct given_flag {
  const flag_row* row{nullptr};
  std::string spelling;  // "-a" or "--minfds", in full
  std::string argument;
};

struct given_line {
  std::vector<given_flag> flags;
  std::vector<std::string> rest;  // from the first word that is no flag, or after "--"
};

// Throws config_failure, e.g. "option -x not recognized".
given_line split_flags(std::span<const flag_row> table, const std::vector<std::string>& arguments);

}  // namespace actord::config
