// The BASP broker of the guarded transport, beside CAF's own, which stays idle: nothing listens on
// it and no connection is handed to it.
#pragma once

#include <caf/all.hpp>
#include <caf/io/fwd.hpp>
#include <chrono>

#include "actors/transport/descriptor.hpp"
#include "actors/transport/guarded_scribe.hpp"

namespace actord::actors {

// The one of `system`, made at the first call. Call it on the thread that made `system`.
caf::actor guarded_broker(caf::actor_system& system);

// Server side: BASP begins on `socket`, and `front` is what the peer gets to know. Any thread.
void hand_over(caf::actor_system& system, const caf::actor& broker, descriptor socket,
               scribe_guard guard, const caf::strong_actor_ptr& front);

// Client side: waits for the server's handshake; the actor that it offers, or the reason why not.
caf::expected<caf::strong_actor_ptr> await_front(caf::actor_system& system,
                                                 const caf::actor& broker, descriptor socket,
                                                 scribe_guard guard,
                                                 std::chrono::milliseconds timeout);

}  // namespace actord::actors
