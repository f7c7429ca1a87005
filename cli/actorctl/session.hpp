// The daemon as the actions see it: one question per request of core/messages.hpp, each answered or
// not within the call. The real one (daemon_session) opens its connection at the first question and
// keeps it; tests put a fake in its place.
//
// Promises: calls block until there is an answer or a reason for none; nothing is asked twice.
#pragma once

#include <cstdint>
#include <string>

#include "core/messages.hpp"
#include "core/result.hpp"

namespace actord::cli {

// Why there is no answer.
struct link_error {
  enum class kind : std::uint8_t {
    no_file,      // there is no socket
    refused,      // there is a socket, but nobody behind it
    permission,   // the socket is not ours to use
    timeout,      // somebody is there, but does not speak
    lost,         // the connection broke after the question had been sent
    protocol,     // what came is no answer
    interrupted,  // the user pressed ^C while we waited
  };
  kind what{kind::lost};
  std::string text;     // for the operator; may be empty
  int error_number{0};  // errno, 0 = none
};

template <class Reply>
using answer = core::result<Reply, link_error>;

// A daemon that is there.
struct presence {
  core::welcome daemon;
  core::fault_code mood{core::fault_code::success};  // shutdown_state: it takes no requests now
};

class session {
 public:
  virtual ~session() = default;

  // Is a daemon there? Connects again if the connection was lost in the meantime.
  virtual answer<presence> greet() = 0;

  virtual answer<core::action_reply> ask(const core::action_request& question) = 0;
  virtual answer<core::status_reply> ask(const core::status_request& question) = 0;
  virtual answer<core::history_reply> ask(const core::history_request& question) = 0;
  virtual answer<core::events_reply> ask(const core::events_request& question) = 0;
  virtual answer<core::config_reply> ask(const core::config_request& question) = 0;
  virtual answer<core::reread_reply> ask(const core::reread_request& question) = 0;
  virtual answer<core::done_reply> ask(const core::add_group_request& question) = 0;
  virtual answer<core::done_reply> ask(const core::remove_group_request& question) = 0;
  virtual answer<core::action_reply> ask(const core::change_group_request& question) = 0;
  virtual answer<core::log_reply> ask(const core::read_log_request& question) = 0;
  virtual answer<core::log_reply> ask(const core::follow_log_request& question) = 0;
  virtual answer<core::done_reply> ask(const core::clear_main_log_request& question) = 0;
  virtual answer<core::done_reply> ask(const core::shutdown_request& question) = 0;
};

}  // namespace actord::cli
