#include "actors/transport/caller.hpp"

#include <boost/asio/buffer.hpp>
#include <cstring>
#include <utility>

namespace actord::actors {

caller::caller(boost::asio::io_context& context, outcome done)
    : socket_{context}, deadline_{context}, done_{std::move(done)} {}

void caller::start(descriptor socket, std::chrono::milliseconds deadline) {
  boost::system::error_code error;
  socket_.assign(boost::asio::local::stream_protocol{}, socket.number(), error);
  if (error) return hang_up();
  (void)socket.release();  // socket_ owns it now
  deadline_.expires_after(deadline);
  deadline_.async_wait([self = shared_from_this()](const boost::system::error_code& early) {
    if (!early) self->hang_up();
  });
  read_more();
}

void caller::hang_up() {
  if (done_) finish(descriptor{});
}

void caller::read_more() {
  socket_.async_read_some(
      boost::asio::buffer(heard_ + size_, preamble_size - size_),
      [self = shared_from_this()](const boost::system::error_code& error, std::size_t more) {
        if (!self->done_) return;
        if (error || !self->matches(more)) return self->hang_up();
        if (self->size_ < preamble_size) return self->read_more();
        self->finish(descriptor{self->socket_.release()});
      });
}

bool caller::matches(std::size_t more) {
  size_ += more;
  return std::memcmp(heard_, preamble, size_) == 0;
}

void caller::finish(descriptor socket) {
  boost::system::error_code ignored;  // closing or already released: nothing left to do about it
  if (socket_.is_open()) socket_.close(ignored);
  deadline_.cancel();
  std::exchange(done_, nullptr)(std::move(socket));
}

}  // namespace actord::actors
