#include "io/pipe_pump.hpp"

#include <fcntl.h>
#include <sys/epoll.h>
#include <sys/ioctl.h>

#include <algorithm>
#include <cstdint>
#include <utility>

#include "io/syscalls.hpp"

namespace actord::io {

namespace limits = log_limits;
using token = log_poller::token;

void pipe_pump::add(token name, child_pipe pipe) {
  stream added{.pipe = std::move(pipe)};
  const int number = added.pipe.end.number();
  if (const int size = ::fcntl(number, F_GETPIPE_SZ); size > 0)
    added.capacity = static_cast<std::size_t>(size);
  auto& kept = streams_.emplace(name, std::move(added)).first->second;
  kept.registered = world_.poller.add(number, EPOLLIN | EPOLLONESHOT, name) == 0;
  if (!kept.registered) rest(name, kept);
}

void pipe_pump::finish(token name) {
  const auto found = streams_.find(name);
  if (found == streams_.end()) return;
  auto& from = found->second;
  int held = 0;
  if (from.pipe.end) (void)::ioctl(from.pipe.end.number(), FIONREAD, &held);  // else 0 stays
  if (held > 0 && from.pipe.held_up() && lingering_ < limits::most_lingering) {
    from.lingering = true;
    from.held = static_cast<std::size_t>(held);
    ++lingering_;
    stalled_.push_back(name);
    return;
  }
  for (auto left = static_cast<std::size_t>(held); left > 0;) {
    const auto got =
        read_some(from.pipe.end.number(), buffer_.data(), std::min(left, buffer_.size()));
    if (got.bytes == 0) break;
    left -= got.bytes;
    consume_(from.pipe, {buffer_.data(), got.bytes}, false);
  }
  close(from);
  streams_.erase(found);
}

void pipe_pump::wake(token name) {
  ready_.push_back(name);
}

void pipe_pump::turn(const std::function<bool()>& interrupt) {
  while (!resting_.empty() && resting_.begin()->first <= world_.now) {
    ready_.push_back(resting_.begin()->second);
    resting_.erase(resting_.begin());
  }
  for (auto left = ready_.size(); left > 0; --left) {
    const auto name = ready_.front();
    ready_.pop_front();
    world_.read_clock();
    const auto found = streams_.find(name);
    if (found != streams_.end() && found->second.pipe.end) serve(name, found->second);
    if (found != streams_.end() && found->second.lingering && !found->second.pipe.end) {
      streams_.erase(found);
      --lingering_;
    }
    if (interrupt()) return;
  }
}

std::optional<core::steady_time> pipe_pump::next_turn() {
  resume_stalled();
  if (!ready_.empty()) return world_.now;
  if (!resting_.empty()) return resting_.begin()->first;
  return std::nullopt;
}

void pipe_pump::serve(token name, stream& from) {
  if (from.lingering) {
    while (read_lingering(name, from)) {
    }
    return;
  }
  for (int reads = 0; reads < limits::reads_per_turn; ++reads)
    if (!read_once(name, from)) return;
  ready_.push_back(name);
}

// False: the pipe has had its turn.
bool pipe_pump::read_once(token name, stream& from) {
  if (from.pipe.held_up()) {
    stalled_.push_back(name);
    return false;
  }
  const auto got = read_some(from.pipe.end.number(), buffer_.data(), buffer_.size());
  if (got.would_block()) {
    arm(name, from);
    return false;
  }
  if (got.bytes == 0) {  // the end, or an error that is one
    close(from);
    return false;
  }
  consume_(from.pipe, {buffer_.data(), got.bytes}, false);
  if (from.rested && from.registered) take_from_epoll(from);  // it is chatty
  from.since_rest += got.bytes;
  if (!from.enlarged && got.bytes >= from.capacity / 4 * 3) enlarge(from);
  if (got.bytes == buffer_.size()) return true;
  rest(name, from);  // it is empty now: asking again would be in vain
  return false;
}

// In one go, so that the bytes of a later run of the same program stay behind these. False: enough
// for now, or for ever.
bool pipe_pump::read_lingering(token name, stream& from) {
  if (from.pipe.held_up()) {
    stalled_.push_back(name);
    return false;
  }
  const auto got =
      read_some(from.pipe.end.number(), buffer_.data(), std::min(from.held, buffer_.size()));
  if (got.bytes > 0) consume_(from.pipe, {buffer_.data(), got.bytes}, false);
  from.held -= got.bytes;
  if (got.bytes > 0 && from.held > 0) return true;
  close(from);
  return false;
}

void pipe_pump::arm(token name, stream& from) {
  from.since_rest = 0;
  from.rested = false;
  const int number = from.pipe.end.number();
  constexpr std::uint32_t once = EPOLLIN | EPOLLONESHOT;
  if (from.registered && world_.poller.rearm(number, once, name) == 0) return;
  from.registered = world_.poller.add(number, once, name) == 0;
  // Without epoll's help (it is out of memory) it is looked at from time to time.
  if (!from.registered) rest(name, from);
}

// As long as epoll knows a pipe, each write to it takes epoll's lock, which all pipes share, even
// if epoll has been told to keep quiet about it.
void pipe_pump::take_from_epoll(stream& from) {
  world_.poller.remove(from.pipe.end.number());
  from.registered = false;
}

// A writer that fills its pipe while it rests is held up by the rest: shorten it. One that does not
// fill a quarter can wait longer.
void pipe_pump::rest(token name, stream& from) {
  using std::chrono::microseconds;
  if (from.since_rest >= from.capacity / 4 * 3)
    from.rest = from.rest > microseconds{1000} ? from.rest / 2 : microseconds{0};
  else if (from.since_rest < from.capacity / 4)
    from.rest = std::clamp<microseconds>(from.rest * 2, microseconds{1000}, limits::longest_rest);
  from.since_rest = 0;
  from.rested = true;
  resting_.emplace(world_.now + from.rest, name);
}

void pipe_pump::enlarge(stream& from) {
  if (enlarged_ >= limits::most_large_pipes) return;
  from.enlarged = true;  // asked once; a refusal is final
  const int size = ::fcntl(from.pipe.end.number(), F_SETPIPE_SZ, limits::large_pipe);
  if (size <= 0) return;
  from.capacity = static_cast<std::size_t>(size);
  ++enlarged_;
}

void pipe_pump::close(stream& from) {
  if (!from.pipe.end) return;
  consume_(from.pipe, {}, true);
  // A child that is being spawned may share this end for a moment, so closing alone does not take
  // it out of epoll.
  if (from.registered) take_from_epoll(from);
  from.pipe.end.reset();
  if (from.capacity == static_cast<std::size_t>(limits::large_pipe) && from.enlarged) --enlarged_;
}

void pipe_pump::resume_stalled() {
  const auto relieved = [this](token name) {
    const auto found = streams_.find(name);
    if (found == streams_.end()) return true;
    if (found->second.pipe.held_up()) return false;
    ready_.push_back(name);
    return true;
  };
  stalled_.erase(std::remove_if(stalled_.begin(), stalled_.end(), relieved), stalled_.end());
}

}  // namespace actord::io
