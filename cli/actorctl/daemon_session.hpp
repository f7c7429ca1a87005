// The session with a real daemon, over its control socket.
//
// Promises: connects at the first question and keeps the connection; a connection that was lost is
// made anew for the next question, never to repeat one that may have been carried out. ^C ends
// every wait; the connection is then given up together with its late answer.
#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <string>

#include "cli/actorctl/interrupts.hpp"
#include "cli/actorctl/session.hpp"

namespace actord::actors {
class control_client;
}

namespace actord::cli {

class daemon_session : public session {
 public:
  struct address {
    std::optional<std::string> socket;  // none: the daemon cannot be reached from here
    std::string server_url;             // for the message then
    std::string build;                  // our version, told to the daemon
  };

  daemon_session(address where, interrupts& watch);
  ~daemon_session() override;

  answer<presence> greet() override;
  answer<core::action_reply> ask(const core::action_request& question) override;
  answer<core::status_reply> ask(const core::status_request& question) override;
  answer<core::history_reply> ask(const core::history_request& question) override;
  answer<core::events_reply> ask(const core::events_request& question) override;
  answer<core::config_reply> ask(const core::config_request& question) override;
  answer<core::reread_reply> ask(const core::reread_request& question) override;
  answer<core::done_reply> ask(const core::add_group_request& question) override;
  answer<core::done_reply> ask(const core::remove_group_request& question) override;
  answer<core::action_reply> ask(const core::change_group_request& question) override;
  answer<core::log_reply> ask(const core::read_log_request& question) override;
  answer<core::log_reply> ask(const core::follow_log_request& question) override;
  answer<core::done_reply> ask(const core::clear_main_log_request& question) override;
  answer<core::done_reply> ask(const core::shutdown_request& question) override;

  // Is a question still waited for by somebody whom ^C sent away? Then the program must end without
  // taking things down: the rest of it belongs to that thread.
  bool left_something() const { return left_something_; }

 private:
  using client_pointer = std::shared_ptr<actors::control_client>;

  // nullopt: ^C.
  template <class Answer>
  std::optional<Answer> awaited(std::function<Answer()> question);
  template <class Reply, class Request>
  answer<Reply> put(const Request& question);
  std::optional<link_error> connect();

  address where_;
  interrupts& watch_;
  client_pointer client_;
  bool left_something_{false};
};

}  // namespace actord::cli
