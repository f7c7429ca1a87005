#include "core/roster.hpp"

#include "tests/helpers/catch.hpp"
#include "tests/helpers/update_world.hpp"

using namespace actord::core;
using namespace actord::tests;

namespace {

using numbers = std::vector<std::uint32_t>;

numbers keys_of(const roster& r, const std::string& group) {
  numbers keys;
  for (const auto key : r.find(group)->keys())
    keys.push_back(key.value);
  return keys;
}

std::vector<std::string> names_by_priority(const roster& r) {
  std::vector<std::string> names;
  for (const auto* group : r.by_priority())
    names.push_back(group->spec->name);
  return names;
}

// Every process is found by its key, and no other.
void check_rows(const roster& r, std::uint32_t up_to) {
  std::size_t configured = 0;
  for (const auto& group : r.groups())
    for (const auto& process : group.processes) {
      ++configured;
      const auto seat = r.find(process.key);
      REQUIRE(seat);
      CHECK(seat->group == &group);
      CHECK(seat->process == &process);
    }
  std::size_t found = 0;
  for (std::uint32_t key = 0; key <= up_to; ++key)
    found += r.find(process_key{key}).has_value() ? 1 : 0;
  CHECK(found == configured);
}

}  // namespace

TEST_CASE("keys are given in configuration order and never twice") {
  roster r;
  r.add(small_group("a", {small_process("a1"), small_process("a2")}));
  r.add(small_group("b", {small_process("b")}));
  CHECK(keys_of(r, "a") == numbers{1, 2});
  CHECK(keys_of(r, "b") == numbers{3});
  r.remove("a");
  CHECK(r.find("a") == nullptr);
  CHECK_FALSE(r.find(process_key{1}));
  r.add(small_group("a", {small_process("a1")}));
  CHECK(keys_of(r, "a") == numbers{4});
  check_rows(r, 9);
}

TEST_CASE("groups stand by priority, equal ones in order of activation") {
  roster r;
  r.add(small_group("late", {}, 9));
  r.add(small_group("b", {}, 5));
  r.add(small_group("a", {}, 5));
  r.add(small_group("early", {}, -1));
  CHECK(names_by_priority(r) == std::vector<std::string>{"early", "b", "a", "late"});
  r.remove("b");
  r.add(small_group("b", {}, 5));
  CHECK(names_by_priority(r) == std::vector<std::string>{"early", "a", "b", "late"});
  CHECK(r.specs().size() == 4);
  CHECK(r.specs().front()->name == "late");
}

TEST_CASE("a group that changes keeps the keys of processes that stay the same") {
  roster r;
  const auto first = small_group("g", {small_process("a"), small_process("b"), small_process("c")});
  r.add(first);
  r.add(small_group("h", {small_process("h")}));
  const auto seat = r.find("g")->seat;
  r.let_change("g", small_group("g",
                                {small_process("new"), small_process("c"),
                                 small_process("b", "/bin/other"), small_process("a")},
                                5));
  CHECK(r.find("g")->fate == group_fate::changes);
  CHECK(r.leaving_keys("g") == std::vector<process_key>{{2}});
  CHECK(r.change("g") == std::vector<process_key>{{5}, {6}});
  CHECK(keys_of(r, "g") == numbers{5, 3, 6, 1});
  CHECK(r.find("g")->fate == group_fate::stays);
  CHECK(r.find("g")->seat == seat);
  CHECK(r.find("g")->spec->priority == 5);
  CHECK(r.find("g")->next == nullptr);
  check_rows(r, 9);
}

TEST_CASE("a group of another kind keeps no key") {
  roster r;
  r.add(small_group("g", {small_process("a")}));
  auto next = small_group("g", {small_process("a")});
  next.kind = group_kind::listeners;
  r.let_change("g", next);
  CHECK(r.leaving_keys("g") == std::vector<process_key>{{1}});
  CHECK(r.change("g") == std::vector<process_key>{{2}});
  check_rows(r, 5);
}

TEST_CASE("processes know the program they belong to") {
  roster r;
  auto one = small_process("one_0");
  auto two = small_process("one_1");
  one.program = two.program = "one";
  const auto& group = r.add(small_group("g", {one, two, small_process("other")}));
  REQUIRE(group.processes.size() == 3);
  CHECK(group.processes[0].program == 0);
  CHECK(group.processes[1].program == 0);
  CHECK(group.processes[2].program == 1);
  r.let_leave("g");
  CHECK(r.find("g")->fate == group_fate::leaves);
}
