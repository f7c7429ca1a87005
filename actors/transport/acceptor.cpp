#include "actors/transport/acceptor.hpp"

#include <fcntl.h>
#include <sys/socket.h>

#include <boost/asio/error.hpp>
#include <cerrno>
#include <chrono>
#include <system_error>
#include <utility>

namespace actord::actors {

namespace {

constexpr int takes_per_turn = 64;  // then others on the io_context get theirs
constexpr std::chrono::milliseconds retry_pause{250};

int duplicate(int number) {
  return ::fcntl(number, F_DUPFD_CLOEXEC, 0);
}

bool is_shortage(int error_number) {
  return error_number == EMFILE || error_number == ENFILE || error_number == ENOBUFS ||
         error_number == ENOMEM;
}

}  // namespace

acceptor::acceptor(boost::asio::io_context& context, int listening, callbacks calls)
    : listening_{context, duplicate(listening)}, retry_{context}, calls_{std::move(calls)} {
  listening_.native_non_blocking(true);
  keep_reserve();
}

void acceptor::start(std::shared_ptr<void> keep) {
  await(std::move(keep));
}

void acceptor::stop() {
  stopped_ = true;
  boost::system::error_code ignored;  // closing: nothing left to do about it
  listening_.close(ignored);
  retry_.cancel();
}

void acceptor::await(std::shared_ptr<void> keep) {
  listening_.async_wait(boost::asio::posix::stream_descriptor::wait_read,
                        [this, keep = std::move(keep)](const boost::system::error_code& error) {
                          if (stopped_ || error == boost::asio::error::operation_aborted) return;
                          error ? pause(keep) : take_some(keep);
                        });
}

void acceptor::pause(std::shared_ptr<void> keep) {
  retry_.expires_after(retry_pause);
  retry_.async_wait([this, keep = std::move(keep)](const boost::system::error_code& error) {
    if (stopped_ || error) return;
    keep_reserve();
    await(keep);
  });
}

void acceptor::take_some(const std::shared_ptr<void>& keep) {
  for (int i = 0; i < takes_per_turn && !stopped_; ++i) {
    const auto next = take_one();
    if (next == turn::pause) return pause(keep);
    if (next == turn::wait) break;
  }
  if (!stopped_) await(keep);
}

acceptor::turn acceptor::take_one() {
  descriptor taken{
      ::accept4(listening_.native_handle(), nullptr, nullptr, SOCK_CLOEXEC | SOCK_NONBLOCK)};
  if (taken) {
    short_ = false;
    calls_.taken(std::move(taken));
    return turn::again;
  }
  const auto error_number = errno;
  if (error_number == EAGAIN || error_number == EWOULDBLOCK) return turn::wait;
  if (error_number == EINTR || error_number == ECONNABORTED) return turn::again;
  if (is_shortage(error_number)) return out_of_descriptors(error_number);
  calls_.trouble("cannot accept control connections: " +
                 std::error_code{error_number, std::generic_category()}.message());
  return turn::pause;
}

acceptor::turn acceptor::out_of_descriptors(int error_number) {
  reserve_.reset();
  descriptor turned_away{::accept4(listening_.native_handle(), nullptr, nullptr, SOCK_CLOEXEC)};
  // The kernel looks for a free descriptor first: a shortage does not mean that somebody waits.
  if (!turned_away && (errno == EAGAIN || errno == EWOULDBLOCK)) {
    keep_reserve();
    return turn::wait;
  }
  if (!std::exchange(short_, true))
    calls_.trouble("cannot accept control connections: " +
                   std::error_code{error_number, std::generic_category()}.message() +
                   "; new ones are turned away");
  if (!turned_away) return turn::pause;
  turned_away.reset();
  keep_reserve();
  return turn::again;
}

void acceptor::keep_reserve() {
  if (!reserve_) reserve_.reset(::open("/dev/null", O_RDONLY | O_CLOEXEC));
}

}  // namespace actord::actors
