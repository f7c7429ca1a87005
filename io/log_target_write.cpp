// The bytes of a target: files with rotation, and targets that may refuse bytes.
#include <limits.h>
#include <poll.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <cerrno>

#include "io/log_target.hpp"

namespace actord::io {

namespace limits = log_limits;

void log_target::write(std::string_view bytes) {
  if (bytes.empty()) return;
  if (!ready()) return outage_.lose(bytes.size());
  const bool complete = open_.regular() ? write_file(bytes) : write_stream(bytes);
  ++changes_;
  if (complete && outage_.may_end(world_.now)) end_outage();
}

bool log_target::write_file(std::string_view bytes) {
  judge_age();
  for (;;) {
    const auto step = core::next_log_step(policy_now(), state_, bytes);
    if (step.what == core::log_step::action::done) return true;
    if (step.what == core::log_step::action::rotate) {
      rotate();
      if (open_.file) continue;
      outage_.lose(bytes.size());
      return false;
    }
    if (!put(bytes.substr(0, step.bytes))) {
      outage_.lose(bytes.size() - step.bytes);
      return false;
    }
    bytes.remove_prefix(step.bytes);
  }
}

bool log_target::put(std::string_view bytes) {
  const auto done = write_all(open_.file.number(), bytes);
  state_.size += done.bytes;
  if (done.bytes > 0) {
    state_.at_line_start = bytes[done.bytes - 1] == '\n';
    if (by_clock()) last_written_ = world_.wall_now();
  }
  if (done.error != 0) fail(done.error, bytes.size() - done.bytes);
  return done.error == 0;
}

// ---- fifos, terminals, sockets

transfer log_target::send(std::string_view bytes) {
  if (open_.socket) return send_to_socket(bytes);
  if (open_.shared) return send_with_care(bytes);
  return write_all(open_.file.number(), bytes);
}

transfer log_target::send_to_socket(std::string_view bytes) {
  transfer done;
  while (done.bytes < bytes.size() && done.error == 0) {
    const auto sent = ::send(open_.file.number(), bytes.data() + done.bytes,
                             bytes.size() - done.bytes, MSG_DONTWAIT | MSG_NOSIGNAL);
    if (sent >= 0)
      done.bytes += static_cast<std::size_t>(sent);
    else if (errno != EINTR)
      done.error = errno;
  }
  return done;
}

// A pipe that says it is writable takes PIPE_BUF bytes without waiting.
transfer log_target::send_with_care(std::string_view bytes) {
  transfer done;
  while (done.bytes < bytes.size() && done.error == 0) {
    ::pollfd room{open_.file.number(), POLLOUT, 0};
    if (::poll(&room, 1, 0) <= 0) {
      done.error = EAGAIN;
      break;
    }
    const auto piece = write_all(open_.file.number(), bytes.substr(done.bytes, PIPE_BUF));
    done.bytes += piece.bytes;
    done.error = piece.error;
  }
  return done;
}

bool log_target::write_stream(std::string_view bytes) {
  if (!queue_.empty()) return enqueue(bytes);
  const auto done = send(bytes);
  if (done.error == 0) return true;
  bytes.remove_prefix(done.bytes);
  if (done.would_block()) return enqueue(bytes);
  close();
  fail(done.error, bytes.size());
  return false;
}

bool log_target::enqueue(std::string_view bytes) {
  const auto lost = bytes.size() - queue_.push(bytes, limits::queue_full);
  if (lost > 0) overflow(lost);
  congested_ = congested_ || queue_.size() >= limits::queue_congested;
  return poll_queue() && lost == 0;
}

bool log_target::poll_queue() {
  if (polled_) return true;
  const int error = world_.poller.add(open_.file.number(), EPOLLOUT, token_);
  polled_ = error == 0;
  if (polled_) return true;
  close();
  fail(error, 0);
  return false;
}

void log_target::send_queue() {
  if (!polled_) return;
  const auto done = send(queue_.front());
  queue_.pop(done.bytes);
  if (done.error != 0 && !done.would_block()) {
    close();
    return fail(done.error, 0);
  }
  if (queue_.size() <= limits::queue_congested / 2) congested_ = false;
  if (!queue_.empty()) return;
  world_.poller.remove(open_.file.number());
  polled_ = false;
  if (outage_.may_end(world_.now)) end_outage();
  if (users_ == 0) close();
}

void log_target::drop_queue() {
  outage_.lose(queue_.size());
  queue_.clear();
  congested_ = false;
}

}  // namespace actord::io
