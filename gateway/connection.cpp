#include "gateway/connection.hpp"

#include <boost/asio/buffer.hpp>
#include <boost/beast/http/error.hpp>
#include <ctime>
#include <utility>

#include "gateway/http_parts.hpp"

namespace actord::gateway {

namespace http = boost::beast::http;
using boost::system::error_code;

connection::connection(socket peer, std::shared_ptr<const connection_world> world)
    : socket_{std::move(peer)}, world_{std::move(world)}, deadline_{socket_.get_executor()} {}

connection::~connection() = default;

void connection::start() {
  expect_request();
}

void connection::close() {
  if (std::exchange(phase_, phase::closed) == phase::closed) return;
  set_idle(false);
  cancel_deadline();
  error_code ignored;  // it is gone either way
  (void)socket_.close(ignored);
  if (world_->closed) world_->closed(*this);
}

void connection::close_when_quiet() {
  leaving_ = true;
  if (phase_ != phase::writing && phase_ != phase::working) close();
}

// ---- receiving

void connection::expect_request() {
  phase_ = phase::receiving;
  head_seen_ = false;
  current_ = {};
  parser_.emplace();
  parser_->header_limit(world_->limits.header_bytes);
  parser_->body_limit(world_->limits.body_bytes);
  parser_->eager(true);
  if (!received_.empty()) {
    expire_after(world_->limits.request_time);
    feed();
  } else if (peer_ended_ || leaving_) {
    close();
  } else {
    received_ = {};
    set_idle(true);
    expire_after(served_before_ ? world_->limits.idle_time : world_->limits.request_time);
    read_more();
  }
}

void connection::read_more() {
  if (reading_ || peer_ended_ || phase_ == phase::closed) return;
  reading_ = true;
  socket_.async_read_some(boost::asio::buffer(incoming_),
                          [self = shared_from_this()](const error_code& error, std::size_t count) {
                            try {
                              self->on_read(error, count);
                            } catch (...) {  // told by whoever runs the thread
                              self->close();
                              throw;
                            }
                          });
}

// A read is open at almost all times: it is also how a client that goes away is noticed.
void connection::on_read(const error_code& error, std::size_t count) {
  reading_ = false;
  if (phase_ == phase::closed) return;
  if (error) {
    on_peer_end();
    return;
  }
  received_.append(incoming_.data(), count);
  switch (phase_) {
    case phase::receiving:
      if (idle_) expire_after(world_->limits.request_time);
      set_idle(false);
      feed();
      return;
    case phase::streaming:
    case phase::lingering:
      received_.clear();
      read_more();
      return;
    default:
      if (received_.size() < world_->limits.pipelined_bytes) read_more();
  }
}

// Somebody who only ends his own sending (as `nc` does) still waits for the answer.
void connection::on_peer_end() {
  peer_ended_ = true;
  if (phase_ == phase::working)
    expire_after(world_->limits.half_closed_time);
  else if (phase_ != phase::writing || framing_ != framing::length)
    close();
}

void connection::feed() {
  error_code error;
  const auto taken = parser_->put(boost::asio::buffer(std::as_const(received_)), error);
  received_.erase(0, taken);
  if (!head_seen_ && parser_->is_header_done()) {
    head_seen_ = true;
    on_head();
    if (phase_ != phase::receiving) return;
  }
  if (error && error != http::error::need_more) {
    tell_off(status_for(error));
  } else if (parser_->is_done()) {
    on_request();
  } else if (error != http::error::need_more && !received_.empty() && taken != 0) {
    feed();
  } else {
    read_more();
  }
}

// Who may not come in need not send a body.
void connection::on_head() {
  current_ = request_of(parser_->get(), world_->tcp);
  switch (admit(world_->wanted, current_.header("authorization"))) {
    case admission::granted:
      break;
    case admission::refused:
      tell_off(401, {{"Connection", "close"}, {"WWW-Authenticate", "Basic realm=\"default\""}});
      return;
    case admission::malformed:
      tell_off(400);
      return;
  }
  const auto length = parser_->content_length();
  if (length && *length > world_->limits.body_bytes) {
    tell_off(413);
    return;
  }
  if (wants_continue(current_) && !parser_->is_done())
    write("HTTP/1.1 100 Continue\r\n\r\n", [this] { on_continue(); });
}

void connection::on_continue() {
  phase_ = phase::receiving;
  expire_after(world_->limits.request_time);
  if (!received_.empty())
    feed();
  else
    read_more();
}

void connection::on_request() {
  auto request = current_;  // what the reply depends on stays
  request.body = std::move(parser_->get().body());
  keep_ = wants_to_stay(current_) && !leaving_;
  phase_ = phase::working;
  cancel_deadline();
  served_before_ = true;
  if (peer_ended_) expire_after(world_->limits.half_closed_time);
  read_more();
  world_->handle(std::move(request), weak_from_this());
}

void connection::tell_off(int status, header_list more) {
  auto reply = error_reply(status, std::move(more));
  reply.close = true;
  phase_ = phase::working;
  send(std::move(reply));
}

// ---- answering

// Settles how the body is framed and whether the connection stays.
std::string connection::head_for(const http_reply& reply) {
  framing_ = framing_of(reply, current_.http_1_0);
  if (reply.close || framing_ == framing::to_end) keep_ = false;
  if (world_->note) world_->note(current_, reply);
  return head_of(reply, current_.http_1_0, keep_, std::time(nullptr));
}

void connection::send(http_reply reply) {
  if (phase_ != phase::working) return;
  auto bytes = head_for(reply);
  if (current_.method != "HEAD") bytes += reply.body;
  write(std::move(bytes), [this] { after_reply(); });
}

void connection::begin(http_reply head, std::function<void()> written) {
  if (phase_ != phase::working) return;
  head.streams = true;
  write(head_for(head), [this, written = std::move(written)] {
    phase_ = phase::streaming;
    cancel_deadline();
    if (peer_ended_) {
      close();
      return;
    }
    read_more();
    written();
  });
}

void connection::push(std::string bytes, std::function<void()> written) {
  if (phase_ != phase::streaming) return;
  if (framing_ == framing::chunked) bytes = as_chunk(bytes);
  write(std::move(bytes), [this, written = std::move(written)] {
    phase_ = phase::streaming;
    cancel_deadline();
    written();
  });
}

void connection::finish() {
  if (framing_ == framing::chunked)
    push({}, [this] { after_reply(); });
  else
    close();
}

void connection::write(std::string bytes, std::function<void()> then) {
  phase_ = phase::writing;
  writing_ = std::move(bytes);
  written_ = 0;
  after_write_ = std::move(then);
  write_rest();
}

// The deadline begins anew with every bit of progress.
void connection::write_rest() {
  expire_after(world_->limits.write_time);
  socket_.async_write_some(
      boost::asio::buffer(writing_.data() + written_, writing_.size() - written_),
      [self = shared_from_this()](const error_code& error, std::size_t count) {
        if (self->phase_ == phase::closed) return;
        if (error) {
          self->close();
          return;
        }
        self->written_ += count;
        if (self->written_ < self->writing_.size()) {
          self->write_rest();
          return;
        }
        self->writing_ = {};
        std::exchange(self->after_write_, nullptr)();
      });
}

void connection::after_reply() {
  framing_ = framing::length;
  if (keep_ && !leaving_)
    expect_request();
  else if (peer_ended_)
    close();
  else
    linger();
}

// A connection that is closed while data is unread is reset, and the client would never see the
// answer.
void connection::linger() {
  phase_ = phase::lingering;
  error_code ignored;  // the deadline ends it in any case
  (void)socket_.shutdown(socket::shutdown_send, ignored);
  expire_after(world_->limits.linger_time);
  received_.clear();
  read_more();
}

// ---- time

void connection::set_idle(bool idle) {
  if (std::exchange(idle_, idle) != idle) world_->idle_changed(*this, idle);
}

void connection::cancel_deadline() {
  ++deadline_number_;
  deadline_.cancel();
}

// A timer that was replaced may be due already; its number tells.
void connection::expire_after(std::chrono::milliseconds time) {
  deadline_.expires_after(time);
  deadline_.async_wait(
      [weak = weak_from_this(), number = ++deadline_number_](const error_code& error) {
        const auto self = weak.lock();
        if (!error && self && self->deadline_number_ == number) self->close();
      });
}

}  // namespace actord::gateway
