// A blocking connection to a daemon's control socket, for actorctl and tests: connect, then ask.
//
// Promises: every wait ends: with the answer, with its timeout, or at once when the daemon is gone.
// A question whose wait timed out is not asked again and its late answer is dropped; the connection
// can be used further. Never prints. Not for use from several threads at once.
// Knows nothing of CAF in this header, so that what includes it compiles fast.
#pragma once

#include <chrono>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>

#include "core/messages.hpp"
#include "core/result.hpp"

namespace actord::actors {

struct link_error {
  enum class kind : std::uint8_t {
    no_file,     // no socket there
    refused,     // nobody listens, or the daemon turned us away
    permission,  // the socket is not open to this user
    timeout,     // no answer in time
    lost,        // the daemon or the connection ended
    protocol,    // what came is not what was asked for
  };
  kind what{kind::lost};
  std::string text;     // one line for the user
  int error_number{0};  // errno, if the kernel had a say
};

class control_client {
 public:
  using milliseconds = std::chrono::milliseconds;
  // No value: as long as the connection lives.
  using patience = std::optional<milliseconds>;
  template <class Reply>
  using answer = core::result<Reply, link_error>;

  struct options {
    milliseconds timeout{10000};  // for the whole of connecting
    std::string build;            // our version, told to the daemon
  };

  static answer<std::unique_ptr<control_client>> connect(const std::string& socket_path,
                                                         const options& how);

  control_client(const control_client&) = delete;
  control_client& operator=(const control_client&) = delete;
  ~control_client();

  // What the daemon said about itself.
  const core::welcome& daemon() const;

  answer<core::action_reply> ask(const core::action_request& request, patience limit = {});
  answer<core::status_reply> ask(const core::status_request& request, patience limit = {});
  answer<core::history_reply> ask(const core::history_request& request, patience limit = {});
  answer<core::events_reply> ask(const core::events_request& request, patience limit = {});
  answer<core::config_reply> ask(const core::config_request& request, patience limit = {});
  answer<core::reread_reply> ask(const core::reread_request& request, patience limit = {});
  answer<core::done_reply> ask(const core::add_group_request& request, patience limit = {});
  answer<core::done_reply> ask(const core::remove_group_request& request, patience limit = {});
  answer<core::action_reply> ask(const core::change_group_request& request, patience limit = {});
  answer<core::log_reply> ask(const core::read_log_request& request, patience limit = {});
  answer<core::log_reply> ask(const core::follow_log_request& request, patience limit = {});
  answer<core::done_reply> ask(const core::clear_main_log_request& request, patience limit = {});
  answer<core::done_reply> ask(const core::shutdown_request& request, patience limit = {});

 private:
  class body;
  explicit control_client(std::unique_ptr<body> made);

  std::unique_ptr<body> body_;
};

}  // namespace actord::actors
