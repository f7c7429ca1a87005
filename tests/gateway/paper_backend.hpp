// A backend of values: answers from a small made-up daemon, at once or, where a test says so,
// later.
#pragma once

#include <functional>
#include <map>
#include <mutex>
#include <string>
#include <utility>
#include <vector>

#include "core/log_window.hpp"
#include "gateway/backend.hpp"

namespace actord::test {

using core::fault_code;

class paper_backend final : public gateway::backend {
 public:
  gateway::daemon_identity identity{"4.3.0", "paper", 4711};
  bool up{true};
  std::vector<core::process_info> processes;
  std::vector<gateway::process_setting> configured;
  std::map<std::string, std::string> logs;  // "group:process:out", "main"
  fault_code verdict{fault_code::success};  // of single orders
  std::string verdict_detail;
  // While set, the answers to orders are kept instead of given.
  bool hold{false};

  std::vector<core::action_request> asked;
  std::vector<gateway::stdin_request> written;
  std::vector<std::pair<std::string, std::string>> events;
  int shutdowns{0};
  int restarts{0};

  // Any thread: gives the answers that were held.
  void release() {
    std::vector<std::function<void()>> due;
    {
      const std::lock_guard lock{mutex_};
      due.swap(held_);
    }
    for (const auto& give : due)
      give();
  }
  std::size_t holding() const {
    const std::lock_guard lock{mutex_};
    return held_.size();
  }

  const gateway::daemon_identity& who() const override { return identity; }
  bool accepting() const override { return up; }

  void act(core::action_request what, gateway::answer<core::action_reply> done) override {
    asked.push_back(what);
    auto reply = outcome_of(what);
    if (!hold) {
      done(std::move(reply));
      return;
    }
    const std::lock_guard lock{mutex_};
    held_.push_back([done = std::move(done), reply = std::move(reply)] { done(reply); });
  }
  void status(core::status_request what, gateway::answer<core::status_reply> done) override {
    core::status_reply reply;
    for (const auto& p : processes)
      if (concerns(what.whom, p)) reply.processes.push_back(p);
    if (reply.processes.empty() && what.whom.kind != core::target_kind::all)
      reply.problem = fault_code::bad_name;
    done(std::move(reply));
  }
  void settings(gateway::answer<gateway::settings_reply> done) override { done({{}, configured}); }
  // In slices of 4 bytes, so that whoever wants more has to ask again.
  void read_log(core::read_log_request what, gateway::answer<core::log_reply> done) override {
    core::log_reply reply;
    const auto found = logs.find(key_of(what.log));
    if (found == logs.end()) {
      reply.problem = fault_code::no_file;
      done(std::move(reply));
      return;
    }
    const auto window = core::read_window(what.offset, what.length, found->second.size());
    if (window)
      reply.bytes = found->second.substr(window->start, std::min<std::size_t>(4, window->length));
    else
      reply.problem = window.reason().code;
    reply.offset = found->second.size();
    done(std::move(reply));
  }
  void follow_log(core::follow_log_request what, gateway::answer<core::log_reply> done) override {
    core::log_reply reply;
    const auto& log = logs[key_of(what.log)];
    const auto from = what.from_cursor ? what.offset : log.size() - std::min(what.back, log.size());
    reply.bytes = log.substr(from);
    reply.offset = log.size();
    if (!reply.bytes.empty()) {
      done(std::move(reply));
      return;
    }
    const std::lock_guard lock{mutex_};
    held_.push_back([this, what, done = std::move(done)] { follow_log(what, done); });
  }
  void clear_main_log(gateway::answer<core::done_reply> done) override {
    logs["main"].clear();
    done({});
  }
  void write_stdin(gateway::stdin_request what, gateway::answer<core::done_reply> done) override {
    written.push_back(std::move(what));
    done({verdict, verdict_detail});
  }
  void shut_down(bool restart, gateway::answer<core::done_reply> done) override {
    ++(restart ? restarts : shutdowns);
    done({});
  }
  void reload_config(gateway::answer<gateway::reload_reply> done) override {
    done({{}, {"new"}, {"other"}, {"old", "older"}});
  }
  void add_group(std::string, gateway::answer<core::done_reply> done) override {
    done({verdict, verdict_detail});
  }
  void remove_group(std::string, gateway::answer<core::done_reply> done) override {
    done({verdict, verdict_detail});
  }
  void send_event(std::string type, std::string data,
                  gateway::answer<core::done_reply> done) override {
    events.emplace_back(std::move(type), std::move(data));
    done({});
  }

  static core::process_info process(std::string group, std::string name) {
    core::process_info p;
    p.group = std::move(group);
    p.name = std::move(name);
    return p;
  }

 private:
  static bool concerns(const core::target& whom, const core::process_info& p) {
    if (whom.kind == core::target_kind::all) return true;
    return whom.group == p.group &&
           (whom.kind == core::target_kind::group || whom.process == p.name);
  }
  static std::string key_of(const core::log_name& log) {
    if (log.group.empty()) return "main";
    return log.group + ":" + log.process + (log.stderr_stream ? ":err" : ":out");
  }
  core::action_reply outcome_of(const core::action_request& what) const {
    core::action_reply reply;
    for (const auto& p : processes)
      if (concerns(what.whom, p))
        reply.outcomes.push_back({p.group, p.name, verdict, verdict_detail});
    if (reply.outcomes.empty() && what.whom.kind != core::target_kind::all)
      reply.outcomes.push_back({what.whom.group, what.whom.process, fault_code::bad_name, {}});
    return reply;
  }

  mutable std::mutex mutex_;
  std::vector<std::function<void()>> held_;
};

}  // namespace actord::test
