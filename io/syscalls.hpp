// The system calls of io/, with EINTR, EAGAIN and short reads and writes handled here once.
//
// Every call says how it went by value: an error is its errno, never an exception. Nothing here
// blocks on a descriptor that is non-blocking. What is not here: calls of the child side
// (io/child_entry.cpp), which may not share code with the parent.
#pragma once

#include <fcntl.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cerrno>
#include <cstddef>
#include <cstring>
#include <string>
#include <string_view>

#include "core/exit_status.hpp"
#include "core/result.hpp"
#include "io/fd.hpp"

namespace actord::io {

// "ENOENT"; an unknown number reads as "errno 4711".
inline std::string errno_name(int error_number) {
  const char* name = ::strerrorname_np(error_number);
  return name != nullptr ? std::string{name} : "errno " + std::to_string(error_number);
}

// How far a transfer came. `error` is the errno that stopped it, 0 when nothing did.
struct transfer {
  std::size_t bytes{0};
  int error{0};

  bool would_block() const { return error == EAGAIN; }
};

// One read of up to `room` bytes. 0 bytes without an error: the end.
inline transfer read_some(int number, void* to, std::size_t room) {
  for (;;) {
    const ::ssize_t got = ::read(number, to, room);
    if (got >= 0) return {static_cast<std::size_t>(got), 0};
    if (errno != EINTR) return {0, errno};
  }
}

// Writes until all of it is written or the kernel takes no more.
inline transfer write_all(int number, std::string_view bytes) {
  transfer done;
  while (done.bytes < bytes.size()) {
    const ::ssize_t put = ::write(number, bytes.data() + done.bytes, bytes.size() - done.bytes);
    if (put >= 0) {
      done.bytes += static_cast<std::size_t>(put);
    } else if (errno != EINTR) {
      done.error = errno;
      break;
    }
  }
  return done;
}

// O_CLOEXEC is added.
inline core::result<fd, int> open_file(const std::string& path, int flags, mode_t mode = 0666) {
  for (;;) {
    const int number = ::open(path.c_str(), flags | O_CLOEXEC, mode);
    if (number >= 0) return fd{number};
    if (errno != EINTR) return int{errno};
  }
}

struct pipe_ends {
  fd read;
  fd write;
};

// Both ends are close-on-exec and block.
inline core::result<pipe_ends, int> make_pipe() {
  int ends[2];
  if (::pipe2(ends, O_CLOEXEC) != 0) return int{errno};
  return pipe_ends{fd{ends[0]}, fd{ends[1]}};
}

// 0 or errno.
inline int make_non_blocking(int number) {
  const int flags = ::fcntl(number, F_GETFL);
  if (flags < 0) return errno;
  return ::fcntl(number, F_SETFL, flags | O_NONBLOCK) == 0 ? 0 : errno;
}

inline core::result<fd, int> open_pidfd(::pid_t pid) {
  const long number = ::syscall(SYS_pidfd_open, pid, 0U);
  if (number < 0) return int{errno};
  return fd{static_cast<int>(number)};
}

// 0 or errno.
inline int send_signal_to_pidfd(int pidfd, int signal) {
  return ::syscall(SYS_pidfd_send_signal, pidfd, signal, nullptr, 0U) == 0 ? 0 : errno;
}

inline core::exit_status exit_status_of(const ::siginfo_t& info) {
  if (info.si_code == CLD_EXITED) return {.code = info.si_status};
  return {.signal = info.si_status, .core_dumped = info.si_code == CLD_DUMPED};
}

// A child that has ended. pid 0: there is none now. `error`: errno of the question, e.g. ECHILD.
struct ended_child {
  ::pid_t pid{0};
  core::exit_status status;
  int error{0};
};

// Which child has ended? Never waits. `options`: 0 reaps it, WNOWAIT leaves it a zombie.
inline ended_child ended_child_of(::idtype_t kind, ::id_t id, int options) {
  for (;;) {
    ::siginfo_t info{};
    if (::waitid(kind, id, &info, WEXITED | WNOHANG | options) == 0)
      return {info.si_pid, info.si_pid == 0 ? core::exit_status{} : exit_status_of(info), 0};
    if (errno != EINTR) return {0, {}, errno};
  }
}

}  // namespace actord::io
