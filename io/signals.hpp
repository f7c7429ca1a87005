// The daemon's own signals, delivered as calls on the reactor (contract §2.5), and those that a
// process which writes to pipes and files must ignore. SIGCHLD is io/child_watch's.
#pragma once

#include <boost/asio/io_context.hpp>
#include <boost/asio/signal_set.hpp>
#include <functional>
#include <initializer_list>

#include "io/lifetime.hpp"

namespace actord::io {

class signal_watch {
 public:
  using sink = std::function<void(int number)>;

  // Unblocks `numbers` in the calling thread; block them in all others. `on_signal` is called on
  // the reactor for each delivery; several of one number that come close together may be one call.
  signal_watch(boost::asio::io_context& io, std::initializer_list<int> numbers, sink on_signal);

 private:
  void wait();

  boost::asio::signal_set set_;
  sink on_signal_;
  lifetime life_;
};

// Writing to a closed pipe or beyond a size limit becomes an error instead of death. Children do
// not inherit this (§11, #11).
void ignore_write_signals();

}  // namespace actord::io
