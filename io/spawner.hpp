// The parent side of a spawn: clone() into io/child_entry on the parent's memory and wait until the
// child has become its program or has failed.
//
// The cost does not grow with the number of open descriptors: the child shares the parent's table
// (CLONE_FILES, nothing is copied) and its first act is to copy only a few low numbers of it. Those
// numbers are reserved when the spawner is made, so make it early, while low numbers are free; its
// own three descriptors pass through them. Where the kernel lacks close_range (Linux < 5.9, or a
// sandbox forbids it) the child gets a copy of the table as after a fork.
//
// One spawn at a time: a spawner belongs to one thread. It leaves no zombie behind a failed child.
#pragma once

#include <sys/types.h>

#include <array>
#include <chrono>
#include <cstddef>
#include <memory>

#include "core/result.hpp"
#include "io/child_entry.hpp"
#include "io/fd.hpp"

namespace actord::io {

// Either a running child, which the caller reaps, or the step that failed and its errno.
struct spawn_outcome {
  ::pid_t pid{-1};
  fd pidfd;
  child_step failed{child_step::none};
  int error_number{0};

  bool ok() const { return failed == child_step::none; }
};

inline spawn_outcome spawn_failure(child_step step, int error_number) {
  return {-1, fd{}, step, error_number};
}

class spawner {
 public:
  // How the child comes to its descriptor table. `shared` is the fast way; `closed_one_by_one` is
  // the copy of a kernel without close_range.
  enum class table { shared, copied, closed_one_by_one };

  // The reason is an errno. `wanted` is lowered to what the kernel has.
  static core::result<spawner, int> make(table wanted = table::shared);

  // Runs the plan. The spawner fills in `standard` (from `descriptors`, which stay the caller's)
  // and how the table is left.
  spawn_outcome spawn(child_plan& plan, const std::array<int, 3>& descriptors);

  table mode() const { return mode_; }

 private:
  struct unmap {
    std::size_t size{0};
    void operator()(void* memory) const;
  };
  using stack_memory = std::unique_ptr<void, unmap>;

  spawner(table mode, fd placeholder, std::array<fd, 3> slots, stack_memory stack);
  int fill_slots(const std::array<int, 3>& descriptors);
  void empty_slots();
  void look_at_signals();
  spawn_outcome clone_child(child_plan& plan);

  table mode_;
  fd placeholder_;  // open on /dev/null; keeps the slots' numbers taken between spawns
  std::array<fd, 3> slots_;
  stack_memory stack_;
  unsigned long long changed_signals_{0};
  std::chrono::steady_clock::time_point looked_at_signals_{};
};

}  // namespace actord::io
