// Takes connections from a listening socket, in Asio, without ever spinning: while descriptors are
// short, newcomers are turned away with a descriptor kept in reserve, or, without that, left
// waiting for a timer.
#pragma once

#include <boost/asio/io_context.hpp>
#include <boost/asio/posix/stream_descriptor.hpp>
#include <boost/asio/steady_timer.hpp>
#include <functional>
#include <memory>
#include <string>

#include "actors/transport/descriptor.hpp"

namespace actord::actors {

class acceptor {
 public:
  struct callbacks {
    std::function<void(descriptor)> taken;            // non-blocking, close-on-exec
    std::function<void(const std::string&)> trouble;  // once per episode
  };

  // `listening` is duplicated; the original stays the caller's. Throws if that fails.
  acceptor(boost::asio::io_context& context, int listening, callbacks calls);

  // The callbacks run inside the context; `keep` is held while one may still come.
  void start(std::shared_ptr<void> keep);
  void stop();

 private:
  enum class turn { again, wait, pause };

  void await(std::shared_ptr<void> keep);
  void pause(std::shared_ptr<void> keep);
  void take_some(const std::shared_ptr<void>& keep);
  turn take_one();
  turn out_of_descriptors(int error_number);
  void keep_reserve();

  boost::asio::posix::stream_descriptor listening_;
  boost::asio::steady_timer retry_;
  callbacks calls_;
  descriptor reserve_;
  bool short_{false};  // descriptors are short; said so
  bool stopped_{false};
};

}  // namespace actord::actors
