#include "supervisors/program_supervisor.hpp"

#include <algorithm>
#include <utility>

namespace actord::supervisors {

using namespace actors;

void program_supervisor_state::open(program_api::pointer self, std::vector<child_spec> children,
                                    group_api parent, tree_context context, bool adopt) {
  self_ = self;
  parent_ = std::move(parent);
  context_ = std::move(context);
  self_->monitor(parent_);
  self_->set_down_handler([self, this](const caf::down_msg& dead) {
    if (dead.source == parent_.address())
      self->quit(dead.reason);
    else
      replace(dead);
  });
  std::sort(children.begin(), children.end(),
            [](const child_spec& a, const child_spec& b) { return a.key < b.key; });
  children_.reserve(children.size());
  for (auto& spec : children) {
    children_.push_back({std::move(spec), {}});
    spawn(children_.back(), adopt);
  }
}

void program_supervisor_state::spawn(child& c, bool adopt) {
  c.actor = self_->spawn<caf::monitored>(
      process_actor, process_birth{c.spec.key, c.spec.spec, context_.outside, program_api{self_},
                                   context_.board, context_.desk, adopt, context_.asks_group});
}

void program_supervisor_state::replace(const caf::down_msg& dead) {
  chains_.receiver_down(self_, dead.source);
  const auto lost = std::find_if(children_.begin(), children_.end(),
                                 [&](const child& c) { return c.actor.address() == dead.source; });
  if (lost == children_.end()) return;
  context_.outside->log->write(core::log_level::error, "the actor of '" + lost->spec.spec->name +
                                                           "' ended (" +
                                                           self_->system().render(dead.reason) +
                                                           "); a new one takes over its process");
  spawn(*lost, true);
  caf::anon_send(context_.desk, process_replaced{lost->spec.key});
}

caf::result<order_taken> program_supervisor_state::take(const order& o) {
  order_steps<process_api> steps;
  steps.reserve(o.whom.size());
  for (const auto key : o.whom)
    if (const auto* c = child_of(key)) steps.push_back({c->actor, narrowed(o, {key})});
  auto promise = self_->make_response_promise<order_taken>();
  chains_.hand_down(self_, std::move(steps), context_.desk,
                    [promise, id = o.id]() mutable { promise.deliver(order_taken{id}); });
  return promise;
}

const program_supervisor_state::child* program_supervisor_state::child_of(process_key key) const {
  const auto found =
      std::lower_bound(children_.begin(), children_.end(), key,
                       [](const child& c, process_key wanted) { return c.spec.key < wanted; });
  return found != children_.end() && found->spec.key == key ? &*found : nullptr;
}

void program_supervisor_state::note(const process_report& m) {
  const auto state = m.now.state;
  const auto* c = child_of(m.key);
  if (c != nullptr && c->spec.spec->significant) self_->send(context_.head, m);
  if (context_.tells_all || state == core::proc_state::exited || state == core::proc_state::fatal)
    self_->send(parent_, m);
}

children_reply program_supervisor_state::children() const {
  children_reply reply;
  for (const auto& c : children_)
    reply.actors.push_back(c.actor.address());
  return reply;
}

program_api::behavior_type program_supervisor(
    program_api::stateful_pointer<program_supervisor_state> self, std::vector<child_spec> children,
    group_api parent, tree_context context, bool adopt) {
  self->state.open(self, std::move(children), std::move(parent), std::move(context), adopt);
  return {
      [self](const order& o) { return self->state.take(o); },
      [self](const process_report& m) { self->state.note(m); },
      [self](const children_request&) { return self->state.children(); },
  };
}

}  // namespace actord::supervisors
