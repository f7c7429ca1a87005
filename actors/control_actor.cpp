#include "actors/control_actor.hpp"

#include <algorithm>
#include <chrono>
#include <type_traits>
#include <utility>

#include "actors/log_desk.hpp"

namespace actord::actors {

namespace {

// How long a follower is kept waiting before it gets an empty answer and asks again.
constexpr std::chrono::seconds follow_patience{20};

template <class Reply>
Reply refused(core::fault_code code, std::string detail) {
  Reply reply;
  reply.problem = code;
  reply.detail = std::move(detail);
  return reply;
}

std::string name_of_log(const core::log_name& log) {
  return log.group == log.process ? log.process : log.group + ":" + log.process;
}

core::log_reply as_reply(const core::from_host::log_read& m) {
  core::log_reply reply;
  reply.problem = m.problem.code;
  reply.detail = m.problem.detail;
  reply.bytes = m.bytes;
  reply.offset = m.file_size;
  return reply;
}

core::log_reply as_reply(const core::from_host::log_followed& m) {
  core::log_reply reply;
  reply.problem = m.problem.code;
  reply.detail = m.problem.detail;
  reply.bytes = m.bytes;
  reply.generation = m.next.generation;
  reply.offset = m.next.offset;
  reply.truncated = m.truncated;
  return reply;
}

}  // namespace

void control_actor_state::open(control_api::pointer self, daemon_identity who, root_api root,
                               board_api board, world_ptr outside) {
  self_ = self;
  who_ = std::move(who);
  root_ = std::move(root);
  board_ = std::move(board);
  logs_ = self_->spawn(log_desk, std::move(outside), self_->address());
}

caf::result<core::welcome> control_actor_state::greet(const core::hello& m) {
  greeted_ = true;
  return core::welcome{std::min(m.protocol, core::protocol_version), who_.version, who_.identifier,
                       who_.pid};
}

// Waits for the tree as long as it takes: a stop may take stopwaitsecs. A tree that died is told as
// a fault.
template <class Reply, class Receiver, class Request>
caf::result<Reply> control_actor_state::pass_on(const Receiver& to, const Request& request) {
  if (!greeted_)
    return refused<Reply>(core::fault_code::incorrect_parameters, "the first message is hello");
  auto promise = self_->template make_response_promise<Reply>();
  self_->request(to, caf::infinite, request)
      .then([promise](Reply& reply) mutable { promise.deliver(std::move(reply)); },
            [promise, this](const caf::error& e) mutable {
              promise.deliver(
                  refused<Reply>(core::fault_code::failed, self_->system().render(e)));
            });
  return promise;
}

caf::result<core::action_reply> control_actor_state::act(const core::action_request& m) {
  return pass_on<core::action_reply>(root_, m);
}

caf::result<core::status_reply> control_actor_state::status(const core::status_request& m) {
  return pass_on<core::status_reply>(board_, m);
}

caf::result<core::config_reply> control_actor_state::config(const core::config_request& m) {
  return pass_on<core::config_reply>(root_, m);
}

caf::result<core::done_reply> control_actor_state::shut_down(const core::shutdown_request& m) {
  return pass_on<core::done_reply>(root_, shutdown_order{m.restart});
}

// Finds the log by name (empty = the daemon's own), then asks the desk.
template <class Notice, class Command>
caf::result<core::log_reply> control_actor_state::ask_about_log(const core::log_name& log,
                                                                Command command) {
  if (!greeted_)
    return refused<core::log_reply>(core::fault_code::incorrect_parameters,
                                    "the first message is hello");
  auto promise = self_->make_response_promise<core::log_reply>();
  auto fail = [promise, this](const caf::error& e) mutable {
    promise.deliver(
        refused<core::log_reply>(core::fault_code::failed, self_->system().render(e)));
  };
  auto ask = [this, promise, fail](Command c) mutable {
    self_->request(logs_, caf::infinite, std::move(c))
        .then([promise](const Notice& m) mutable { promise.deliver(as_reply(m)); }, fail);
  };
  if (log.group.empty() && log.process.empty()) {
    ask(std::move(command));
    return promise;
  }
  command.log.stream = log.stderr_stream ? core::stream_kind::err : core::stream_kind::out;
  self_->request(board_, caf::infinite, lookup_request{log.group, log.process})
      .then(
          [=, this](const lookup_reply& found) mutable {
            command.log.key = found.key;
            if (found.key.value == 0)
              promise.deliver(
                  refused<core::log_reply>(core::fault_code::bad_name, name_of_log(log)));
            else
              ask(command);
          },
          fail);
  return promise;
}

caf::result<core::log_reply> control_actor_state::read(const core::read_log_request& m) {
  return ask_about_log<core::from_host::log_read>(
      m.log, core::to_host::read_log{{}, m.offset, m.length, 0});
}

caf::result<core::log_reply> control_actor_state::follow(const core::follow_log_request& m) {
  core::to_host::follow_log command;
  if (m.from_cursor) command.from = core::log_cursor{m.generation, m.offset};
  command.back = m.back;
  command.max_bytes = core::max_log_slice;
  command.patience = follow_patience;
  return ask_about_log<core::from_host::log_followed>(m.log, std::move(command));
}

caf::result<core::done_reply> control_actor_state::clear_main_log() {
  if (!greeted_)
    return refused<core::done_reply>(core::fault_code::incorrect_parameters,
                                     "the first message is hello");
  auto promise = self_->make_response_promise<core::done_reply>();
  self_->request(logs_, caf::infinite, core::to_host::clear_logs{})
      .then(
          [promise](const core::from_host::logs_cleared& m) mutable {
            promise.deliver(core::done_reply{m.problem.code, m.problem.detail});
          },
          [promise, this](const caf::error& e) mutable {
            promise.deliver(refused<core::done_reply>(core::fault_code::failed,
                                                      self_->system().render(e)));
          });
  return promise;
}

control_api::behavior_type control_actor(control_api::stateful_pointer<control_actor_state> self,
                                         daemon_identity who, root_api root, board_api board,
                                         world_ptr outside) {
  auto& state = self->state;
  state.open(self, std::move(who), std::move(root), std::move(board), std::move(outside));
  // What cannot be read from the wire arrives as an empty message: nobody waits for its answer.
  self->set_default_handler(caf::drop);
  return {
      [&state](const core::hello& m) { return state.greet(m); },
      [&state](const core::action_request& m) { return state.act(m); },
      [&state](const core::status_request& m) { return state.status(m); },
      [&state](const core::config_request& m) { return state.config(m); },
      [&state](const core::read_log_request& m) { return state.read(m); },
      [&state](const core::follow_log_request& m) { return state.follow(m); },
      [&state](const core::clear_main_log_request&) { return state.clear_main_log(); },
      [&state](const core::shutdown_request& m) { return state.shut_down(m); },
  };
}

}  // namespace actord::actors
