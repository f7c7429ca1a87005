// How an order travels down one level. Starts go one receiver after the other, each only after the
// one before has handed its commands to the host: so processes are launched in the planned order
// without anybody waiting for a launch. All other verbs go out at once.
#pragma once

#include <chrono>
#include <memory>
#include <utility>
#include <vector>

#include "actors/interfaces.hpp"
#include "core/fault.hpp"

namespace actord::supervisors {

// A receiver that does not take an order within this is passed over (it is stuck or was replaced);
// the order still reaches it.
inline constexpr std::chrono::seconds order_patience{10};

template <class Handle>
struct order_step {
  Handle to;
  actors::order what;
};
template <class Handle>
using order_steps = std::vector<order_step<Handle>>;

// The same job for some of the processes only.
inline actors::order narrowed(const actors::order& o, std::vector<core::process_key> whom) {
  return {o.id, o.what, o.wait, o.bulk, o.signal_number, std::move(whom)};
}

inline bool keeps_order(actors::tree_verb v) {
  return v == actors::tree_verb::autostart || v == actors::tree_verb::start;
}

// What a process owes when its actor died with the order in its mailbox.
inline core::fault lost_actor_fault() {
  return {core::fault_code::failed, "the actor of this process was replaced; try again"};
}

template <class Self, class Handle, class Done>
void send_one_by_one(Self* self, std::shared_ptr<order_steps<Handle>> steps, std::size_t index,
                     actors::order_desk desk, Done done) {
  if (index == steps->size()) {
    done();
    return;
  }
  const auto& step = (*steps)[index];
  const auto go_on = [=] { send_one_by_one(self, steps, index + 1, desk, done); };
  self->request(step.to, order_patience, step.what)
      .then([go_on](const actors::order_taken&) { go_on(); },
            [=](const caf::error& e) {
              if (e == caf::sec::request_receiver_down)
                for (const auto key : (*steps)[index].what.whom)
                  caf::anon_send(desk, actors::order_outcome{(*steps)[index].what.id, key, true,
                                                             lost_actor_fault()});
              go_on();
            });
}

// Carries out the steps; `done` runs once all of them have been taken (starts) or sent (the rest).
template <class Self, class Handle, class Done>
void hand_down(Self* self, order_steps<Handle> steps, actors::order_desk desk, Done done) {
  if (!steps.empty() && keeps_order(steps.front().what.what)) {
    send_one_by_one(self, std::make_shared<order_steps<Handle>>(std::move(steps)), 0,
                    std::move(desk), std::move(done));
    return;
  }
  for (auto& step : steps)
    caf::anon_send(step.to, std::move(step.what));
  done();
}

}  // namespace actord::supervisors
