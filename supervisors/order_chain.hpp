// How an order travels down one level. Starts go one receiver after the other, each only after the
// one before has handed its commands to the host: so processes are launched in the planned order
// without anybody waiting for a launch. All other verbs go out at once.
#pragma once

#include <functional>
#include <memory>
#include <utility>
#include <vector>

#include "actors/interfaces.hpp"
#include "core/fault.hpp"

namespace actord::supervisors {

template <class Handle>
struct order_step {
  Handle to;
  actors::order what;
};
template <class Handle>
using order_steps = std::vector<order_step<Handle>>;

// The same job for some of the processes only.
inline actors::order narrowed(const actors::order& o, std::vector<core::process_key> whom) {
  return {o.id, o.what, o.wait, o.bulk, o.signal_number, std::move(whom), o.until_up, o.text};
}

inline bool keeps_order(actors::tree_verb v) {
  return v == actors::tree_verb::autostart || v == actors::tree_verb::start ||
         v == actors::tree_verb::revive;
}

// What a process owes when its actor died with the order in its mailbox.
inline core::fault lost_actor_fault() {
  return {core::fault_code::failed, "the actor of this process was replaced; try again"};
}

// The orders that one supervisor is handing down. Nothing here has a time limit: a receiver takes
// an order at once, or it is dead, and then receiver_down lets its chain go on.
template <class Handle>
class order_chains {
 public:
  // Carries out the steps; `done` runs once all of them have been taken (starts) or sent (the
  // rest), perhaps before this returns.
  template <class Self>
  void hand_down(Self* self, order_steps<Handle> steps, const actors::order_desk& desk,
                 std::function<void()> done) {
    if (steps.empty() || !keeps_order(steps.front().what.what)) {
      for (auto& step : steps)
        caf::anon_send(step.to, std::move(step.what));
      done();
      return;
    }
    auto c = std::make_shared<chain>();
    c->steps = std::move(steps);
    c->desk = desk;
    c->done = std::move(done);
    under_way_.push_back(c);
    send_next(self, c);
  }

  // CAF fails no request that its receiver had already taken when it died.
  template <class Self>
  void receiver_down(Self* self, const caf::actor_addr& dead) {
    const auto copy = under_way_;
    for (const auto& c : copy)
      if (c->next > 0 && c->steps[c->next - 1].to.address() == dead) give_up_step(self, c, c->next);
  }

 private:
  struct chain {
    order_steps<Handle> steps;
    std::size_t next{0};  // the step to be sent; the one before is awaited
    actors::order_desk desk;
    std::function<void()> done;
  };
  using chain_ptr = std::shared_ptr<chain>;

  template <class Self>
  void send_next(Self* self, const chain_ptr& c) {
    if (c->next == c->steps.size()) {
      std::erase(under_way_, c);
      c->done();
      return;
    }
    const auto& step = c->steps[c->next];
    const auto awaited = ++c->next;
    self->request(step.to, caf::infinite, step.what)
        .then(
            [this, self, c, awaited](const actors::order_taken&) {
              if (c->next == awaited) send_next(self, c);
            },
            [this, self, c, awaited](const caf::error&) { give_up_step(self, c, awaited); });
  }

  // The receiver died with the order: its processes answer through nobody else.
  template <class Self>
  void give_up_step(Self* self, const chain_ptr& c, std::size_t awaited) {
    if (c->next != awaited) return;
    const auto& lost = c->steps[awaited - 1].what;
    for (const auto key : lost.whom)
      if (lost.id != actors::unnumbered)
        caf::anon_send(c->desk, actors::order_outcome{lost.id, key, true, lost_actor_fault()});
    send_next(self, c);
  }

  std::vector<chain_ptr> under_way_;
};

}  // namespace actord::supervisors
