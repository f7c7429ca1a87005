#include "cli/actorctl/complaints.hpp"

#include <string_view>
#include <system_error>

namespace actord::cli {

namespace {

std::string_view fallback_text(link_error::kind kind) {
  switch (kind) {
    case link_error::kind::no_file:
      return "no such socket";
    case link_error::kind::refused:
      return "connection refused";
    case link_error::kind::permission:
      return "permission denied";
    case link_error::kind::timeout:
      return "timed out";
    case link_error::kind::lost:
      return "connection to the daemon lost";
    case link_error::kind::protocol:
      return "the daemon does not speak this protocol";
    case link_error::kind::interrupted:
      return "interrupted";
  }
  return "no answer";
}

// Python's notation of a fault: <Fault 10: 'BAD_NAME: x'>.
std::string fault_notation(core::fault_code problem, const std::string& detail) {
  return "<Fault " + std::to_string(core::row_of(problem).number) + ": '" +
         core::text_of(core::fault{problem, detail}) + "'>";
}

}  // namespace

std::string text_of(const link_error& reason) {
  if (reason.error_number == 0)
    return reason.text.empty() ? std::string{fallback_text(reason.what)} : reason.text;
  const auto message = std::generic_category().message(reason.error_number);
  const auto text = "[Errno " + std::to_string(reason.error_number) + "] " + message;
  // The text says what failed, and mostly why at its end; once is enough.
  std::string_view subject = reason.text;
  if (subject.ends_with(": " + message)) subject.remove_suffix(message.size() + 2);
  return subject.empty() ? text : text + ": " + std::string{subject};
}

exit_code give_up(call& c) {
  c.here.out << '\n';
  c.interrupted = true;
  return exit_code::failure;
}

exit_code complain(call& c, const link_error& reason) {
  if (reason.what == link_error::kind::interrupted) return give_up(c);
  c.here.out << "error: " << text_of(reason) << '\n';
  return exit_code::failure;
}

exit_code complain(call& c, core::fault_code problem, const std::string& detail) {
  c.here.out << "error: " << fault_notation(problem, detail);
  if (problem == core::fault_code::shutdown_state) c.here.out << ": the daemon is shutting down";
  c.here.out << '\n';
  return exit_code::failure;
}

exit_code complain_unknown(call& c, core::fault_code code, const std::string& detail,
                           const std::string& name) {
  c.here.out << "error: Unknown result code " << core::row_of(code).number << " for " << name
             << ": " << core::text_of(core::fault{code, detail}) << '\n';
  return exit_code::failure;
}

exit_code check_up(call& c) {
  const auto found = c.here.daemon.greet();
  if (found)
    return found->mood == core::fault_code::success ? exit_code::success
                                                    : complain(c, found->mood, {});
  switch (found.reason().what) {
    case link_error::kind::no_file:
      c.here.out << c.here.server_url << " no such file\n";
      return exit_code::not_running;
    case link_error::kind::refused:
      c.here.out << c.here.server_url << " refused connection\n";
      return exit_code::unknown;
    default:
      return complain(c, found.reason());
  }
}

}  // namespace actord::cli
