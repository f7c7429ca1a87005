// A connection between accept and hand-over: reads the preamble with a deadline, nothing else. What
// comes behind the preamble stays in the socket for the protocol that it names.
#pragma once

#include <boost/asio/io_context.hpp>
#include <boost/asio/local/stream_protocol.hpp>
#include <boost/asio/steady_timer.hpp>
#include <chrono>
#include <cstddef>
#include <functional>
#include <memory>

#include "actors/transport/descriptor.hpp"
#include "actors/transport/unix_socket.hpp"

namespace actord::actors {

class caller : public std::enable_shared_from_this<caller> {
 public:
  // The socket if the preamble came in time, else none.
  using outcome = std::function<void(descriptor)>;

  caller(boost::asio::io_context& context, outcome done);

  void start(descriptor socket, std::chrono::milliseconds deadline);
  void hang_up();

 private:
  void read_more();
  bool matches(std::size_t more);
  void finish(descriptor socket);

  boost::asio::local::stream_protocol::socket socket_;
  boost::asio::steady_timer deadline_;
  outcome done_;
  char heard_[preamble_size]{};
  std::size_t size_{0};
};

}  // namespace actord::actors
