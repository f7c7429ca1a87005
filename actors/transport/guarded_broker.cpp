#include "actors/transport/guarded_broker.hpp"

#include <caf/io/all.hpp>
#include <caf/io/basp_broker.hpp>
#include <caf/io/network/default_multiplexer.hpp>
#include <set>
#include <string>

namespace actord::actors {

namespace {

// CAF starts a helper actor for every node it meets, keeps it for good, and has it ask the peer's
// SpawnServ. This one doesn't: a daemon meets a new node with each call of actorctl.
class broker final : public caf::io::basp_broker {
 public:
  using caf::io::basp_broker::basp_broker;
  const char* name() const override { return "guarded-broker"; }
  void learned_new_node_directly(const caf::node_id&, bool) override {}
  void learned_new_node_indirectly(const caf::node_id&) override {}
};

// The key under which BASP looks up what a new connection gets to know. One for all: it is set and
// read within one message to the broker.
constexpr std::uint16_t front_key = 1;

caf::io::scribe_ptr make_scribe(caf::actor_system& system, descriptor socket, scribe_guard guard) {
  auto& multiplexer =
      static_cast<caf::io::network::default_multiplexer&>(system.middleman().backend());
  return caf::make_counted<guarded_scribe>(multiplexer, socket.release(), std::move(guard));
}

}  // namespace

caf::actor guarded_broker(caf::actor_system& system) {
  return system.middleman().named_broker<broker>(caf::atom("guarded"));
}

void hand_over(caf::actor_system& system, const caf::actor& broker, descriptor socket,
               scribe_guard guard, const caf::strong_actor_ptr& front) {
  caf::anon_send(broker, caf::publish_atom_v, make_scribe(system, std::move(socket), guard),
                 front_key, front, std::set<std::string>{});
}

caf::expected<caf::strong_actor_ptr> await_front(caf::actor_system& system,
                                                 const caf::actor& broker, descriptor socket,
                                                 scribe_guard guard,
                                                 std::chrono::milliseconds timeout) {
  caf::expected<caf::strong_actor_ptr> front{caf::sec::no_actor_published_at_port};
  caf::scoped_actor self{system};
  self->request(broker, timeout, caf::connect_atom_v,
                make_scribe(system, std::move(socket), std::move(guard)), front_key)
      .receive(
          [&](const caf::node_id&, caf::strong_actor_ptr& offered, const std::set<std::string>&) {
            if (offered) front = std::move(offered);
          },
          [&](caf::error& problem) { front = std::move(problem); });
  return front;
}

}  // namespace actord::actors
