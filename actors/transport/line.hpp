// One admitted connection as those see it who don't own its socket: it can be hung up, and asked
// whether the peer has introduced itself. Shared by the endpoint (deadlines, shutdown) and the
// scribe on CAF's I/O thread, which owns the descriptor and calls `forget` before that closes, so
// that nobody hangs up a stranger's connection that got the same number.
#pragma once

#include <sys/socket.h>

#include <atomic>
#include <mutex>

namespace actord::actors {

class line {
 public:
  explicit line(int socket) : socket_{socket} {}

  bool introduced() const { return introduced_; }

  void mark_introduced() { introduced_ = true; }
  // Both directions end at once; the owner notices by end of file.
  void hang_up() {
    const std::lock_guard guard{mutex_};
    if (socket_ >= 0) (void)::shutdown(socket_, SHUT_RDWR);  // fails only if the peer was faster
  }
  void forget() {
    const std::lock_guard guard{mutex_};
    socket_ = -1;
  }

 private:
  std::mutex mutex_;
  int socket_;
  std::atomic<bool> introduced_{false};
};

}  // namespace actord::actors
