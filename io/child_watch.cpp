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
    : io_{io}, on_stranger_{std::move(on_stranger)}, sigchld_{io, SIGCHLD}, pause_{io} {
  unblock_sigchld();
  wait_for_sigchld();
  sweep_soon();  // what ended before the handler was there
}

void child_watch::add(::pid_t pid, fd pidfd, ended_sink on_end) {
  auto& added = children_[pid];
  added = child{std::move(pidfd), nullptr, std::move(on_end)};
  if (added.pidfd) {
    auto waker = std::make_unique<descriptor>(io_);
    error_code error;
    waker->assign(added.pidfd.number(), error);
    if (!error) {
      (void)added.pidfd.release();  // the waker owns it now
      added.waker = std::move(waker);
    }
  }
  if (added.waker) {
    wait_for(pid, added);
  } else {
    ++without_waker_;
    sweep_soon();  // it may have ended already
  }
}

int child_watch::signal(::pid_t pid, int number) const {
  const auto* which = find(pid);
  if (which == nullptr) return ESRCH;
  if (which->waker) return send_signal_to_pidfd(which->waker->native_handle(), number);
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

void child_watch::wait_for(::pid_t pid, child& which) {
  // The waker goes with the entry: a handler that finds another waker is of an earlier child.
  which.waker->async_wait(
      descriptor::wait_read,
      life_.guard([this, pid, waker = which.waker.get()](const error_code& error) {
        const auto* entry = find(pid);
        if (error || entry == nullptr || entry->waker.get() != waker) return;
        // Not to be had although it has ended: a debugger holds it; SIGCHLD tells when it lets go.
        (void)collect(pid);
      }));
}

// True if the child was reaped.
bool child_watch::collect(::pid_t pid) {
  const auto ended = ended_child_of(P_PID, static_cast<::id_t>(pid), 0);
  if (ended.pid == 0 && ended.error == 0) return false;
  auto entry = children_.extract(pid);
  if (!entry.mapped().waker) --without_waker_;
  entry.mapped().waker.reset();
  entry.mapped().on_end(ended.error == 0 ? ended.status : unknown_end);
  return true;
}

void child_watch::wait_for_sigchld() {
  sigchld_.async_wait(life_.guard([this](const error_code& error, int) {
    if (error) return;
    wait_for_sigchld();
    if (without_waker_ > 0)
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
