#include "actors/system_config.hpp"

#include <caf/io/all.hpp>

#include "actors/protocol.hpp"

namespace actord::actors {

namespace {

// Messages that one actor may handle before others get their turn. CAF's default is no bound: a
// fresh actor behind eight busy ones then waits seconds.
constexpr std::size_t max_throughput = 50;

}  // namespace

system_config::system_config(std::size_t workers) {
  add_message_types<caf::id_block::actord>();
  load<caf::io::middleman>();
  // Work stealing polls every 10 ms in every worker; sharing sleeps.
  set("scheduler.policy", caf::atom("sharing"));
  set("scheduler.max-threads", workers);
  set("scheduler.max-throughput", max_throughput);
  // Local sockets tell at once when the peer is gone.
  set("middleman.heartbeat-interval", caf::timespan{0});
  set("middleman.connection-timeout", caf::timespan{0});
  // Messages are read on the I/O thread: they are small and bounded, and the close of a connection
  // then can't be overtaken by a new connection with the same descriptor number.
  set("middleman.workers", std::size_t{0});
  // CAF's middleman actor is idle here; it needs no thread.
  set("middleman.attach-utility-actors", true);
}

void seal(caf::actor_system& system) {
  system.registry().erase(caf::atom("SpawnServ"));
  system.registry().erase(caf::atom("ConfigServ"));
}

}  // namespace actord::actors
