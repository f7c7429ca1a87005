#include <algorithm>
#include <charconv>
#include <chrono>

#include "cli/actorctl/complaints.hpp"
#include "cli/actorctl/help.hpp"
#include "cli/actorctl/names.hpp"
#include "cli/actorctl/render.hpp"
#include "cli/actorctl/verbs.hpp"
#include "core/proc_state.hpp"

namespace actord::cli {

namespace {

using process_list = std::vector<core::process_info>;

bool matches(const core::target& wanted, const core::process_info& process) {
  return process.group == wanted.group &&
         (wanted.kind == core::target_kind::group || process.name == wanted.process);
}

// The processes that the arguments name, in the order of the arguments. Those that do not exist are
// said at once; `status` then becomes unknown.
process_list chosen(call& c, const process_list& all, std::ostream& complaints, exit_code& status) {
  process_list found;
  for (const auto& name : c.words) {
    const auto wanted = target_of(name);
    const auto before = found.size();
    std::copy_if(all.begin(), all.end(), std::back_inserter(found),
                 [&](const core::process_info& process) { return matches(wanted, process); });
    if (found.size() != before) continue;
    status = exit_code::unknown;
    if (wanted.kind == core::target_kind::group)
      complaints << wanted.group << ": ERROR (no such group)\n";
    else
      complaints << name << ": ERROR (no such process)\n";
  }
  return found;
}

exit_code show_every_pid(call& c) {
  const auto reply = c.here.daemon.ask(core::status_request{});
  if (!reply) return complain(c, reply.reason());
  if (reply->problem != core::fault_code::success)
    return complain(c, reply->problem, reply->detail);
  for (const auto& process : reply->processes)
    c.here.out << process.pid << '\n';
  return exit_code::success;
}

exit_code show_status_once(call& c, bool json) {
  const auto reply = c.here.daemon.ask(core::status_request{});
  if (!reply) return complain(c, reply.reason());
  if (reply->problem != core::fault_code::success)
    return complain(c, reply->problem, reply->detail);

  auto status = exit_code::success;
  const bool everything = c.words.empty() || says_all(c.words);
  const auto shown = everything
                         ? reply->processes
                         : chosen(c, reply->processes, json ? c.here.err : c.here.out, status);
  if (json)
    render_status_json(c.here.out, shown);
  else
    render_status(c.here.out, shown);
  const bool some_down = std::any_of(shown.begin(), shown.end(), [](const auto& process) {
    return core::counts_down(process.state);
  });
  return some_down ? exit_code::some_down : status;
}

constexpr std::string_view clear_screen = "\x1b[H\x1b[2J";

struct status_view {
  bool json{false};
  std::chrono::seconds every{0};  // 0 = once
};

// Takes our options from among the names.
core::result<status_view, std::string> status_view_of(std::vector<std::string>& words) {
  constexpr std::string_view watch = "--watch=";
  status_view how;
  std::string problem;
  std::erase_if(words, [&](const std::string& word) {
    if (word == "--json") {
      how.json = true;
    } else if (word == "--watch") {
      how.every = std::chrono::seconds{2};
    } else if (word.starts_with(watch)) {
      int seconds = 0;
      const auto* end = word.data() + word.size();
      const auto parsed = std::from_chars(word.data() + watch.size(), end, seconds);
      if (parsed.ec != std::errc{} || parsed.ptr != end || seconds < 1 || seconds > 86400)
        problem = "--watch needs a number of seconds from 1 to 86400";
      how.every = std::chrono::seconds{seconds};
    } else {
      return false;
    }
    return true;
  });
  if (!problem.empty()) return problem;
  return how;
}

}  // namespace

exit_code show_status(call& c) {
  const auto how = status_view_of(c.words);
  if (!how) {
    print_usage_error(c, "Error: " + how.reason(), "status");
    return exit_code::bad_arguments;
  }
  if (how->every.count() == 0) return show_status_once(c, how->json);
  for (;;) {
    if (c.here.terminal) c.here.out << clear_screen;
    const auto status = show_status_once(c, how->json);
    c.here.out.flush();
    if (!c.here.pause || !c.here.out) return status;
    if (!c.here.pause(how->every)) {
      c.interrupted = !c.here.interactive;
      return status;
    }
  }
}

exit_code show_pid(call& c) {
  if (c.words.empty()) {
    const auto found = c.here.daemon.greet();
    if (!found) return complain(c, found.reason());
    c.here.out << found->daemon.pid << '\n';
    return exit_code::success;
  }
  if (says_all(c.words)) return show_every_pid(c);

  auto status = exit_code::success;
  for (const auto& name : c.words) {
    const auto wanted = target_of(name);
    // A group is no process: there is no pid to ask for.
    core::status_reply found{core::fault_code::bad_name, {}, {}};
    if (wanted.kind == core::target_kind::process) {
      const auto reply = c.here.daemon.ask(core::status_request{wanted});
      if (!reply) return complain(c, reply.reason());
      found = *reply;
    }
    if (found.problem != core::fault_code::success && found.problem != core::fault_code::bad_name)
      return complain(c, found.problem, found.detail);
    if (found.processes.empty()) {
      c.here.out << "No such process " << name << '\n';
      status = exit_code::failure;
      continue;
    }
    c.here.out << found.processes.front().pid << '\n';
    if (found.processes.front().pid == 0) status = exit_code::not_running;
  }
  return status;
}

exit_code show_avail(call& c) {
  const auto reply = c.here.daemon.ask(core::config_request{});
  if (!reply) return complain(c, reply.reason());
  if (reply->problem == core::fault_code::shutdown_state) {
    c.here.out << "ERROR: supervisor shutting down\n";
    return exit_code::failure;
  }
  if (reply->problem != core::fault_code::success)
    return complain(c, reply->problem, reply->detail);
  for (const auto& process : reply->processes)
    render_config(c.here.out, process);
  return exit_code::success;
}

exit_code show_version(call& c) {
  const auto found = c.here.daemon.greet();
  if (!found) return complain(c, found.reason());
  c.here.out << found->daemon.version << '\n';
  return exit_code::success;
}

}  // namespace actord::cli
