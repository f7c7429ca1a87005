// The front of one admitted connection: the only actor that a client can reach. It routes requests
// to the root, the board and the host, keeps the promises, and answers itself, so that no handle of
// the tree ever crosses (decision 5). It holds no state worth losing: a client whose front dies
// connects again. So it ends when one of those dies that it asks; what is open is answered before.
#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <string>

#include "actors/control_api.hpp"
#include "actors/interfaces.hpp"
#include "actors/world.hpp"

namespace actord::actors {

struct daemon_identity {
  std::string version;
  std::string identifier;
  std::int32_t pid{0};
};

class control_actor_state {
 public:
  static inline const char* name = "control";

  void open(control_api::pointer self, daemon_identity who, root_api root, board_api board,
            world_ptr outside);
  caf::result<core::welcome> greet(const core::hello& m);
  caf::result<core::action_reply> act(const core::action_request& m);
  caf::result<core::status_reply> status(const core::status_request& m);
  caf::result<core::history_reply> history(const core::history_request& m);
  caf::result<core::events_reply> events(const core::events_request& m);
  caf::result<core::config_reply> config(const core::config_request& m);
  caf::result<core::reread_reply> reread(const core::reread_request& m);
  caf::result<core::done_reply> add_group(const core::add_group_request& m);
  caf::result<core::done_reply> remove_group(const core::remove_group_request& m);
  caf::result<core::action_reply> change_group(const core::change_group_request& m);
  caf::result<core::log_reply> read(const core::read_log_request& m);
  caf::result<core::log_reply> follow(const core::follow_log_request& m);
  caf::result<core::done_reply> clear_main_log();
  caf::result<core::done_reply> shut_down(const core::shutdown_request& m);

 private:
  // A request of the client that has not been answered.
  template <class Reply>
  struct question {
    std::uint64_t id;
    caf::typed_response_promise<Reply> promise;
  };

  template <class Reply>
  question<Reply> open_question();
  template <class Reply>
  void settle(question<Reply> q, Reply reply);
  void refuse(std::uint64_t id, const std::string& why);
  void give_up(const caf::error& why);

  template <class Reply, class Receiver, class Request>
  caf::result<Reply> pass_on(const Receiver& to, const Request& request);
  template <class Notice, class Reply, class Command>
  void ask_desk(question<Reply> q, Command command);
  template <class Notice, class Command>
  caf::result<core::log_reply> ask_about_log(const core::log_name& log, Command command);

  control_api::pointer self_{nullptr};
  daemon_identity who_;
  root_api root_;
  board_api board_;
  log_desk_api logs_;
  bool greeted_{false};
  // How to answer each open question with a fault.
  std::map<std::uint64_t, std::function<void(const std::string& why)>> open_;
  std::uint64_t last_question_{0};
};

control_api::behavior_type control_actor(control_api::stateful_pointer<control_actor_state> self,
                                         daemon_identity who, root_api root, board_api board,
                                         world_ptr outside);

}  // namespace actord::actors
