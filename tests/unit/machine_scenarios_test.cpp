// The life of a process, told in scenarios. The same scenarios judge mutated tables in the mutation
// test.
#include "tests/helpers/catch.hpp"
#include "tests/helpers/machine_exit_scenarios.hpp"
#include "tests/helpers/machine_group_scenarios.hpp"
#include "tests/helpers/machine_other_scenarios.hpp"
#include "tests/helpers/machine_stop_scenarios.hpp"

using namespace actord;

namespace {

template <class Scenarios>
void play_all(const Scenarios& some) {
  for (const auto& s : some) {
    INFO(s.name);
    CHECK(tests::failure_of(s, core::standard_table) == "");
  }
}

}  // namespace

TEST_CASE("the machine starts programs, and tries again when that fails") {
  play_all(tests::start_scenarios);
}

TEST_CASE("the machine judges exits and restarts") {
  play_all(tests::exit_scenarios);
}

TEST_CASE("the machine stops programs") {
  play_all(tests::stop_scenarios);
}

TEST_CASE("the machine does what its group asks, and waits as configured") {
  play_all(tests::group_scenarios);
}

TEST_CASE("the machine shuts down, is taken over, and survives news that cannot be") {
  play_all(tests::other_scenarios);
}
