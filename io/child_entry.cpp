// Raw system calls only: syscall() and errno are all that this file may need from outside. glibc's
// wrappers are avoided even where they would be safe, since sanitizers replace them by code that
// keeps books in the memory of the parent.
#include "io/child_entry.hpp"

#include <errno.h>
#include <linux/close_range.h>
#include <sys/syscall.h>
#include <unistd.h>

namespace actord::io {
namespace {

constexpr unsigned first_extra = 3;  // descriptors from here on are not for the child
constexpr unsigned all_descriptors = ~0U;
constexpr int last_signal = 64;
constexpr unsigned long kernel_sigset_size = 8;
constexpr int exit_code_of_failure = 127;

[[noreturn]] void leave(child_plan& plan, child_step step) {
  plan.failed = step;
  plan.error_number = errno;
  for (;;)
    ::syscall(SYS_exit_group, exit_code_of_failure);
}

// Handlers of the parent must not run here, and what the parent ignores must not stay ignored in
// the program (contract §11, #11). All bytes zero is SIG_DFL in every layout of the kernel's
// struct.
void default_all_signals(const child_plan& plan) {
  const unsigned long default_action[8] = {};
  for (int number = 1; number <= last_signal; ++number)
    if ((plan.changed_signals >> (number - 1) & 1U) != 0)
      ::syscall(SYS_rt_sigaction, number, default_action, nullptr, kernel_sigset_size);
}

void unblock_all_signals() {
  const unsigned long none[kernel_sigset_size / sizeof(unsigned long)] = {};
  ::syscall(SYS_rt_sigprocmask, 2 /* SIG_SETMASK */, none, nullptr, kernel_sigset_size);
}

void take_own_table(child_plan& plan) {
  if (plan.leave_from == 0) return;
  if (::syscall(SYS_close_range, plan.leave_from, all_descriptors, CLOSE_RANGE_UNSHARE) != 0)
    leave(plan, child_step::close_range);
}

void place_descriptors(child_plan& plan) {
  for (int number = 0; number < 3; ++number)
    if (::syscall(SYS_dup3, plan.standard[number], number, 0) < 0) leave(plan, child_step::dup);
  if (plan.close_below != 0) {
    for (unsigned number = first_extra; number < plan.close_below; ++number)
      ::syscall(SYS_close, number);
  } else if (::syscall(SYS_close_range, first_extra, all_descriptors, 0) != 0) {
    leave(plan, child_step::close_range);
  }
}

void become_user(child_plan& plan) {
  if (!plan.switch_user) return;
  if (::syscall(SYS_setgroups, plan.group_count, plan.groups) != 0)
    leave(plan, child_step::setgroups);
  if (::syscall(SYS_setresgid, plan.gid, plan.gid, plan.gid) != 0) leave(plan, child_step::setgid);
  if (::syscall(SYS_setresuid, plan.uid, plan.uid, plan.uid) != 0) leave(plan, child_step::setuid);
}

}  // namespace

extern "C" int actord_child_entry(void* argument) {
  child_plan& plan = *static_cast<child_plan*>(argument);
  take_own_table(plan);
  default_all_signals(plan);
  if (::syscall(SYS_setpgid, 0, 0) != 0) leave(plan, child_step::setpgid);
  place_descriptors(plan);
  if (plan.limit_open_files &&
      ::syscall(SYS_prlimit64, 0, RLIMIT_NOFILE, &plan.open_files, nullptr) != 0)
    leave(plan, child_step::setrlimit);
  become_user(plan);
  if (plan.directory != nullptr && ::syscall(SYS_chdir, plan.directory) != 0)
    leave(plan, child_step::chdir);
  if (plan.set_umask) ::syscall(SYS_umask, plan.umask);  // cannot fail
  unblock_all_signals();
  ::syscall(SYS_execve, plan.executable, plan.argv, plan.environment);
  leave(plan, child_step::execve);
}

}  // namespace actord::io
