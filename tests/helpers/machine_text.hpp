// The machine's effects as short lines, so that a scenario reads like a log. What is said appears
// as the log line that an operator would see; a change of state with the fields of its event (§8).
#pragma once

#include <string>
#include <vector>

#include "core/machine.hpp"
#include "core/narrate.hpp"
#include "core/overload.hpp"

namespace actord::tests {

inline std::string text_of(core::timer_kind kind) {
  switch (kind) {
    case core::timer_kind::up:
      return "up";
    case core::timer_kind::retry:
      return "retry";
    case core::timer_kind::kill:
      return "kill";
    case core::timer_kind::restart:
      return "restart";
  }
  return "?";
}

inline std::string text_of(core::log_level level) {
  switch (level) {
    case core::log_level::warn:
      return "WARN";
    case core::log_level::info:
      return "INFO";
    case core::log_level::debug:
      return "DEBG";
    default:
      return "?";
  }
}

inline std::string text_of(const core::out::note& n) {
  using core::proc_state;
  const std::string change = std::string{name_of(n.from)} + "->" + std::string{name_of(n.to)};
  const auto pid = " pid:" + std::to_string(n.pid);
  switch (n.to) {
    case proc_state::starting:
    case proc_state::backoff:
      return change + " tries:" + std::to_string(n.tries);
    case proc_state::running:
    case proc_state::stopping:
    case proc_state::stopped:
      return change + pid;
    case proc_state::exited:
      return change + " expected:" + (n.expected ? "1" : "0") + pid;
    default:
      return change;
  }
}

// `after` and `how` as narrate takes them.
inline std::string text_of(const core::effect& e, const core::facts& after,
                           const core::policy& how) {
  using namespace core;
  return std::visit(
      overload{
          [](const out::launch& l) { return "launch " + std::to_string(l.run.value); },
          [](const out::signal& s) {
            return "signal " + std::to_string(s.number) + (s.whole_group ? " group" : "") +
                   " run " + std::to_string(s.run.value);
          },
          [](const out::arm& a) {
            return "arm " + text_of(a.kind) + " " + std::to_string(a.after.count()) + "ms run " +
                   std::to_string(a.run.value);
          },
          [](const out::note& n) { return text_of(n); },
          [&](const out::say& s) {
            const auto line = narrate(s, after, how, "P");
            return text_of(line.level) + " " + line.text;
          },
          [](const out::start_failed&) { return std::string{"start failed"}; },
          [](const out::impossible& i) {
            return "impossible: " + std::string{trigger_name(i.trigger)} + " in " +
                   std::string{name_of(i.state)};
          },
      },
      e);
}

using lines = std::vector<std::string>;

inline std::string text_of(const lines& some) {
  std::string text;
  for (const auto& line : some)
    text += "\n  " + line;
  return some.empty() ? "\n  (nothing)" : text;
}

}  // namespace actord::tests
