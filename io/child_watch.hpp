// The one place where children are waited for and signalled, on the reactor's thread.
//
// A known child is noticed through its pidfd, in an epoll of our own, which is one descriptor to
// the reactor (Asio would keep half a kilobyte for each); SIGCHLD only starts a sweep for the
// others: children that this process inherited (as PID 1, as a subreaper, across an exec) are
// reaped quietly and reported as strangers. Promises: every child is reaped exactly once; no signal
// goes to a pid that has been reaped; work per turn of the reactor is bounded, however many end at
// once. Make it before the first child is started and before other threads wait for children;
// nobody else in the process may.
#pragma once

#include <sys/types.h>

#include <boost/asio/io_context.hpp>
#include <boost/asio/posix/stream_descriptor.hpp>
#include <boost/asio/signal_set.hpp>
#include <boost/asio/steady_timer.hpp>
#include <cstddef>
#include <functional>
#include <unordered_map>

#include "core/exit_status.hpp"
#include "io/fd.hpp"
#include "io/lifetime.hpp"
#include "io/log_poller.hpp"

namespace actord::io {

class child_watch {
 public:
  using ended_sink = std::function<void(core::exit_status)>;
  using stranger_sink = std::function<void(::pid_t, core::exit_status)>;

  // Unblocks SIGCHLD in the calling thread.
  child_watch(boost::asio::io_context& io, stranger_sink on_stranger);
  child_watch(const child_watch&) = delete;
  child_watch& operator=(const child_watch&) = delete;
  ~child_watch();

  // Watches a child that nobody has reaped. Without a pidfd (out of descriptors) it is noticed by
  // SIGCHLD. `on_end` is called once, from the reactor, after the reap.
  void add(::pid_t pid, fd pidfd, ended_sink on_end);

  // 0 or errno; ESRCH for a child that is not, or no longer, watched. The group is that of a child
  // which made itself a group leader.
  int signal(::pid_t pid, int number) const;
  int signal_group(::pid_t pid, int number) const;

  std::size_t size() const { return children_.size(); }

 private:
  struct child {
    fd pidfd;             // none: out of descriptors when it was started
    bool watched{false};  // the pidfd is in the epoll
    ended_sink on_end;
  };

  void wait_for_pidfds();
  void wait_for_sigchld();
  void sweep_soon();
  void sweep();
  bool sweep_one();
  bool collect(::pid_t pid);
  const child* find(::pid_t pid) const;

  boost::asio::io_context& io_;
  stranger_sink on_stranger_;
  boost::asio::signal_set sigchld_;
  boost::asio::steady_timer pause_;
  bool sweep_due_{false};
  std::size_t unwatched_{0};                         // children that only SIGCHLD can tell of
  log_poller pidfds_;                                // a pidfd's token is its pid
  boost::asio::posix::stream_descriptor any_pidfd_;  // the epoll itself, in the reactor
  std::unordered_map<::pid_t, child> children_;
  lifetime life_;
};

}  // namespace actord::io
