#include "io/spawner.hpp"

#include <linux/close_range.h>
#include <sched.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <csignal>
#include <iterator>
#include <utility>

#include "io/syscalls.hpp"

namespace actord::io {
namespace {

constexpr std::size_t stack_size = 64 * 1024;  // the child needs a few hundred bytes of it
constexpr std::size_t guard_size = 64 * 1024;  // a whole page on every architecture
constexpr int first_slot = 3;
constexpr std::size_t kernel_sigset_size = 8;
constexpr int last_signal = 64;

// Setting all 64 signals back would cost the child as much as the rest of the spawn. So the parent
// tells it which ones have been changed, and looks only so often.
constexpr std::chrono::seconds signals_look_span{1};

// Is anything but the default action set? The raw call covers glibc's own two signals as well.
bool signal_changed(int number) {
  unsigned long action[8] = {};  // the handler is the first word of the kernel's struct
  return ::syscall(SYS_rt_sigaction, number, nullptr, action, kernel_sigset_size) == 0 &&
         action[0] != 0;
}

// Signals stay blocked from before the clone until the child has dropped the parent's handlers. The
// raw call covers glibc's own two signals as well.
class all_signals_blocked {
 public:
  all_signals_blocked() {
    const unsigned long all[kernel_sigset_size / sizeof(unsigned long)] = {~0UL};
    ::syscall(SYS_rt_sigprocmask, SIG_SETMASK, all, before_, kernel_sigset_size);
  }
  ~all_signals_blocked() {
    ::syscall(SYS_rt_sigprocmask, SIG_SETMASK, before_, nullptr, kernel_sigset_size);
  }
  all_signals_blocked(const all_signals_blocked&) = delete;
  all_signals_blocked& operator=(const all_signals_blocked&) = delete;

 private:
  unsigned long before_[kernel_sigset_size / sizeof(unsigned long)] = {};
};

// A change of user in the child marks the memory, which is still the parent's, as not dumpable (no
// core files, /proc/self owned by root). Put back what was, once the child has memory of its own.
class dumpable_kept {
 public:
  explicit dumpable_kept(bool needed) : before_{needed ? ::prctl(PR_GET_DUMPABLE) : -1} {}
  ~dumpable_kept() {
    if (before_ == 1) (void)::prctl(PR_SET_DUMPABLE, 1);  // 0 needs no help, 2 cannot be set
  }
  dumpable_kept(const dumpable_kept&) = delete;
  dumpable_kept& operator=(const dumpable_kept&) = delete;

 private:
  int before_;
};

// An empty range is refused with EINVAL by a kernel that knows the call.
bool has_close_range() {
  return ::syscall(SYS_close_range, 1U, 0U, 0U) != 0 && errno == EINVAL;
}

unsigned descriptor_limit() {
  const long limit = ::sysconf(_SC_OPEN_MAX);
  return limit > 0 ? static_cast<unsigned>(limit) : 1024U;
}

void reap(::pid_t pid) {
  while (::waitpid(pid, nullptr, 0) < 0 && errno == EINTR) {
  }
}

}  // namespace

void spawner::unmap::operator()(void* memory) const {
  (void)::munmap(memory, size);  // can only fail for a bad address
}

spawner::spawner(table mode, fd placeholder, std::array<fd, 3> slots, stack_memory stack)
    : mode_{mode},
      placeholder_{std::move(placeholder)},
      slots_{std::move(slots)},
      stack_{std::move(stack)} {}

core::result<spawner, int> spawner::make(table wanted) {
  auto placeholder = open_file("/dev/null", O_RDWR);
  if (!placeholder) return placeholder.reason();
  std::array<fd, 3> slots;
  for (auto& slot : slots) {
    slot = fd{::fcntl(placeholder->number(), F_DUPFD_CLOEXEC, first_slot)};
    if (!slot) return int{errno};
  }
  constexpr std::size_t size = guard_size + stack_size;
  void* memory =
      ::mmap(nullptr, size, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_STACK, -1, 0);
  if (memory == MAP_FAILED) return int{errno};
  stack_memory stack{memory, unmap{size}};
  if (::mprotect(memory, guard_size, PROT_NONE) != 0) return int{errno};
  return spawner{has_close_range() ? wanted : table::closed_one_by_one,
                 std::move(placeholder).value(), std::move(slots), std::move(stack)};
}

spawn_outcome spawner::spawn(child_plan& plan, const std::array<int, 3>& descriptors) {
  plan.failed = child_step::none;
  plan.error_number = 0;
  if (const int error = fill_slots(descriptors); error != 0) {
    empty_slots();
    return spawn_failure(child_step::clone, error);
  }
  for (std::size_t i = 0; i < slots_.size(); ++i)
    plan.standard[i] = slots_[i].number();
  const int highest = *std::max_element(std::begin(plan.standard), std::end(plan.standard));
  plan.leave_from = mode_ == table::shared ? static_cast<unsigned>(highest) + 1 : 0;
  plan.close_below = mode_ == table::closed_one_by_one ? descriptor_limit() : 0;
  look_at_signals();
  plan.changed_signals = changed_signals_;
  auto outcome = clone_child(plan);
  empty_slots();
  return outcome;
}

int spawner::fill_slots(const std::array<int, 3>& descriptors) {
  for (std::size_t i = 0; i < slots_.size(); ++i)
    if (::dup3(descriptors[i], slots_[i].number(), O_CLOEXEC) < 0) return errno;
  return 0;
}

// The slots must not keep the child's pipe ends open in this process.
void spawner::empty_slots() {
  for (const auto& slot : slots_)
    (void)::dup3(placeholder_.number(), slot.number(), O_CLOEXEC);  // both numbers are open: works
}

void spawner::look_at_signals() {
  const auto now = std::chrono::steady_clock::now();
  if (now - looked_at_signals_ < signals_look_span) return;
  looked_at_signals_ = now;
  changed_signals_ = 0;
  for (int number = 1; number <= last_signal; ++number)
    if (signal_changed(number)) changed_signals_ |= 1ULL << (number - 1);
}

spawn_outcome spawner::clone_child(child_plan& plan) {
  int flags = CLONE_VM | CLONE_VFORK | CLONE_PIDFD | SIGCHLD;
  if (mode_ == table::shared) flags |= CLONE_FILES;
  auto* const top = static_cast<char*>(stack_.get()) + guard_size + stack_size;

  const all_signals_blocked mask;
  const dumpable_kept dumpable{plan.switch_user};
  int pidfd = -1;
  const ::pid_t pid = ::clone(&actord_child_entry, top, flags, &plan, &pidfd);
  if (pid < 0) return spawn_failure(child_step::clone, errno);

  fd owned{pidfd};
  if (plan.failed == child_step::none) return {pid, std::move(owned), child_step::none, 0};
  reap(pid);  // it is on its way out already
  return spawn_failure(plan.failed, plan.error_number);
}

}  // namespace actord::io
