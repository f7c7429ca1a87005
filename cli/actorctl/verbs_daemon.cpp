#include <optional>
#include <string_view>

#include "cli/actorctl/complaints.hpp"
#include "cli/actorctl/verbs.hpp"

namespace actord::cli {

namespace {

// Asks only where a person may sit: in the shell and with -i. nullopt: go on; otherwise that is it.
std::optional<exit_code> held_back(call& c, std::string_view question) {
  if (!c.here.interactive) return std::nullopt;
  const auto line = c.here.ask_user(question);
  if (line.how == read_line::end::interrupted) return give_up(c);
  if (line.how == read_line::end::end_of_input) {
    c.here.out << "error: EOF when reading a line\n";
    return exit_code::failure;
  }
  if (line.text.starts_with('y') || line.text.starts_with('Y')) return std::nullopt;
  return exit_code::success;
}

// A daemon that is gone is what the user wanted, or did already.
exit_code complain_about_missing_daemon(call& c, const link_error& reason) {
  if (reason.what == link_error::kind::refused)
    c.here.out << "ERROR: " << c.here.server_url << " refused connection (already shut down?)\n";
  else if (reason.what == link_error::kind::no_file)
    c.here.out << "ERROR: " << c.here.server_url << " no such file (already shut down?)\n";
  else
    return complain(c, reason);
  return exit_code::failure;
}

}  // namespace

exit_code shut_down(call& c) {
  if (const auto status = held_back(c, "Really shut the remote supervisord process down y/N? "))
    return *status;
  const auto reply = c.here.daemon.ask(core::shutdown_request{.restart = false});
  if (!reply) return complain_about_missing_daemon(c, reply.reason());
  if (reply->problem == core::fault_code::shutdown_state) {
    c.here.out << "ERROR: already shutting down\n";
    return exit_code::success;
  }
  if (reply->problem != core::fault_code::success)
    return complain(c, reply->problem, reply->detail);
  c.here.out << "Shut down\n";
  return exit_code::success;
}

exit_code reload_daemon(call& c) {
  if (const auto status = held_back(c, "Really restart the remote supervisord process y/N? "))
    return *status;
  const auto reply = c.here.daemon.ask(core::shutdown_request{.restart = true});
  if (!reply) return complain(c, reply.reason());
  if (reply->problem == core::fault_code::shutdown_state) {
    c.here.out << "ERROR: already shutting down\n";
    return exit_code::failure;
  }
  if (reply->problem == core::fault_code::cant_reread) {  // everything goes on as it was
    c.here.out << "ERROR: " << core::text_of(core::fault{reply->problem, reply->detail}) << '\n';
    return exit_code::failure;
  }
  if (reply->problem != core::fault_code::success)
    return complain(c, reply->problem, reply->detail);
  c.here.out << "Restarted supervisord\n";
  return exit_code::success;
}

exit_code leave_shell(call& c) {
  c.here.out << '\n';
  c.leave = true;
  return exit_code::success;
}

}  // namespace actord::cli
