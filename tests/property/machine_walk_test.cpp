// A million random steps; every invariant is checked after each of them. ACTORD_SEED=n walks
// another way; the seed is printed when something breaks.
#include <cstdlib>

#include "tests/helpers/catch.hpp"
#include "tests/helpers/machine_world.hpp"

using namespace actord;
using core::proc_state;

namespace {

std::uint64_t seed() {
  const char* given = std::getenv("ACTORD_SEED");
  return given != nullptr ? std::strtoull(given, nullptr, 10) : 2026;
}

constexpr std::uint64_t million = 1'000'000;

}  // namespace

TEST_CASE("whatever the world does, the invariants of the machine hold") {
  CAPTURE(seed());
  tests::random_world world{core::standard_table, seed()};
  while (world.steps() < million && world.turn()) {
  }
  CHECK(std::string{world.broken() != nullptr ? world.broken() : ""} == "");
  CHECK(world.steps() >= million);

  // The walk went everywhere, or it would prove nothing.
  for (const auto& from : core::proc_state_table)
    for (const auto& to : core::proc_state_table) {
      if (!tests::detail::in_contract(from.state, to.state)) continue;
      CAPTURE(std::string{from.name}, std::string{to.name});
      CHECK(world.seen(from.state, to.state) > 100);
    }
}
