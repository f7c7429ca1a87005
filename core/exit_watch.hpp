// When the end of significant programs is the end of the daemon (`exit_on`; OTP's auto_shutdown),
// and with which status it exits. Pure: told of every report of a significant process.
//
// A process has ended when it is EXITED and will not be started again, or FATAL. One that was
// STOPPED by request has not ended; it is just not there. While the daemon shuts down, nothing
// ends.
#pragma once

#include <algorithm>
#include <map>
#include <optional>

#include "core/exit_status.hpp"
#include "core/machine.hpp"
#include "core/restart_rules.hpp"

namespace actord::core {

// As a shell shows the end of a child.
constexpr int shell_status(const exit_status& end) {
  return end.signal != 0 ? 128 + end.signal : end.code;
}

// The daemon's exit status after the end of this process; never 0 when something went wrong.
inline int status_of_end(const facts& of, bool went_wrong) {
  const int status = shell_status(of.last_exit);
  return went_wrong && status == 0 ? 1 : status;
}

class exit_watch {
 public:
  explicit exit_watch(exit_rule rule = exit_rule::never) : rule_{rule} {}

  // A significant process is configured. `will_start`: what has not begun yet is waited for.
  void expect(process_key key, bool will_start) { active_[key] = will_start; }
  // It is configured no longer, or it will not be started.
  void forget(process_key key) { active_.erase(key); }

  // The status with which the daemon is to exit; nullopt: it goes on.
  std::optional<int> report(process_key key, const facts& now, bool changed) {
    const bool down = counts_down(now.state) && !now.want_up;
    const bool has_run = now.run.value != 0;
    if (has_run) active_[key] = !down;
    const bool ended =
        down && changed && !now.frozen && has_run && now.state != proc_state::stopped;
    if (!ended || rule_ == exit_rule::never) return std::nullopt;
    if (rule_ == exit_rule::all_significant && anybody_active()) return std::nullopt;
    return status_of_end(now, now.state == proc_state::fatal);
  }

 private:
  bool anybody_active() const {
    return std::any_of(active_.begin(), active_.end(), [](const auto& a) { return a.second; });
  }

  exit_rule rule_;
  std::map<process_key, bool> active_;
};

}  // namespace actord::core
