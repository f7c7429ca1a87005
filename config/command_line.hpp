// The command lines of daemon and client (contract §2.1, §7.1): GNU getopt without permutation,
// unique prefixes of long options, Supervisor's error texts. One table each; help texts and the
// daemon's overrides follow from it, values are checked by the option table's types.
#pragma once

#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "config/config_error.hpp"
#include "config/load.hpp"
#include "config/option_types.hpp"
#include "config/paths.hpp"
#include "core/result.hpp"

namespace actord::config {

struct flag_row {
  std::string_view letters;    // "c"; "h?" = -h and -?; may be empty
  std::string_view long_name;  // without --
  std::string_view argument;   // its name in the help text; empty = takes none
  std::string_view option;     // the option that it sets; empty = see the parse functions
  std::string_view help;
  origin from{origin::supervisor};
};

std::span<const flag_row> daemon_flags();
std::span<const flag_row> client_flags();

struct daemon_command_line {
  std::optional<std::string> path;  // -c
  bool help{false};
  bool version{false};
  bool check{false};
  std::vector<override_option> overrides;
};

// `arguments` without the program's name; file names are seen from `around`. After --help or
// --version the rest is not looked at. Errors are usage errors.
core::result<daemon_command_line, config_error> parse_daemon_command_line(
    const std::vector<std::string>& arguments, const surroundings& around);

struct client_command_line {
  std::optional<std::string> path;  // -c
  bool help{false};
  bool interactive{false};
  std::optional<std::string> serverurl;
  std::optional<std::string> username;
  std::optional<std::string> password;
  std::optional<std::string> history_file;
  std::vector<std::string> words;  // action and arguments
};

core::result<client_command_line, config_error> parse_client_command_line(
    const std::vector<std::string>& arguments, const surroundings& around);

// `program` as it was called.
std::string daemon_help(std::string_view program);
std::string client_help(std::string_view program);

}  // namespace actord::config
