#include "actors/log_desk.hpp"

#include <utility>

namespace actord::actors {

void log_desk_state::open(log_desk_api::pointer self, world_ptr outside,
                          const caf::actor_addr& front) {
  self_ = self;
  outside_ = std::move(outside);
  self_->monitor(front);
  self_->set_down_handler([self](const caf::down_msg& dead) { self->quit(dead.reason); });
}

template <class Notice, class Command>
caf::typed_response_promise<Notice> log_desk_state::ask(Command command) {
  auto promise = self_->make_response_promise<Notice>();
  const auto ticket = outside_->host->ticket_for(caf::actor_cast<caf::strong_actor_ptr>(self_));
  asked_.emplace(ticket, promise);
  command.reply_to = ticket;
  outside_->host->submit(std::move(command));
  return promise;
}

template <class Notice>
void log_desk_state::answer(const Notice& notice) {
  auto found = asked_.extract(notice.reply_to);
  if (!found.empty()) found.mapped().deliver(notice);
}

log_desk_api::behavior_type log_desk(log_desk_api::stateful_pointer<log_desk_state> self,
                                     world_ptr outside, caf::actor_addr front) {
  using namespace core;
  auto& state = self->state;
  state.open(self, std::move(outside), front);
  return {
      [&state](const to_host::read_log& m) { return state.ask<from_host::log_read>(m); },
      [&state](const to_host::follow_log& m) { return state.ask<from_host::log_followed>(m); },
      [&state](const to_host::clear_logs& m) { return state.ask<from_host::logs_cleared>(m); },
      [&state](const from_host::log_read& m) { state.answer(m); },
      [&state](const from_host::log_followed& m) { state.answer(m); },
      [&state](const from_host::logs_cleared& m) { state.answer(m); },
  };
}

}  // namespace actord::actors
