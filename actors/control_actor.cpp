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

core::done_reply as_reply(const core::from_host::logs_cleared& m) {
  return {m.problem.code, m.problem.detail};
}

template <class Reply>
Reply not_greeted() {
  return refused<Reply>(core::fault_code::incorrect_parameters, "the first message is hello");
}

}  // namespace

void control_actor_state::open(control_api::pointer self, daemon_identity who, root_api root,
                               board_api board, world_ptr outside) {
  self_ = self;
  who_ = std::move(who);
  root_ = std::move(root);
  board_ = std::move(board);
  logs_ = self_->spawn<caf::monitored>(log_desk, std::move(outside), self_->address());
  self_->monitor(root_);
  self_->monitor(board_);
  self_->set_down_handler([this](const caf::down_msg& dead) { give_up(dead.reason); });
}

caf::result<core::welcome> control_actor_state::greet(const core::hello& m) {
  greeted_ = true;
  return core::welcome{std::min(m.protocol, core::protocol_version), who_.version, who_.identifier,
                       who_.pid};
}

template <class Reply>
control_actor_state::question<Reply> control_actor_state::open_question() {
  auto promise = self_->template make_response_promise<Reply>();
  const auto id = ++last_question_;
  open_.emplace(id, [promise](const std::string& why) mutable {
    promise.deliver(refused<Reply>(core::fault_code::failed, why));
  });
  return {id, promise};
}

template <class Reply>
void control_actor_state::settle(question<Reply> q, Reply reply) {
  if (open_.erase(q.id) != 0) q.promise.deliver(std::move(reply));
}

void control_actor_state::refuse(std::uint64_t id, const std::string& why) {
  const auto found = open_.extract(id);
  if (!found.empty()) found.mapped()(why);
}

// CAF does not fail a request whose receiver dies after it has taken it: that is done here.
void control_actor_state::give_up(const caf::error& why) {
  for (auto& [id, refuse_it] : std::exchange(open_, {}))
    refuse_it("a part of the daemon was replaced; try again");
  self_->quit(why);
}

// Waits for the tree as long as it takes: a stop may take stopwaitsecs.
template <class Reply, class Receiver, class Request>
caf::result<Reply> control_actor_state::pass_on(const Receiver& to, const Request& request) {
  if (!greeted_) return not_greeted<Reply>();
  auto q = open_question<Reply>();
  self_->request(to, caf::infinite, request)
      .then([this, q](Reply& reply) { settle(q, std::move(reply)); },
            [this, q](const caf::error& e) { refuse(q.id, self_->system().render(e)); });
  return q.promise;
}

caf::result<core::action_reply> control_actor_state::act(const core::action_request& m) {
  return pass_on<core::action_reply>(root_, m);
}

caf::result<core::status_reply> control_actor_state::status(const core::status_request& m) {
  return pass_on<core::status_reply>(board_, m);
}

caf::result<core::history_reply> control_actor_state::history(const core::history_request& m) {
  return pass_on<core::history_reply>(board_, m);
}

caf::result<core::events_reply> control_actor_state::events(const core::events_request& m) {
  return pass_on<core::events_reply>(board_, m);
}

caf::result<core::config_reply> control_actor_state::config(const core::config_request& m) {
  return pass_on<core::config_reply>(root_, m);
}

caf::result<core::reread_reply> control_actor_state::reread(const core::reread_request& m) {
  return pass_on<core::reread_reply>(root_, m);
}

caf::result<core::done_reply> control_actor_state::add_group(const core::add_group_request& m) {
  return pass_on<core::done_reply>(root_, m);
}

caf::result<core::done_reply> control_actor_state::remove_group(
    const core::remove_group_request& m) {
  return pass_on<core::done_reply>(root_, m);
}

caf::result<core::action_reply> control_actor_state::change_group(
    const core::change_group_request& m) {
  return pass_on<core::action_reply>(root_, m);
}

caf::result<core::done_reply> control_actor_state::shut_down(const core::shutdown_request& m) {
  return pass_on<core::done_reply>(root_, shutdown_order{m.restart});
}

template <class Notice, class Reply, class Command>
void control_actor_state::ask_desk(question<Reply> q, Command command) {
  self_->request(logs_, caf::infinite, std::move(command))
      .then([this, q](const Notice& m) { settle(q, as_reply(m)); },
            [this, q](const caf::error& e) { refuse(q.id, self_->system().render(e)); });
}

// Finds the log by name (empty = the daemon's own), then asks the desk.
template <class Notice, class Command>
caf::result<core::log_reply> control_actor_state::ask_about_log(const core::log_name& log,
                                                                Command command) {
  if (!greeted_) return not_greeted<core::log_reply>();
  auto q = open_question<core::log_reply>();
  if (log.group.empty() && log.process.empty()) {
    ask_desk<Notice>(q, std::move(command));
    return q.promise;
  }
  command.log.stream = log.stderr_stream ? core::stream_kind::err : core::stream_kind::out;
  self_->request(board_, caf::infinite, lookup_request{log.group, log.process})
      .then(
          [=, this](const lookup_reply& found) mutable {
            command.log.key = found.key;
            if (found.key.value == 0)
              settle(q, refused<core::log_reply>(core::fault_code::bad_name, name_of_log(log)));
            else
              ask_desk<Notice>(q, command);
          },
          [this, q](const caf::error& e) { refuse(q.id, self_->system().render(e)); });
  return q.promise;
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
  if (!greeted_) return not_greeted<core::done_reply>();
  auto q = open_question<core::done_reply>();
  ask_desk<core::from_host::logs_cleared>(q, core::to_host::clear_logs{});
  return q.promise;
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
      [&state](const core::history_request& m) { return state.history(m); },
      [&state](const core::events_request& m) { return state.events(m); },
      [&state](const core::config_request& m) { return state.config(m); },
      [&state](const core::reread_request& m) { return state.reread(m); },
      [&state](const core::add_group_request& m) { return state.add_group(m); },
      [&state](const core::remove_group_request& m) { return state.remove_group(m); },
      [&state](const core::change_group_request& m) { return state.change_group(m); },
      [&state](const core::read_log_request& m) { return state.read(m); },
      [&state](const core::follow_log_request& m) { return state.follow(m); },
      [&state](const core::clear_main_log_request&) { return state.clear_main_log(); },
      [&state](const core::shutdown_request& m) { return state.shut_down(m); },
  };
}

}  // namespace actord::actors
