// A daemon in a few lines: the programs of tests/golden/actorctl/supervisord.conf, with the answers
// that the contract (§6.3) asks of a daemon. Tests change `world` and `broken`, and read `asked`.
#pragma once

#include <algorithm>
#include <map>
#include <optional>
#include <string>
#include <tuple>
#include <vector>

#include "cli/actorctl/session.hpp"
#include "core/log_window.hpp"
#include "core/proc_state.hpp"
#include "core/signal_names.hpp"

namespace actord::cli {

struct fake_process {
  std::string group;
  std::string name;
  core::proc_state state{core::proc_state::running};
  int group_priority{999};
  int priority{999};
  // What a start of it comes to.
  core::fault_code start_result{core::fault_code::success};
  std::optional<std::string> out{};  // its logs; nullopt: it has none
  std::optional<std::string> err{};
  bool autostart{true};
  std::optional<core::fault> always{};  // whatever is asked of it comes to this
};

// By (group priority, group, priority, name): the order in which the daemon goes through them.
inline std::vector<fake_process> golden_world() {
  using core::fault_code;
  using core::proc_state;
  return {
      {"app", "api", proc_state::running, 5, 999, {}, "", ""},
      {"app", "worker", proc_state::running, 5, 999, {}, "out\n", "err\n"},
      {"cat", "cat", proc_state::running, 10, 10, {}, "", ""},
      {"a_program_with_a_very_long_name",
       "a_program_with_a_very_long_name",
       proc_state::running,
       999,
       999,
       {},
       "",
       ""},
      {"dies", "dies", proc_state::stopped, 999, 999, fault_code::spawn_error, "", "", false},
      {"idle", "idle", proc_state::stopped, 999, 999, {}, "", "", false},
      {"missing", "missing", proc_state::stopped, 999, 999, fault_code::no_file, "", "", false},
      {"silent", "silent", proc_state::running, 999, 999, {}, {}, {}},
      {"web", "web_00", proc_state::running, 999, 999, {}, "", ""},
      {"web", "web_01", proc_state::running, 999, 999, {}, "", ""},
  };
}

class fake_session : public session {
 public:
  std::vector<fake_process> world{golden_world()};
  std::string main_log{"first line of the daemon's log\nlast line of it\n"};
  std::optional<link_error> broken;                     // nobody answers
  core::fault_code refusal{core::fault_code::success};  // everything is refused
  std::vector<std::string> asked;                       // the questions, in short
  std::vector<answer<core::log_reply>> follow_replies;  // in turn; then: interrupted
  bool mood_hidden{false};         // greet does not tell that requests are refused
  bool refuse_bad_signals{false};  // as a whole, instead of for each process
  std::size_t largest_slice{core::max_log_slice};
  std::vector<core::planned_group> plan;                 // what reread is answered with
  std::string unreadable;                                // or this error
  std::map<std::string, core::fault_code> group_faults;  // of add, remove and change, by name

  answer<presence> greet() override {
    if (broken) return *broken;
    const bool shuts_down = refusal == core::fault_code::shutdown_state && !mood_hidden;
    return presence{{core::protocol_version, "1.2.3", "supervisor", 4711},
                    shuts_down ? refusal : core::fault_code::success};
  }

  answer<core::action_reply> ask(const core::action_request& question) override {
    asked.push_back(action_text(question));
    if (broken) return *broken;
    if (refusal != core::fault_code::success) return core::action_reply{refusal, {}, {}};
    if (refuse_bad_signals && question.what == core::verb::signal && !known(question.signal))
      return core::action_reply{core::fault_code::bad_signal, question.signal, {}};
    core::action_reply reply;
    bool found = question.whom.kind == core::target_kind::all;
    for (auto& process : world) {
      if (!concerns(question.whom, process)) continue;
      found = true;
      act(question, process, reply);
    }
    if (!found)
      reply.outcomes.push_back({question.whom.group, question.whom.process,
                                core::fault_code::bad_name, question.whom.group});
    return reply;
  }

  answer<core::status_reply> ask(const core::status_request& question) override {
    asked.emplace_back("status");
    if (broken) return *broken;
    if (refusal != core::fault_code::success) return core::status_reply{refusal, {}, {}};
    core::status_reply reply;
    for (const auto& process : world)
      if (concerns(question.whom, process)) reply.processes.push_back(info_of(process));
    std::sort(reply.processes.begin(), reply.processes.end(), [](const auto& a, const auto& b) {
      return std::tie(a.group, a.name) < std::tie(b.group, b.name);
    });
    if (reply.processes.empty() && question.whom.kind != core::target_kind::all)
      reply.problem = core::fault_code::bad_name;
    return reply;
  }

  std::vector<core::transition_info> transitions;  // what `why` shows, and `events` one by one
  std::uint64_t missed_events{0};

  answer<core::history_reply> ask(const core::history_request& question) override {
    asked.push_back("history " + question.whom.group + ":" + question.whom.process);
    if (broken) return *broken;
    core::history_reply reply;
    for (const auto& t : transitions)
      if (t.group == question.whom.group) reply.transitions.push_back(t);
    const bool known = std::any_of(world.begin(), world.end(), [&](const fake_process& p) {
      return concerns(question.whom, p);
    });
    if (!known) reply.problem = core::fault_code::bad_name;
    return reply;
  }

  // After the last one the connection is lost.
  answer<core::events_reply> ask(const core::events_request& question) override {
    asked.push_back(question.from_now ? "events" : "events " + std::to_string(question.after));
    if (broken) return *broken;
    core::events_reply reply;
    if (question.from_now) return reply;
    if (question.after == transitions.size()) return link_error{link_error::kind::lost, "gone", 0};
    reply.events = {transitions[question.after]};
    reply.next = question.after + 1;
    reply.missed = missed_events;
    return reply;
  }

  answer<core::config_reply> ask(const core::config_request&) override {
    asked.emplace_back("config");
    if (broken) return *broken;
    if (refusal != core::fault_code::success) return core::config_reply{refusal, {}, {}};
    core::config_reply reply;
    for (const auto& process : world)
      reply.processes.push_back({process.group, process.name, true, process.autostart,
                                 process.group_priority, process.priority});
    std::stable_sort(reply.processes.begin(), reply.processes.end(),
                     [](const auto& a, const auto& b) { return a.name < b.name; });
    return reply;
  }

  answer<core::reread_reply> ask(const core::reread_request& question) override {
    asked.emplace_back(question.remember ? "reread" : "reread, forget");
    if (broken) return *broken;
    if (refusal != core::fault_code::success) return core::reread_reply{refusal, {}, {}};
    if (!unreadable.empty())
      return core::reread_reply{core::fault_code::cant_reread, unreadable, {}};
    return core::reread_reply{{}, {}, plan};
  }

  answer<core::done_reply> ask(const core::add_group_request& question) override {
    return group_reply("add", question.group);
  }
  answer<core::done_reply> ask(const core::remove_group_request& question) override {
    return group_reply("remove", question.group);
  }
  answer<core::action_reply> ask(const core::change_group_request& question) override {
    const auto reply = group_reply("change", question.group);
    if (!reply) return reply.reason();
    if (reply->problem != core::fault_code::success)
      return core::action_reply{reply->problem, reply->detail, {}};
    return core::action_reply{{}, {}, {{question.group, "old", {}, {}}}};
  }

  answer<core::log_reply> ask(const core::read_log_request& question) override {
    asked.push_back("read " + std::to_string(question.offset) + " " +
                    std::to_string(question.length));
    if (broken) return *broken;
    if (refusal != core::fault_code::success) return problem_reply(refusal);
    const auto found = log_named(question.log);
    if (!found) return problem_reply(found.reason().code);
    const auto& text = *found.value();
    const auto window = core::read_window(question.offset, question.length, text.size());
    if (!window) return problem_reply(window.reason().code);
    core::log_reply reply;
    reply.bytes = text.substr(window->start, std::min(window->length, largest_slice));
    reply.offset = text.size();
    return reply;
  }

  answer<core::log_reply> ask(const core::follow_log_request& question) override {
    asked.push_back("follow " + (question.from_cursor
                                     ? "from " + std::to_string(question.generation) + "." +
                                           std::to_string(question.offset)
                                     : "back " + std::to_string(question.back)));
    if (broken) return *broken;
    const auto found = log_named(question.log);
    if (!found) return problem_reply(found.reason().code);
    if (follow_replies.empty()) return link_error{link_error::kind::interrupted, {}, 0};
    auto reply = follow_replies.front();
    follow_replies.erase(follow_replies.begin());
    return reply;
  }

  answer<core::done_reply> ask(const core::clear_main_log_request&) override {
    asked.emplace_back("clear main log");
    if (broken) return *broken;
    return core::done_reply{refusal, {}};
  }

  answer<core::done_reply> ask(const core::shutdown_request& question) override {
    asked.emplace_back(question.restart ? "reload" : "shutdown");
    if (broken) return *broken;
    return core::done_reply{refusal, {}};
  }

 private:
  using log_pointer = const std::string*;

  answer<core::done_reply> group_reply(const std::string& verb, const std::string& group) {
    asked.push_back(verb + " " + group);
    if (broken) return *broken;
    if (refusal != core::fault_code::success) return core::done_reply{refusal, {}};
    const auto found = group_faults.find(group);
    if (found == group_faults.end()) return core::done_reply{};
    return core::done_reply{found->second, group};
  }

  static bool concerns(const core::target& whom, const fake_process& process) {
    if (whom.kind == core::target_kind::all) return true;
    return process.group == whom.group &&
           (whom.kind == core::target_kind::group || process.name == whom.process);
  }

  static std::string action_text(const core::action_request& question) {
    static constexpr const char* verbs[]{"start", "stop", "signal", "clear"};
    std::string text = verbs[static_cast<std::size_t>(question.what)];
    if (!question.signal.empty()) text += " " + question.signal;
    if (question.whom.kind == core::target_kind::all) return text + " all";
    return text + " " + question.whom.group + ":" +
           (question.whom.kind == core::target_kind::group ? "*" : question.whom.process);
  }

  static bool known(const std::string& signal) {
    const auto number = core::parse_signal(signal);
    return number && core::valid_signal_number(*number);
  }

  static core::log_reply problem_reply(core::fault_code code) {
    core::log_reply reply;
    reply.problem = code;
    return reply;
  }

  static core::process_info info_of(const fake_process& process) {
    core::process_info info;
    info.group = process.group;
    info.name = process.name;
    info.state = process.state;
    info.pid = process.state == core::proc_state::running ? 100 : 0;
    info.description = info.pid != 0 ? "pid 100, uptime 0:00:10" : "Not started";
    return info;
  }

  // One process does what is asked; in bulk, those with nothing to do are left out.
  static void act(const core::action_request& question, fake_process& process,
                  core::action_reply& reply) {
    if (process.always) {
      reply.outcomes.push_back(
          {process.group, process.name, process.always->code, process.always->detail});
      return;
    }
    const auto result = outcome_of(question, process);
    const bool nothing_to_do =
        result == core::fault_code::already_started || result == core::fault_code::not_running;
    if (nothing_to_do && question.whom.kind != core::target_kind::process) return;
    reply.outcomes.push_back({process.group, process.name, result, {}});
  }

  static core::fault_code outcome_of(const core::action_request& question, fake_process& process) {
    using core::fault_code;
    const bool up = core::counts_up(process.state);
    switch (question.what) {
      case core::verb::start:
        if (up) return fault_code::already_started;
        if (process.start_result == fault_code::success) process.state = core::proc_state::running;
        return process.start_result;
      case core::verb::stop:
        if (!up) return fault_code::not_running;
        process.state = core::proc_state::stopped;
        return fault_code::success;
      case core::verb::signal:
        if (!up) return fault_code::not_running;
        return known(question.signal) ? fault_code::success : fault_code::bad_signal;
      case core::verb::clear_logs:
      case core::verb::rotate_logs:
        return fault_code::success;
    }
    return fault_code::failed;
  }

  core::result<log_pointer> log_named(const core::log_name& log) const {
    if (log.group.empty() && log.process.empty()) return log_pointer{&main_log};
    for (const auto& process : world) {
      if (process.group != log.group || process.name != log.process) continue;
      const auto& text = log.stderr_stream ? process.err : process.out;
      if (text) return log_pointer{&*text};
      return core::fault{core::fault_code::no_file, {}};
    }
    return core::fault{core::fault_code::bad_name, {}};
  }
};

}  // namespace actord::cli
