#include "actors/transport/endpoint.hpp"

#include <sys/socket.h>
#include <unistd.h>

#include <boost/asio/post.hpp>
#include <boost/asio/steady_timer.hpp>
#include <map>
#include <optional>
#include <utility>
#include <vector>

#include "actors/transport/acceptor.hpp"
#include "actors/transport/caller.hpp"
#include "actors/transport/guarded_broker.hpp"

namespace actord::actors {

namespace {

std::optional<peer> peer_of(const descriptor& socket, std::uint64_t serial) {
  ucred found{};
  socklen_t size = sizeof found;
  if (::getsockopt(socket.number(), SOL_SOCKET, SO_PEERCRED, &found, &size) != 0)
    return std::nullopt;
  return peer{serial, found.uid, found.gid, found.pid};
}

bool may_call(const peer& who) {
  return who.uid == 0 || who.uid == ::geteuid();
}

std::string name_of(const peer& who) {
  return "uid " + std::to_string(who.uid) + ", pid " + std::to_string(who.pid);
}

// The requests of the wire protocol are all that a client may send.
template <class... Requests>
std::vector<std::string> names_of_types() {
  return {caf::type_name<Requests>::value...};
}

core::frame_policy policy_for(const control_api& front) {
  return {
      .role = core::frame_role::server,
      .max_message = core::max_request_payload,
      .only_receiver = front.id(),
      .only_types =
          names_of_types<core::hello, core::action_request, core::status_request,
                         core::config_request, core::history_request, core::events_request,
                         core::reread_request, core::add_group_request, core::remove_group_request,
                         core::change_group_request, core::read_log_request,
                         core::follow_log_request, core::clear_main_log_request,
                         core::shutdown_request>(),
  };
}

}  // namespace

class endpoint::body : public std::enable_shared_from_this<body> {
 public:
  body(boost::asio::io_context& context, caf::actor_system& system, int listening,
       front_factory make_front, options how)
      : context_{context},
        system_{system},
        broker_{guarded_broker(system)},
        make_front_{std::move(make_front)},
        options_{std::move(how)},
        acceptor_{context,
                  listening,
                  {[this](descriptor socket) { admit(std::move(socket)); },
                   [this](const std::string& text) { report(text); }}} {}

  void start() { acceptor_.start(shared_from_this()); }

  std::size_t connections() const { return open_.size(); }

  void stop() {
    if (std::exchange(stopped_, true)) return;
    acceptor_.stop();
    for (auto& [serial, one] : std::exchange(open_, {}))
      one.hang_up();
    // Cancelled waits keep this object until the context runs again, perhaps when the actor system
    // is gone.
    broker_ = nullptr;
    make_front_ = nullptr;
    options_.report = nullptr;
  }

 private:
  // In its first stage a connection has a caller, then a line.
  struct connection {
    std::shared_ptr<caller> calling;
    std::shared_ptr<line> talking;
    std::shared_ptr<boost::asio::steady_timer> deadline;

    void hang_up() {
      if (calling) std::exchange(calling, nullptr)->hang_up();
      if (talking) talking->hang_up();
      if (deadline) deadline->cancel();
    }
  };

  void report(const std::string& text) const {
    if (options_.report) options_.report(text);
  }

  void admit(descriptor socket) {
    const auto who = peer_of(socket, ++serial_);
    if (!who) return report("refused a control connection: its peer is unknown");
    if (!may_call(*who))
      return report("refused a control connection (" + name_of(*who) + "): only root and uid " +
                    std::to_string(::geteuid()) + " may");
    if (open_.size() >= options_.max_connections) return refuse_crowd();
    crowded_ = false;
    auto calling = std::make_shared<caller>(
        context_, [self = shared_from_this(), who = *who](descriptor introduced) {
          introduced ? self->talk(who, std::move(introduced)) : self->forget(who.serial);
        });
    open_[who->serial].calling = calling;
    calling->start(std::move(socket), options_.introduction);
  }

  // Said once per crowd, not per newcomer.
  void refuse_crowd() {
    if (!std::exchange(crowded_, true))
      report("refused a control connection: " + std::to_string(open_.size()) + " are open");
  }

  void talk(const peer& who, descriptor socket) {
    const auto found = open_.find(who.serial);
    if (found == open_.end()) return;  // stopped meanwhile
    const auto front = make_front_(who);
    if (!front) return forget(who.serial);
    auto& here = found->second;
    here.calling = nullptr;
    here.talking = std::make_shared<line>(socket.number());
    watch_handshake(here);
    hand_over(system_, broker_, std::move(socket),
              {.label = "uid " + std::to_string(who.uid),
               .frames = policy_for(front),
               .max_backlog = max_backlog,
               .shared = here.talking,
               .closed = on_closed(who, front)},
              caf::actor_cast<caf::strong_actor_ptr>(front));
  }

  void watch_handshake(connection& here) {
    here.deadline = std::make_shared<boost::asio::steady_timer>(context_);
    here.deadline->expires_after(options_.introduction);
    here.deadline->async_wait(
        [talking = here.talking, timer = here.deadline](const boost::system::error_code& error) {
          if (!error && !talking->introduced()) talking->hang_up();
        });
  }

  // Called on CAF's I/O thread, perhaps when this endpoint is no more; the front ends in any case.
  std::function<void(std::string_view)> on_closed(const peer& who, const control_api& front) {
    return [self = weak_from_this(), who,
            front = caf::actor_cast<caf::strong_actor_ptr>(front)](std::string_view why) {
      caf::anon_send_exit(front, caf::exit_reason::user_shutdown);
      if (const auto here = self.lock()) here->post_closed(who, std::string{why});
    };
  }

  void post_closed(const peer& who, std::string why) {
    boost::asio::post(context_, [self = shared_from_this(), who, why = std::move(why)] {
      if (self->stopped_) return;
      if (!why.empty()) self->report("hung up a control connection (" + name_of(who) + "): " + why);
      self->forget(who.serial);
    });
  }

  void forget(std::uint64_t serial) {
    const auto found = open_.find(serial);
    if (found == open_.end()) return;
    if (found->second.deadline) found->second.deadline->cancel();
    open_.erase(found);
  }

  boost::asio::io_context& context_;
  caf::actor_system& system_;
  caf::actor broker_;
  front_factory make_front_;
  options options_;
  acceptor acceptor_;
  std::map<std::uint64_t, connection> open_;
  std::uint64_t serial_{0};
  bool crowded_{false};
  bool stopped_{false};
};

endpoint::endpoint(boost::asio::io_context& context, caf::actor_system& system, int listening,
                   front_factory make_front, options how)
    : body_{std::make_shared<body>(context, system, listening, std::move(make_front),
                                   std::move(how))} {
  body_->start();
}

endpoint::~endpoint() {
  body_->stop();
}

std::size_t endpoint::connections() const {
  return body_->connections();
}

void endpoint::stop() {
  body_->stop();
}

}  // namespace actord::actors
