// The child side of a spawn: what happens between clone() and execve().
//
// The child runs on the parent's memory while the parent's thread waits (CLONE_VM | CLONE_VFORK).
// So it may do nothing but raw system calls over a plan that the parent has prepared completely:
// no allocation, no library state, no locks, no set*id() of glibc (it would change every thread of
// the parent). This header and child_entry.cpp include no code of ours, and child_entry.cpp is
// compiled apart (io/CMakeLists.txt); a test compares its undefined symbols with an allow-list.
//
// Promise: on success the plan is left alone. On failure `failed` and `error_number` say which
// step went wrong and why, and the child is gone with exit code 127.
#pragma once

#include <sys/resource.h>
#include <sys/types.h>

#include <cstddef>
#include <type_traits>

namespace actord::io {

// In the order in which they are taken. `clone` fails in the parent.
enum class child_step : int {
  none,
  clone,
  close_range,
  setpgid,
  dup,
  setrlimit,
  setgroups,
  setgid,
  setuid,
  chdir,
  execve,
};

struct child_plan {
  const char* executable;
  const char* const* argv;
  const char* const* environment;
  const char* directory;  // nullptr = stay

  // What becomes 0, 1 and 2. All of them are >= 3, so that none is overwritten by another.
  int standard[3];
  // The descriptor table is shared with the parent: leave behind all from here on. 0 = the table
  // is the child's own copy already.
  unsigned leave_from;
  // Close one by one below this where the kernel has no close_range; 0 = it has.
  unsigned close_below;

  // Signal `n` is to be set back to its default action if bit n - 1 is set.
  unsigned long long changed_signals;

  bool switch_user;
  ::uid_t uid;
  ::gid_t gid;
  const ::gid_t* groups;
  std::size_t group_count;

  bool set_umask;
  ::mode_t umask;

  bool limit_open_files;
  ::rlimit open_files;

  // Answer.
  child_step failed;
  int error_number;
};
static_assert(std::is_trivially_copyable_v<child_plan>);

// `plan` is a child_plan. Returns only in the sense of the type: it execs or exits.
extern "C" int actord_child_entry(void* plan);

}  // namespace actord::io
