// A process host on paper: it writes down what it is told and plays the kernel as the test wants.
// Unless told otherwise, it answers every question at once, every launch succeeds, and children
// obey SIGTERM and SIGKILL. Processes go by their bare names. One thread.
#pragma once

#include <algorithm>
#include <cerrno>
#include <map>
#include <memory>
#include <optional>
#include <set>
#include <stdexcept>
#include <string>
#include <utility>
#include <vector>

#include "actors/host_link.hpp"
#include "core/overload.hpp"
#include "core/ports.hpp"

namespace actord::tests {

namespace to_host = core::to_host;
namespace from_host = core::from_host;

class paper_host final : public core::process_host {
 public:
  explicit paper_host(std::shared_ptr<actors::host_link> link) : link_{std::move(link)} {}

  // ---- What the test may set.

  bool answers_probes{true};
  bool answers_launches{true};  // false: the test says spawn() or refuse()
  bool answers_clears{true};
  bool answers_looks{true};
  bool answers_signals{true};
  std::map<std::string, core::fault> probe_faults;
  std::map<std::string, int> signal_errors;
  std::set<std::string> deaf;      // only SIGKILL helps
  std::set<std::string> immortal;  // not even that
  core::fault clear_fault;

  // ---- What the host was told, e.g. "define a", "probe a", "launch a 1", "signal a 15 run 1".

  const std::vector<std::string>& told() const { return told_; }
  std::vector<std::string> take_told() { return std::exchange(told_, {}); }
  // Only the lines that begin with `verb`.
  std::vector<std::string> told(const std::string& verb) const {
    std::vector<std::string> some;
    for (const auto& line : told_)
      if (line.starts_with(verb + " ")) some.push_back(line);
    return some;
  }

  // What no actor may ask for: a run twice, or a second child beside the first.
  const std::vector<std::string>& complaints() const { return complaints_; }
  bool alive(const std::string& name) const {
    return std::any_of(processes_.begin(), processes_.end(),
                       [&](const auto& p) { return p.second.name == name && p.second.pid != 0; });
  }

  // ---- What the kernel does.

  std::int32_t pid(const std::string& name) { return of(name).pid; }
  std::uint64_t run(const std::string& name) { return of(name).run.value; }

  void spawn(const std::string& name) { spawn(of(name)); }
  void refuse(const std::string& name, const std::string& text) {
    auto& p = of(name);
    p.spawn_error = text;
    link_->deliver(from_host::spawn_failed{p.key, p.run, "execve", ENOENT, text});
  }
  void exit(const std::string& name, int code) { end(of(name), {.code = code}); }
  void die(const std::string& name, int signal) { end(of(name), {.signal = signal}); }
  // The child ends, but the notice gets lost with the actor that it was for.
  void exit_unnoticed(const std::string& name, int code) {
    auto& p = of(name);
    p.pid = 0;
    p.ended = core::exit_status{.code = code};
  }

  // ---- Answers that were held back.

  void answer_probe(const std::string& name) { answer_probe(of(name)); }
  void answer_signal(const std::string& name, int error_number) {
    answer_signal(of(name), error_number);
  }
  void answer_clear(const std::string& name) {
    link_->deliver(from_host::logs_cleared{of(name).asked.at("clear"), clear_fault});
  }
  void answer_look(const std::string& name) { answer_look(of(name)); }

  // ---- The port.

  void submit(core::host_command command) override {
    std::visit(
        core::overload{
            [this](to_host::define& c) { define(c); }, [this](to_host::probe& c) { probe(c); },
            [this](to_host::launch& c) { launch(c); }, [this](to_host::signal& c) { signal(c); },
            [this](to_host::look& c) { look(c); }, [this](to_host::clear_logs& c) { clear(c); },
            [this](to_host::rotate_logs& c) { rotate(c); },
            [this](to_host::read_log& c) { read(c); },
            [this](to_host::follow_log& c) { follow(c); },
            [this](to_host::forget& c) { forget(c); },
            [this](auto&) { told_.push_back("something else"); }},
        command);
  }

 private:
  struct process {
    core::process_key key;
    std::string name;
    core::run_id run;
    std::int32_t pid{0};
    std::optional<core::exit_status> ended;
    std::optional<std::string> spawn_error;
    std::map<std::string, core::ticket> asked;
  };

  static std::string path(const process& p, const char* suffix) {
    return "/log/" + p.name + suffix;
  }

  process& of(core::process_key key) { return processes_[key.value]; }
  // The latest of this name: one that goes away may still be there.
  process& of(const std::string& name) {
    for (auto p = processes_.rbegin(); p != processes_.rend(); ++p)
      if (p->second.name == name) return p->second;
    throw std::logic_error{"no process '" + name + "'"};
  }

  void spawn(process& p) {
    p.pid = ++last_pid_;
    link_->deliver(from_host::spawned{p.key, p.run, p.pid});
  }
  void answer_probe(const process& p) {
    link_->deliver(from_host::probed{p.key, p.asked.at("probe"), probe_faults[p.name]});
  }
  void answer_signal(const process& p, int error_number) {
    link_->deliver(from_host::signalled{p.key, p.asked.at("signal"), error_number});
  }
  void answer_look(const process& p) {
    link_->deliver(from_host::view{p.key, p.run, p.pid, p.ended, p.spawn_error, path(p, ".out"),
                                   path(p, ".err")});
  }

  void define(const to_host::define& c) {
    auto& p = of(c.key);
    p.key = c.key;
    p.name = c.spec->name;
    told_.push_back("define " + p.name);
    link_->deliver(from_host::defined{c.key, path(p, ".out"), path(p, ".err")});
  }
  void forget(const to_host::forget& c) {
    const auto& p = of(c.key);
    told_.push_back("forget " + p.name);
    if (p.pid != 0) complaints_.push_back(told_.back());
    processes_.erase(c.key.value);
  }
  void probe(const to_host::probe& c) {
    auto& p = of(c.key);
    told_.push_back("probe " + p.name);
    p.asked["probe"] = c.reply_to;
    if (answers_probes) answer_probe(p);
  }
  void launch(const to_host::launch& c) {
    auto& p = of(c.key);
    told_.push_back("launch " + p.name + " " + std::to_string(c.run.value));
    if (p.pid != 0 || c.run <= p.run) {
      complaints_.push_back(told_.back());
      return;
    }
    p.run = c.run;
    p.pid = 0;
    p.ended.reset();
    p.spawn_error.reset();
    if (answers_launches) spawn(p);
  }
  void signal(const to_host::signal& c) {
    auto& p = of(c.key);
    told_.push_back("signal " + p.name + " " + std::to_string(c.number) + " run " +
                    std::to_string(c.run.value) + (c.whole_group ? " group" : ""));
    p.asked["signal"] = c.reply_to;
    const bool reached = p.pid != 0 && p.run == c.run;
    if (c.reply_to != 0 && answers_signals)
      answer_signal(p, signal_errors.contains(p.name) ? signal_errors[p.name]
                       : reached                      ? 0
                                                      : ESRCH);
    const bool deadly = c.number == 9 || (c.number == 15 && !deaf.contains(p.name));
    if (reached && deadly && !immortal.contains(p.name)) end(p, {.signal = c.number});
  }
  void look(const to_host::look& c) {
    auto& p = of(c.key);
    told_.push_back("look " + p.name);
    if (answers_looks) answer_look(p);
  }
  void clear(const to_host::clear_logs& c) {
    auto& p = of(c.key);
    told_.push_back("clear " + (c.key.value == 0 ? std::string{"main"} : p.name));
    p.asked["clear"] = c.reply_to;
    if (answers_clears) link_->deliver(from_host::logs_cleared{c.reply_to, clear_fault});
  }
  void rotate(const to_host::rotate_logs& c) {
    told_.push_back("rotate " + of(c.key).name);
    link_->deliver(from_host::logs_rotated{c.reply_to, clear_fault});
  }
  static std::string text_of(const core::log_address& log) {
    return std::to_string(log.key.value) + (log.stream == core::stream_kind::err ? " err" : " out");
  }
  void read(const to_host::read_log& c) {
    told_.push_back("read " + text_of(c.log));
    link_->deliver(from_host::log_read{c.reply_to, {}, "some bytes", 10});
  }
  void follow(const to_host::follow_log& c) {
    told_.push_back("follow " + text_of(c.log));
    link_->deliver(from_host::log_followed{c.reply_to, {}, "more bytes", {3, 20}, false});
  }

  void end(process& p, core::exit_status status) {
    p.pid = 0;
    p.ended = status;
    link_->deliver(from_host::exited{p.key, p.run, status});
  }

  std::shared_ptr<actors::host_link> link_;
  std::vector<std::string> told_;
  std::vector<std::string> complaints_;
  std::map<std::uint32_t, process> processes_;
  std::int32_t last_pid_{100};
};

}  // namespace actord::tests
