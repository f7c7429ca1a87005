#include <algorithm>
#include <array>
#include <ctime>

#include "cli/actorctl/complaints.hpp"
#include "cli/actorctl/help.hpp"
#include "cli/actorctl/names.hpp"
#include "cli/actorctl/render.hpp"
#include "cli/actorctl/verbs.hpp"
#include "core/proc_state.hpp"

namespace actord::cli {

namespace {

constexpr std::size_t state_width = 9;

// Local time with milliseconds, as in the daemon's log.
std::string time_text(std::int64_t milliseconds) {
  const std::time_t seconds = milliseconds / 1000;
  std::tm local{};
  (void)::localtime_r(&seconds, &local);
  std::array<char, 32> text{};
  const auto length = std::strftime(text.data(), text.size(), "%Y-%m-%d %H:%M:%S", &local);
  auto fraction = std::to_string(1000 + milliseconds % 1000);
  fraction.front() = ',';
  return std::string{text.data(), length} + fraction;
}

std::string change_text(const core::transition_info& t) {
  std::string text =
      padded(core::name_of(t.from), state_width) + "-> " + padded(core::name_of(t.to), state_width);
  if (t.pid != 0) text += "pid " + std::to_string(t.pid) + "  ";
  return text + t.cause;
}

// One process after the other, each under its name.
void show_history(std::ostream& out, const std::vector<core::transition_info>& transitions) {
  std::string current;
  for (const auto& t : transitions) {
    auto name = namespec(t.group, t.name);
    if (name != current) out << name << '\n';
    current = std::move(name);
    out << "  " << time_text(t.at) << "  " << change_text(t) << '\n';
  }
}

// False: there is no point in asking about the next name.
bool tell_why(call& c, const core::target& whom, const std::string& name, exit_code& status) {
  const auto reply = c.here.daemon.ask(core::history_request{whom});
  if (!reply) {
    status = complain(c, reply.reason());
    return false;
  }
  if (reply->problem == core::fault_code::bad_name) {
    const bool group = whom.kind == core::target_kind::group;
    c.here.out << (group ? whom.group : name) << ": ERROR (no such "
               << (group ? "group" : "process") << ")\n";
    status = exit_code::unknown;
    return true;
  }
  if (reply->problem != core::fault_code::success) {
    status = complain(c, reply->problem, reply->detail);
    return false;
  }
  if (reply->transitions.empty()) c.here.out << name << ": nothing has happened yet\n";
  show_history(c.here.out, reply->transitions);
  return true;
}

bool concerns(const std::vector<core::target>& wanted, const core::transition_info& t) {
  if (wanted.empty()) return true;
  return std::any_of(wanted.begin(), wanted.end(), [&](const core::target& one) {
    return one.group == t.group && (one.kind == core::target_kind::group || one.process == t.name);
  });
}

}  // namespace

exit_code show_why(call& c) {
  if (c.words.empty()) {
    print_usage_error(c, "Error: why requires a process name", "why");
    return exit_code::bad_arguments;
  }
  auto status = exit_code::success;
  if (says_all(c.words)) {
    (void)tell_why(c, {}, "all", status);
    return status;
  }
  (void)std::all_of(c.words.begin(), c.words.end(), [&](const std::string& name) {
    return tell_why(c, target_of(name), name, status);
  });
  return status;
}

// A long poll: each answer says where to go on.
exit_code follow_events(call& c) {
  const bool json = std::erase(c.words, "--json") != 0;
  std::vector<core::target> wanted;
  if (!says_all(c.words))
    for (const auto& name : c.words)
      wanted.push_back(target_of(name));
  core::events_request question;
  for (;;) {
    const auto reply = c.here.daemon.ask(question);
    if (!reply) {
      c.interrupted = reply.reason().what == link_error::kind::interrupted;
      return c.interrupted ? exit_code::success : complain(c, reply.reason());
    }
    if (reply->problem != core::fault_code::success)
      return complain(c, reply->problem, reply->detail);
    if (reply->missed > 0)
      c.here.err << "(" << reply->missed << " events came too fast to be shown)\n";
    for (const auto& t : reply->events) {
      if (!concerns(wanted, t)) continue;
      if (json)
        render_transition_json(c.here.out, t);
      else
        c.here.out << time_text(t.at) << "  " << padded(namespec(t.group, t.name), 20) << "  "
                   << change_text(t) << '\n';
    }
    c.here.out.flush();
    if (!c.here.out) return exit_code::failure;  // nobody reads it any more
    question = {false, reply->next};
  }
}

}  // namespace actord::cli
