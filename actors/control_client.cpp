#include "actors/control_client.hpp"

#include <algorithm>
#include <cerrno>
#include <future>
#include <utility>

#include "actors/control_api.hpp"
#include "actors/system_config.hpp"
#include "actors/transport/guarded_broker.hpp"
#include "actors/transport/signal_shield.hpp"
#include "actors/transport/unix_socket.hpp"

namespace actord::actors {

namespace {

using kind = link_error::kind;
using clock = std::chrono::steady_clock;

constexpr std::size_t worker_threads = 1;

kind kind_of(int error_number) {
  switch (error_number) {
    case ENOENT:
    case ENOTDIR:
    case ENAMETOOLONG:
      return kind::no_file;
    case EACCES:
    case EPERM:
      return kind::permission;
    case ETIMEDOUT:
      return kind::timeout;
    default:
      return kind::refused;
  }
}

link_error error_of(const socket_error& error) {
  return {kind_of(error.error_number), text_of(error), error.error_number};
}

// Why the handshake came to nothing.
link_error handshake_error(const caf::error& error, const std::string& path) {
  if (error == caf::sec::request_timeout)
    return {kind::timeout, "no answer from '" + path + "'", 0};
  return {kind::refused, "the daemon at '" + path + "' hung up", 0};
}

link_error lost() {
  return {kind::lost, "the connection to the daemon ended", 0};
}

// Why a question got no answer.
link_error question_error(const caf::error& error) {
  if (error == caf::sec::request_receiver_down ||
      error == caf::exit_reason::remote_link_unreachable)
    return lost();
  return {kind::protocol, "the daemon does not understand this: " + caf::to_string(error), 0};
}

template <class Reply>
using promise = std::shared_ptr<std::promise<control_client::answer<Reply>>>;

// Asks one question. CAF does not fail a request whose link dies, so the link is watched, too.
template <class Reply, class Request>
caf::behavior asker(caf::event_based_actor* self, const control_api& front, const Request& request,
                    const promise<Reply>& answer) {
  const auto settle = [self, answer](control_client::answer<Reply> with) {
    answer->set_value(std::move(with));
    self->quit();
  };
  self->monitor(front);
  self->set_down_handler([settle](const caf::down_msg&) { settle(lost()); });
  self->request(front, caf::infinite, request)
      .then([settle](Reply& reply) { settle(std::move(reply)); },
            [settle](const caf::error& error) { settle(question_error(error)); });
  return {};
}

}  // namespace

class control_client::body {
 public:
  body() : system_{config_}, broker_{guarded_broker(system_)} {
    seal(system_);
    // Questions nobody waits for any more must not hold up the end.
    system_.await_actors_before_shutdown(false);
  }

  std::optional<link_error> meet(descriptor socket, const std::string& path, milliseconds limit) {
    scribe_guard guard{
        .label = path,
        .frames = {.role = core::frame_role::client, .max_message = core::max_reply_payload},
        .shared = std::make_shared<line>(socket.number()),
    };
    auto offered = await_front(system_, broker_, std::move(socket), std::move(guard), limit);
    if (!offered) return handshake_error(offered.error(), path);
    front_ = caf::actor_cast<control_api>(*offered);
    return std::nullopt;
  }

  std::optional<link_error> greet(const std::string& build, milliseconds limit) {
    auto reply = ask<core::welcome>(core::hello{.build = build}, limit);
    if (!reply) return reply.reason();
    daemon_ = std::move(reply).value();
    if (daemon_.protocol == 0 || daemon_.protocol > core::protocol_version)
      return link_error{
          kind::protocol,
          "the daemon speaks protocol " + std::to_string(daemon_.protocol) + ", not ours", 0};
    return std::nullopt;
  }

  template <class Reply, class Request>
  answer<Reply> ask(const Request& request, patience limit) {
    const auto open = std::make_shared<std::promise<answer<Reply>>>();
    auto reply = open->get_future();
    system_.spawn<caf::hidden>(asker<Reply, Request>, front_, request, open);
    if (limit && reply.wait_for(*limit) != std::future_status::ready)
      return link_error{kind::timeout, "no answer from the daemon in time", 0};
    return reply.get();
  }

  const core::welcome& daemon() const { return daemon_; }

 private:
  system_config config_{worker_threads};
  caf::actor_system system_;
  caf::actor broker_;
  control_api front_;
  core::welcome daemon_;
};

control_client::answer<std::unique_ptr<control_client>> control_client::connect(
    const std::string& socket_path, const options& how) {
  const auto deadline = clock::now() + how.timeout;
  const auto left = [deadline] {
    const auto rest = std::chrono::duration_cast<milliseconds>(deadline - clock::now());
    return std::max(rest, milliseconds{1});
  };
  auto socket = dial(socket_path, how.timeout);
  if (!socket) return error_of(socket.reason());
  std::unique_ptr<body> made;
  {
    const signal_shield shield;
    made = std::make_unique<body>();
  }
  if (auto error = made->meet(std::move(socket).value(), socket_path, left())) return *error;
  if (auto error = made->greet(how.build, left())) return *error;
  return std::unique_ptr<control_client>{new control_client{std::move(made)}};
}

control_client::control_client(std::unique_ptr<body> made) : body_{std::move(made)} {}

control_client::~control_client() = default;

const core::welcome& control_client::daemon() const {
  return body_->daemon();
}

control_client::answer<core::action_reply> control_client::ask(const core::action_request& request,
                                                               patience limit) {
  return body_->ask<core::action_reply>(request, limit);
}

control_client::answer<core::status_reply> control_client::ask(const core::status_request& request,
                                                               patience limit) {
  return body_->ask<core::status_reply>(request, limit);
}

control_client::answer<core::history_reply> control_client::ask(
    const core::history_request& request, patience limit) {
  return body_->ask<core::history_reply>(request, limit);
}

control_client::answer<core::events_reply> control_client::ask(const core::events_request& request,
                                                               patience limit) {
  return body_->ask<core::events_reply>(request, limit);
}

control_client::answer<core::config_reply> control_client::ask(const core::config_request& request,
                                                               patience limit) {
  return body_->ask<core::config_reply>(request, limit);
}

control_client::answer<core::reread_reply> control_client::ask(const core::reread_request& request,
                                                               patience limit) {
  return body_->ask<core::reread_reply>(request, limit);
}

control_client::answer<core::done_reply> control_client::ask(const core::add_group_request& request,
                                                             patience limit) {
  return body_->ask<core::done_reply>(request, limit);
}

control_client::answer<core::done_reply> control_client::ask(
    const core::remove_group_request& request, patience limit) {
  return body_->ask<core::done_reply>(request, limit);
}

control_client::answer<core::action_reply> control_client::ask(
    const core::change_group_request& request, patience limit) {
  return body_->ask<core::action_reply>(request, limit);
}

control_client::answer<core::log_reply> control_client::ask(const core::read_log_request& request,
                                                            patience limit) {
  return body_->ask<core::log_reply>(request, limit);
}

control_client::answer<core::log_reply> control_client::ask(const core::follow_log_request& request,
                                                            patience limit) {
  return body_->ask<core::log_reply>(request, limit);
}

control_client::answer<core::done_reply> control_client::ask(
    const core::clear_main_log_request& request, patience limit) {
  return body_->ask<core::done_reply>(request, limit);
}

control_client::answer<core::done_reply> control_client::ask(const core::shutdown_request& request,
                                                             patience limit) {
  return body_->ask<core::done_reply>(request, limit);
}

}  // namespace actord::actors
