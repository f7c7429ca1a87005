// What a process went through of late and why, for `why` and `events`. Pure values; time comes in.
#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include "core/ids.hpp"
#include "core/machine.hpp"
#include "core/proc_state.hpp"

namespace actord::core {

// One change of the public state.
struct transition {
  wall_time at{};
  run_id run;  // the spawn attempt it belongs to
  proc_state from{proc_state::stopped};
  proc_state to{proc_state::stopped};
  std::int32_t pid{0};
  std::string cause;  // for people: "exit status 1", "stop request"

  bool operator==(const transition&) const = default;
};

// The latest transitions of one process, oldest first.
class history {
 public:
  static constexpr std::size_t most = 16;

  void note(transition what) {
    if (kept_.size() == most) kept_.erase(kept_.begin());
    kept_.push_back(std::move(what));
  }
  const std::vector<transition>& kept() const { return kept_; }

 private:
  std::vector<transition> kept_;
};

// Why the machine moved: in words for people, from the input that moved it. `automatic`: the start
// is that of the daemon's own start (autostart), not a request.
std::string cause_of(const input& what, bool automatic);

// The same for what follows from an earlier move of the same step; empty = nothing to add.
std::string following_cause(proc_state from, proc_state to);

}  // namespace actord::core
