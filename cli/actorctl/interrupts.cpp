#include "cli/actorctl/interrupts.hpp"

#include <fcntl.h>
#include <poll.h>
#include <sys/eventfd.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <atomic>
#include <cerrno>
#include <cstdint>

namespace actord::cli {

namespace {

// Where the handler writes to.
std::atomic<int> bell{-1};
static_assert(std::atomic<int>::is_always_lock_free);

extern "C" void ring(int) {
  const int saved = errno;
  const std::uint64_t one = 1;
  const auto written = ::write(bell.load(), &one, sizeof one);
  (void)written;  // full means that it is readable already
  errno = saved;
}

}  // namespace

interrupts::interrupts() : descriptor_{::eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK)} {
  bell.store(descriptor_);
  struct sigaction action {};
  action.sa_handler = &ring;
  (void)::sigaction(SIGINT, &action, &before_);  // fails only for bad arguments
}

interrupts::~interrupts() {
  (void)::sigaction(SIGINT, &before_, nullptr);
  bell.store(-1);
  if (descriptor_ >= 0) (void)::close(descriptor_);
}

bool interrupts::taken() {
  std::uint64_t count = 0;
  return ::read(descriptor_, &count, sizeof count) == sizeof count;
}

bool readable_before_interrupt(int wanted, const interrupts& watch) {
  std::array<pollfd, 2> either{{{wanted, POLLIN, 0}, {watch.descriptor(), POLLIN, 0}}};
  while (::poll(either.data(), either.size(), -1) < 0) {
    if (errno != EINTR) return true;  // let the read say what is wrong
  }
  // Looked at anew: a signal that comes while poll returns is handled only after it has decided.
  pollfd rung{watch.descriptor(), POLLIN, 0};
  return ::poll(&rung, 1, 0) <= 0;
}

bool pause_before_interrupt(std::chrono::milliseconds length, const interrupts& watch) {
  const auto end = std::chrono::steady_clock::now() + length;
  pollfd rung{watch.descriptor(), POLLIN, 0};
  for (;;) {
    const auto left =
        std::chrono::ceil<std::chrono::milliseconds>(end - std::chrono::steady_clock::now());
    const int count = ::poll(&rung, 1, std::max(0, static_cast<int>(left.count())));
    if (count > 0) return false;
    if (count == 0) return true;
    if (errno != EINTR) return true;
  }
}

}  // namespace actord::cli
