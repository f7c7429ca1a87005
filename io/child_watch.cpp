#include "io/child_watch.hpp"

#include <boost/asio/post.hpp>
#include <cerrno>
#include <chrono>
#include <csignal>
#include <utility>

#include "io/syscalls.hpp"

namespace actord::io {
namespace {

using boost::system::error_code;

// Strangers can wait a little: under a storm of exits, asking the kernel for any ended child (it
// walks all of ours) after each SIGCHLD would cost more than the exits themselves.
constexpr std::chrono::milliseconds sweep_pause{100};
constexpr int sweep_batch = 64;  // children per turn of the reactor

// For a child that somebody else reaped: how it ended is lost.
constexpr core::exit_status unknown_end{.code = 255};

void unblock_sigchld() {
  ::sigset_t set;
  ::sigemptyset(&set);
  ::sigaddset(&set, SIGCHLD);
  ::pthread_sigmask(SIG_UNBLOCK, &set, nullptr);
}

}  // namespace

child_watch::child_watch(boost::asio::io_context& io, stranger_sink on_stranger)
    : io_{io},
      on_stranger_{std::move(on_stranger)},
      sigchld_{io, SIGCHLD},
      pause_{io},
      any_pidfd_{io} {
  unblock_sigchld();
  wait_for_sigchld();
  sweep_soon();  // what ended before the handler was there
  if (pidfds_.open() != 0) return;
  error_code error;
  any_pidfd_.assign(pidfds_.number(), error);
  if (!error) wait_for_pidfds();
}

// The descriptor is the poller's.
child_watch::~child_watch() {
  if (any_pidfd_.is_open()) (void)any_pidfd_.release();
}

void child_watch::add(::pid_t pid, fd pidfd, ended_sink on_end) {
  auto& added = children_[pid];
  added = child{std::move(pidfd), false, std::move(on_end)};
  added.watched = added.pidfd && any_pidfd_.is_open() &&
                  pidfds_.add(added.pidfd.number(), EPOLLIN | EPOLLET,
                              static_cast<log_poller::token>(pid)) == 0;
  if (added.watched) return;
  ++unwatched_;
  sweep_soon();  // it may have ended already
}

int child_watch::signal(::pid_t pid, int number) const {
  const auto* which = find(pid);
  if (which == nullptr) return ESRCH;
  if (which->pidfd) return send_signal_to_pidfd(which->pidfd.number(), number);
  return ::kill(pid, number) == 0 ? 0 : errno;  // unreaped, so the number is still its own
}

int child_watch::signal_group(::pid_t pid, int number) const {
  if (find(pid) == nullptr) return ESRCH;
  return ::kill(-pid, number) == 0 ? 0 : errno;  // an unreaped leader keeps the group's number
}

const child_watch::child* child_watch::find(::pid_t pid) const {
  const auto entry = children_.find(pid);
  return entry == children_.end() ? nullptr : &entry->second;
}

// One batch a turn; what is left in the epoll wakes the reactor again.
void child_watch::wait_for_pidfds() {
  any_pidfd_.async_wait(boost::asio::posix::stream_descriptor::wait_read,
                        life_.guard([this](const error_code& error) {
                          if (error) return;
                          // Not to be had although it has ended: a debugger holds it; SIGCHLD tells
                          // when it lets go. Of an earlier child with this pid: then it runs.
                          for (const auto& event : pidfds_.wait(0)) {
                            const auto pid = static_cast<::pid_t>(event.data.u64);
                            if (children_.contains(pid)) (void)collect(pid);
                          }
                          wait_for_pidfds();
                        }));
}

// True if the child was reaped.
bool child_watch::collect(::pid_t pid) {
  const auto ended = ended_child_of(P_PID, static_cast<::id_t>(pid), 0);
  if (ended.pid == 0 && ended.error == 0) return false;
  auto entry = children_.extract(pid);
  if (!entry.mapped().watched) --unwatched_;
  entry.mapped().pidfd.reset();
  entry.mapped().on_end(ended.error == 0 ? ended.status : unknown_end);
  return true;
}

void child_watch::wait_for_sigchld() {
  sigchld_.async_wait(life_.guard([this](const error_code& error, int) {
    if (error) return;
    wait_for_sigchld();
    if (unwatched_ > 0)
      sweep();
    else
      sweep_soon();
  }));
}

void child_watch::sweep_soon() {
  if (std::exchange(sweep_due_, true)) return;
  pause_.expires_after(sweep_pause);
  pause_.async_wait(life_.guard([this](const error_code& error) {
    sweep_due_ = false;
    if (!error) sweep();
  }));
}

void child_watch::sweep() {
  for (int i = 0; i < sweep_batch; ++i)
    if (!sweep_one()) return;
  boost::asio::post(io_, life_.guard([this] { sweep(); }));
}

// True if a child was reaped, so that there may be another.
bool child_watch::sweep_one() {
  const auto any = ended_child_of(P_ALL, 0, WNOWAIT);
  if (any.pid == 0) return false;
  if (children_.contains(any.pid)) return collect(any.pid);
  const auto stranger = ended_child_of(P_PID, static_cast<::id_t>(any.pid), 0);
  if (stranger.pid == 0) return false;
  on_stranger_(stranger.pid, stranger.status);
  return true;
}

}  // namespace actord::io
