#include <algorithm>

#include "cli/actorctl/complaints.hpp"
#include "cli/actorctl/help.hpp"
#include "cli/actorctl/names.hpp"
#include "cli/actorctl/outcome_texts.hpp"
#include "cli/actorctl/verbs.hpp"
#include "core/proc_state.hpp"

namespace actord::cli {

namespace {

struct task {
  deed what;
  core::verb request;
  std::string signal;
};

// The line about one outcome, and what it makes of the exit status.
void report(call& c, deed what, const core::outcome& one, exit_code& status) {
  auto& out = c.here.out;
  if (one.process.empty() && one.code == core::fault_code::bad_name) {
    out << one.group << ": ERROR (no such group)\n";
    status = no_such_group_status(what);
    return;
  }
  const auto name = namespec(one.group, one.process);
  const auto* text = find_outcome(what, one.code);
  if (text == nullptr) {
    status = complain_unknown(c, one.code, one.detail, name);
    return;
  }
  if (one.code == core::fault_code::success)
    out << name << ": " << text->words << '\n';
  else if (text->words.empty())
    out << core::text_of(core::fault{one.code, one.detail}) << '\n';
  else
    out << name << ": ERROR (" << text->words << ")\n";
  status = text->status.value_or(status);
}

// A refusal that is about the one name asked for is an outcome like any other.
bool concerns_the_name(core::fault_code problem) {
  return problem == core::fault_code::bad_name || problem == core::fault_code::bad_signal;
}

// A signal that does not exist is refused once for a whole group. Supervisor tells it of every
// process that would have got one.
bool report_bad_signal(call& c, const core::target& whom, exit_code& status) {
  const auto reply = c.here.daemon.ask(core::status_request{whom});
  if (!reply) {
    status = complain(c, reply.reason());
    return false;
  }
  for (const auto& process : reply->processes)
    if (core::takes_signal(process.state))
      report(c, deed::signal, {process.group, process.name, core::fault_code::bad_signal, {}},
             status);
  return true;
}

// One request and its lines. False: there is no point in going on.
bool perform(call& c, const task& work, const core::target& whom, exit_code& status) {
  const auto reply = c.here.daemon.ask(core::action_request{work.request, whom, work.signal, true});
  if (!reply) {
    status = complain(c, reply.reason());
    return false;
  }
  if (whom.kind != core::target_kind::process && reply->problem == core::fault_code::bad_signal)
    return report_bad_signal(c, whom, status);
  if (whom.kind != core::target_kind::all && concerns_the_name(reply->problem)) {
    report(c, work.what, {whom.group, whom.process, reply->problem, reply->detail}, status);
    return true;
  }
  if (reply->problem != core::fault_code::success) {
    status = complain(c, reply->problem, reply->detail);
    return false;
  }
  for (const auto& one : reply->outcomes)
    report(c, work.what, one, status);
  c.here.out.flush();  // the next name may take its time
  return true;
}

// One after the other, so that the output tells what has been done so far.
bool perform_each(call& c, const task& work, const std::vector<std::string>& names,
                  exit_code& status) {
  if (says_all(names)) return perform(c, work, {}, status);
  return std::all_of(names.begin(), names.end(), [&](const std::string& name) {
    return perform(c, work, target_of(name), status);
  });
}

const task starting{deed::start, core::verb::start, {}};
const task stopping{deed::stop, core::verb::stop, {}};

}  // namespace

exit_code start_processes(call& c) {
  if (c.words.empty()) {
    print_usage_error(c, "Error: start requires a process name", "start");
    return exit_code::bad_arguments;
  }
  auto status = exit_code::success;
  (void)perform_each(c, starting, c.words, status);  // the status tells
  return status;
}

exit_code stop_processes(call& c) {
  if (c.words.empty()) {
    print_usage_error(c, "Error: stop requires a process name", "stop");
    return exit_code::failure;
  }
  auto status = exit_code::success;
  (void)perform_each(c, stopping, c.words, status);  // the status tells
  return status;
}

exit_code restart_processes(call& c) {
  if (c.words.empty()) {
    print_usage_error(c, "Error: restart requires a process name", "restart");
    return exit_code::failure;
  }
  auto status = exit_code::success;
  if (!perform_each(c, stopping, c.words, status)) return status;
  status = exit_code::success;  // whether the stop found something to do does not count
  (void)perform_each(c, starting, c.words, status);
  return status;
}

exit_code signal_processes(call& c) {
  if (c.words.size() < 2) {
    print_usage_error(c, "Error: signal requires a signal name and a process name", "signal");
    return exit_code::failure;
  }
  auto status = exit_code::success;
  const std::vector<std::string> names{c.words.begin() + 1, c.words.end()};
  (void)perform_each(c, {deed::signal, core::verb::signal, c.words.front()}, names, status);
  return status;
}

exit_code clear_logs(call& c) {
  if (c.words.empty()) {
    print_usage_error(c, "Error: clear requires a process name", "clear");
    return exit_code::failure;
  }
  const task clearing{deed::clear, core::verb::clear_logs, {}};
  auto status = exit_code::success;
  if (says_all(c.words)) {
    (void)perform(c, clearing, {}, status);
    return status;
  }
  for (const auto& name : c.words) {
    const auto whom = target_of(name);
    if (whom.kind == core::target_kind::group) {  // Supervisor clears no groups
      c.here.out << name << ": ERROR (no such process)\n";
      status = exit_code::failure;
    } else if (!perform(c, clearing, whom, status)) {
      break;
    }
  }
  return status;
}

exit_code rotate_logs(call& c) {
  if (c.words.empty()) {
    print_usage_error(c, "Error: rotate requires a process name", "rotate");
    return exit_code::failure;
  }
  auto status = exit_code::success;
  (void)perform_each(c, {deed::rotate, core::verb::rotate_logs, {}}, c.words, status);
  return status;
}

}  // namespace actord::cli
