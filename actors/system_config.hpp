// How this project runs CAF (decision 3): the settings of every actor_system, in code. Nothing is
// read from the command line or from a file: never call parse(). The wire types are registered;
// whoever has local-only types adds their block.
#pragma once

#include <caf/all.hpp>
#include <cstddef>

namespace actord::actors {

struct system_config : caf::actor_system_config {
  // `workers`: threads that run actors, besides CAF's own for I/O, clock and console.
  explicit system_config(std::size_t workers);
};

// Takes CAF's two helper actors, which a peer could address by name, out of the registry (decision
// 5). Call it right after the construction of `system`.
void seal(caf::actor_system& system);

}  // namespace actord::actors
