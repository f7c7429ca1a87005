// What an action gets: its arguments, the daemon, and where to write and ask. An action returns its
// exit status; what it has to say is on `out` by then (errors too: scripts read stdout, §7.3).
#pragma once

#include <chrono>
#include <functional>
#include <ostream>
#include <string>
#include <string_view>
#include <vector>

#include "cli/actorctl/exit_status.hpp"
#include "cli/actorctl/read_line.hpp"
#include "cli/actorctl/session.hpp"
#include "config/load.hpp"

namespace actord::cli {

// The same for every line of one run of actorctl.
struct surroundings {
  session& daemon;
  std::ostream& out;
  std::ostream& err;
  std::string server_url;   // as configured: what messages name
  bool interactive{false};  // the shell, or -i: dangerous actions ask first
  // One line from the user after `prompt`.
  std::function<read_line(std::string_view prompt)> ask_user;
  // Waits that long; false: ^C came first. Empty: nothing can be repeated.
  std::function<bool(std::chrono::milliseconds)> pause{};
  bool terminal{false};  // `out` is one: the screen may be cleared, colours make sense
  // For the actions that read a configuration themselves; the path is empty if there is none.
  config::load_request configuration{};
};

struct call {
  surroundings& here;
  std::string rest;                // everything after the action, as typed
  std::vector<std::string> words;  // the same, split at blanks
  bool leave{false};               // set by the action: the shell is to end
  bool interrupted{false};         // ^C ended it before its time
};

}  // namespace actord::cli
