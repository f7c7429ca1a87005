// The writing end of a child's stdin: what does not fit into the pipe at once is kept, within a
// bound, and written as the child reads. Costs nothing while nothing is pending. When the child has
// closed its end, what is pending is dropped (contract §5.5).
// SIGPIPE must be ignored in the process.
#pragma once

#include <boost/asio/io_context.hpp>
#include <boost/asio/posix/stream_descriptor.hpp>
#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

#include "io/fd.hpp"
#include "io/lifetime.hpp"

namespace actord::io {

class child_stdin {
 public:
  static constexpr std::size_t most_pending = 1024 * 1024;  // bytes beyond what the pipe holds

  // `pipe` is non-blocking.
  child_stdin(boost::asio::io_context& io, fd pipe);

  // 0: written or kept. EPIPE: the child reads no more. ENOBUFS: too much is pending; nothing of
  // `bytes` was taken.
  int write(std::string_view bytes);

  std::size_t pending() const { return pending_.size() - written_; }

 private:
  void wait_for_room();
  void flush();
  void drop(int error);

  boost::asio::io_context& io_;
  fd pipe_;                                                     // while the reactor does not own it
  std::optional<boost::asio::posix::stream_descriptor> waker_;  // set while something is pending
  std::string pending_;
  std::size_t written_{0};  // of pending_
  int closed_by_{0};        // the errno that ended it
  lifetime life_;
};

}  // namespace actord::io
