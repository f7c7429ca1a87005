// One HTTP connection: reads requests (Beast's parser), has them answered one after the other in
// order, writes the answers. Everything about it is bounded by http_limits: bytes held, time for a
// request, time without progress. Its server owns it until it is closed; work on a request
// holds it weakly, so a client that goes away in the middle costs nothing.
//
// Gateway thread only.
#pragma once

#include <array>
#include <boost/asio/generic/stream_protocol.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/beast/http/parser.hpp>
#include <boost/beast/http/string_body.hpp>
#include <functional>
#include <memory>
#include <optional>
#include <string>

#include "gateway/http_auth.hpp"
#include "gateway/limits.hpp"
#include "gateway/responder.hpp"

namespace actord::gateway {

class connection;

// What all connections of one server share. Outlives them.
struct connection_world {
  http_limits limits;
  credentials wanted;
  bool tcp{false};
  request_handler handle;
  // One line per request; may be empty.
  std::function<void(const http_request&, const http_reply&)> note;
  // Called by the connection when it is closed, and whenever it begins or ends to be idle.
  std::function<void(connection&)> closed;
  std::function<void(connection&, bool idle)> idle_changed;
};

class connection final : public responder, public std::enable_shared_from_this<connection> {
 public:
  using socket = boost::asio::generic::stream_protocol::socket;

  connection(socket peer, std::shared_ptr<const connection_world> world);
  ~connection() override;

  void start();
  // Closes at once.
  void close();
  // Closes as soon as nothing is being written.
  void close_when_quiet();

  void send(http_reply reply) override;
  void begin(http_reply head, std::function<void()> written) override;
  void push(std::string bytes, std::function<void()> written) override;
  void finish() override;

 private:
  enum class phase {
    receiving,  // a request, or nothing
    working,    // somebody works on its answer
    writing,    // the answer
    streaming,  // between two pieces of a streaming answer
    lingering,  // told off; what still comes is thrown away
    closed,
  };
  using parser = boost::beast::http::request_parser<boost::beast::http::string_body>;

  void expect_request();
  void read_more();
  void on_read(const boost::system::error_code& error, std::size_t count);
  void on_peer_end();
  void feed();
  void on_head();
  void on_request();
  void on_continue();
  void tell_off(int status, header_list more = {});
  std::string head_for(const http_reply& reply);
  void write(std::string bytes, std::function<void()> then);
  void write_rest();
  void after_reply();
  void linger();
  void set_idle(bool idle);
  void expire_after(std::chrono::milliseconds time);
  void cancel_deadline();

  socket socket_;
  std::shared_ptr<const connection_world> world_;
  boost::asio::steady_timer deadline_;
  std::uint64_t deadline_number_{0};
  std::array<char, 4096> incoming_;  // the read that is open writes here, and nobody else
  std::string received_;             // not yet parsed
  std::optional<parser> parser_;
  phase phase_{phase::receiving};
  http_request current_;
  std::string writing_;
  std::size_t written_{0};
  std::function<void()> after_write_;
  framing framing_{framing::length};
  bool head_seen_{false};  // of the request being received
  bool served_before_{false};
  bool keep_{false};        // the connection stays after this answer
  bool reading_{false};     // a read is open
  bool peer_ended_{false};  // it will not send any more
  bool leaving_{false};     // no further request is wanted
  bool idle_{false};
};

}  // namespace actord::gateway
