// Looks a configuration over without starting anything: every error that can be found at once, and
// warnings for what no reader looks at. Reads files and asks for users and directories, as load()
// does; creates nothing.
#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include "config/config_error.hpp"
#include "config/load.hpp"

namespace actord::config {

// Each further error takes another attempt to build the whole model. (Errors of YAML files come all
// at once, up to a limit of the reader.)
inline constexpr std::size_t most_build_errors = 20;

struct check_report {
  std::vector<config_error> errors;   // in the order in which they were found
  std::vector<std::string> warnings;  // with their places
  std::size_t programs{0};            // of a configuration without errors
  std::size_t processes{0};

  bool good() const { return errors.empty(); }
};

check_report check(const load_request& request);

// The report in lines: "error: ...", "warning: ..." and a last one that sums up.
std::string text_of(const check_report& report, const std::string& path);

}  // namespace actord::config
