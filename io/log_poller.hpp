// An epoll (the log thread's, and child_watch's for pidfds): descriptors with a number by which
// their owner is found again.
#pragma once

#include <sys/epoll.h>

#include <array>
#include <cerrno>
#include <cstddef>
#include <cstdint>
#include <span>

#include "core/result.hpp"
#include "io/fd.hpp"

namespace actord::io {

class log_poller {
 public:
  using token = std::uint64_t;

  // 0 or errno.
  int open() {
    epoll_.reset(::epoll_create1(EPOLL_CLOEXEC));
    return epoll_ ? 0 : errno;
  }

  // The epoll itself; -1 before open(). Readable while wait(0) would return something.
  int number() const { return epoll_.number(); }

  int add(int number, std::uint32_t events, token who) {
    return control(EPOLL_CTL_ADD, number, events, who);
  }
  int rearm(int number, std::uint32_t events, token who) {
    return control(EPOLL_CTL_MOD, number, events, who);
  }
  // A descriptor that shares its file with another must be removed before it is closed.
  void remove(int number) { (void)control(EPOLL_CTL_DEL, number, 0, 0); }

  // timeout < 0: for ever. The events stay valid until the next wait.
  std::span<const epoll_event> wait(int timeout_ms) {
    const int count =
        ::epoll_wait(epoll_.number(), events_.data(), static_cast<int>(events_.size()), timeout_ms);
    return {events_.data(), count > 0 ? static_cast<std::size_t>(count) : 0};
  }

 private:
  int control(int operation, int number, std::uint32_t events, token who) {
    epoll_event event{};
    event.events = events;
    event.data.u64 = who;
    return ::epoll_ctl(epoll_.number(), operation, number, &event) == 0 ? 0 : errno;
  }

  fd epoll_;
  std::array<epoll_event, 256> events_{};
};

}  // namespace actord::io
