#include "actors/transport/guarded_scribe.hpp"

#include <caf/io/network/default_multiplexer.hpp>
#include <span>

namespace actord::actors {

namespace net = caf::io::network;

guarded_scribe::guarded_scribe(net::default_multiplexer& multiplexer, int socket,
                               scribe_guard guard)
    : caf::io::scribe{net::conn_hdl_from_socket(socket)},
      guard_{std::move(guard)},
      filter_{guard_.frames},
      stream_{multiplexer, socket} {}

guarded_scribe::~guarded_scribe() {
  guard_.shared->forget();
  if (guard_.closed) guard_.closed(why_);
}

void guarded_scribe::configure_read(caf::io::receive_policy::config config) {
  stream_.configure_read(config);
  if (started_) return;
  started_ = true;
  stream_.start(this);
}

void guarded_scribe::ack_writes(bool enable) {
  stream_.ack_writes(enable);
}

std::vector<char>& guarded_scribe::wr_buf() {
  return stream_.wr_buf();
}

std::vector<char>& guarded_scribe::rd_buf() {
  return stream_.rd_buf();
}

void guarded_scribe::flush() {
  stream_.flush(this);
  // What is left in the buffer waits behind a write that the peer does not take.
  if (stream_.wr_buf().size() <= guard_.max_backlog) return;
  why_ = "does not read what it asked for";
  stream_.wr_buf().clear();
  guard_.shared->hang_up();
}

bool guarded_scribe::consume(caf::execution_unit* unit, const void* bytes, std::size_t size) {
  if (detached()) return false;
  const auto verdict = filter_.judge({static_cast<const unsigned char*>(bytes), size});
  if (filter_.introduced()) guard_.shared->mark_introduced();
  if (verdict == core::frame_verdict::pass) return caf::io::scribe::consume(unit, bytes, size);
  if (verdict == core::frame_verdict::swallow) {
    // The broker, which knows nothing of this frame, would have said so.
    stream_.configure_read(caf::io::receive_policy::exactly(filter_.next_size()));
    return true;
  }
  why_ = core::text_of(verdict);
  io_failure(unit, net::operation::read);  // the broker forgets the connection
  return false;
}

std::string guarded_scribe::addr() const {
  return guard_.label;
}

std::uint16_t guarded_scribe::port() const {
  return 0;
}

void guarded_scribe::graceful_shutdown() {
  stream_.graceful_shutdown();
  detach(&stream_.backend(), false);
}

void guarded_scribe::add_to_loop() {
  stream_.activate(this);
}

void guarded_scribe::remove_from_loop() {
  stream_.passivate();
}

caf::message guarded_scribe::detach_message() {
  // A write that the peer does not take must not keep the descriptor.
  guard_.shared->hang_up();
  return caf::io::scribe::detach_message();
}

}  // namespace actord::actors
