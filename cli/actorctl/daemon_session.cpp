#include "cli/actorctl/daemon_session.hpp"

#include <sys/eventfd.h>
#include <unistd.h>

#include <cerrno>
#include <cstdint>
#include <future>
#include <thread>
#include <utility>

#include "actors/control_client.hpp"

namespace actord::cli {

namespace {

using actors::control_client;

// One place where the two lists of reasons meet.
link_error::kind kind_of(actors::link_error::kind kind) {
  switch (kind) {
    case actors::link_error::kind::no_file:
      return link_error::kind::no_file;
    case actors::link_error::kind::refused:
      return link_error::kind::refused;
    case actors::link_error::kind::permission:
      return link_error::kind::permission;
    case actors::link_error::kind::timeout:
      return link_error::kind::timeout;
    case actors::link_error::kind::lost:
      return link_error::kind::lost;
    case actors::link_error::kind::protocol:
      return link_error::kind::protocol;
  }
  return link_error::kind::protocol;
}

link_error ours(const actors::link_error& reason) {
  return {kind_of(reason.what), reason.text, reason.error_number};
}

link_error interrupted() {
  return {link_error::kind::interrupted, {}, 0};
}

// Becomes readable once; for waking a poll from another thread.
class bell {
 public:
  bell() : descriptor_{::eventfd(0, EFD_CLOEXEC)} {}
  bell(const bell&) = delete;
  bell& operator=(const bell&) = delete;
  ~bell() {
    if (descriptor_ >= 0) (void)::close(descriptor_);
  }
  int descriptor() const { return descriptor_; }
  void ring() {
    const std::uint64_t one = 1;
    const auto written = ::write(descriptor_, &one, sizeof one);
    (void)written;  // an eventfd takes a first one always
  }

 private:
  int descriptor_;
};

}  // namespace

daemon_session::daemon_session(address where, interrupts& watch)
    : where_{std::move(where)}, watch_{watch} {}

daemon_session::~daemon_session() = default;

// The client waits in its own way, which no signal ends; so it waits on another thread and we wait
// for both.
template <class Answer>
std::optional<Answer> daemon_session::awaited(std::function<Answer()> question) {
  const auto done = std::make_shared<bell>();
  if (done->descriptor() < 0) return question();  // out of descriptors: without ^C, then
  std::packaged_task<Answer()> task{std::move(question)};
  auto result = task.get_future();
  std::thread{[done, task = std::move(task)]() mutable {
    task();
    task = {};  // with its share of the connection, which is to end where it began
    done->ring();
  }}.detach();
  if (readable_before_interrupt(done->descriptor(), watch_)) return result.get();
  (void)watch_.taken();
  left_something_ = true;
  return std::nullopt;
}

std::optional<link_error> daemon_session::connect() {
  if (!where_.socket)
    return link_error{link_error::kind::protocol,
                      where_.server_url +
                          " cannot be reached: actorctl talks to daemons on this host, over their "
                          "control socket",
                      0};
  using connected = control_client::answer<client_pointer>;
  auto made = awaited<connected>([socket = *where_.socket, build = where_.build]() -> connected {
    auto client = control_client::connect(socket, {.build = build});
    if (!client) return client.reason();
    return client_pointer{std::move(client).value()};
  });
  if (!made) return interrupted();
  if (!*made) return ours(made->reason());
  client_ = made->value();
  return std::nullopt;
}

template <class Reply, class Request>
answer<Reply> daemon_session::put(const Request& question) {
  if (!client_) {
    if (auto error = connect()) return *error;
  }
  using replied = control_client::answer<Reply>;
  auto reply = awaited<replied>([client = client_, question] { return client->ask(question); });
  if (!reply) {
    client_.reset();
    return interrupted();
  }
  if (*reply) return std::move(*reply).value();
  if (reply->reason().what == actors::link_error::kind::lost) client_.reset();
  return ours(reply->reason());
}

// A connection that broke while nobody used it shows only when something is asked: a process
// without a name will do. The mood of the daemon comes with the answer.
answer<presence> daemon_session::greet() {
  const core::status_request next_to_nothing{{core::target_kind::process, {}, {}}};
  const bool connected_before = client_ != nullptr;
  auto reply = put<core::status_reply>(next_to_nothing);
  if (!reply && reply.reason().what == link_error::kind::lost && connected_before)
    reply = put<core::status_reply>(next_to_nothing);
  if (!reply) return reply.reason();
  const bool shuts_down = reply->problem == core::fault_code::shutdown_state;
  return presence{client_->daemon(), shuts_down ? reply->problem : core::fault_code::success};
}

answer<core::action_reply> daemon_session::ask(const core::action_request& question) {
  return put<core::action_reply>(question);
}
answer<core::status_reply> daemon_session::ask(const core::status_request& question) {
  return put<core::status_reply>(question);
}
answer<core::history_reply> daemon_session::ask(const core::history_request& question) {
  return put<core::history_reply>(question);
}
answer<core::events_reply> daemon_session::ask(const core::events_request& question) {
  return put<core::events_reply>(question);
}
answer<core::config_reply> daemon_session::ask(const core::config_request& question) {
  return put<core::config_reply>(question);
}
answer<core::reread_reply> daemon_session::ask(const core::reread_request& question) {
  return put<core::reread_reply>(question);
}
answer<core::done_reply> daemon_session::ask(const core::add_group_request& question) {
  return put<core::done_reply>(question);
}
answer<core::done_reply> daemon_session::ask(const core::remove_group_request& question) {
  return put<core::done_reply>(question);
}
answer<core::action_reply> daemon_session::ask(const core::change_group_request& question) {
  return put<core::action_reply>(question);
}
answer<core::log_reply> daemon_session::ask(const core::read_log_request& question) {
  return put<core::log_reply>(question);
}
answer<core::log_reply> daemon_session::ask(const core::follow_log_request& question) {
  return put<core::log_reply>(question);
}
answer<core::done_reply> daemon_session::ask(const core::clear_main_log_request& question) {
  return put<core::done_reply>(question);
}
answer<core::done_reply> daemon_session::ask(const core::shutdown_request& question) {
  return put<core::done_reply>(question);
}

}  // namespace actord::cli
