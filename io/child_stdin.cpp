#include "io/child_stdin.hpp"

#include <cerrno>
#include <utility>

#include "io/syscalls.hpp"

namespace actord::io {

using boost::system::error_code;

child_stdin::child_stdin(boost::asio::io_context& io, fd pipe) : io_{io}, pipe_{std::move(pipe)} {}

int child_stdin::write(std::string_view bytes) {
  if (closed_by_ != 0) return closed_by_;
  if (waker_) {
    if (pending() + bytes.size() > most_pending) return ENOBUFS;
    pending_.append(bytes);
    return 0;
  }
  if (bytes.size() > most_pending) return ENOBUFS;
  const auto done = write_all(pipe_.number(), bytes);
  if (done.error == 0) return 0;
  if (!done.would_block()) {
    drop(done.error);
    return closed_by_;
  }
  pending_.assign(bytes.substr(done.bytes));
  waker_.emplace(io_);
  error_code error;
  waker_->assign(pipe_.number(), error);
  if (error) {
    drop(error.value());
    return closed_by_;
  }
  (void)pipe_.release();  // the waker owns it now
  wait_for_room();
  return 0;
}

void child_stdin::wait_for_room() {
  waker_->async_wait(boost::asio::posix::stream_descriptor::wait_write,
                     life_.guard([this](const error_code& error) {
                       if (!error && waker_) flush();
                     }));
}

void child_stdin::flush() {
  const auto rest = std::string_view{pending_}.substr(written_);
  const auto done = write_all(waker_->native_handle(), rest);
  written_ += done.bytes;
  if (done.would_block()) {
    if (written_ > pending_.size() / 2) pending_.erase(0, std::exchange(written_, 0));
    wait_for_room();
  } else if (done.error != 0) {
    drop(done.error);
  } else {
    pipe_.reset(waker_->release());
    waker_.reset();
    pending_ = {};
    written_ = 0;
  }
}

void child_stdin::drop(int error) {
  closed_by_ = error;
  waker_.reset();
  pipe_.reset();
  pending_ = {};
  written_ = 0;
}

}  // namespace actord::io
