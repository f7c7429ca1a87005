#include "core/update_plan.hpp"

#include "tests/helpers/catch.hpp"
#include "tests/helpers/update_world.hpp"

using namespace actord::core;
using namespace actord::tests;
using namespace std::chrono_literals;

namespace {

using names = std::vector<std::string>;
using enum group_step;

std::vector<planned_group> plan(const std::vector<group_spec>& active,
                                const std::vector<group_spec>& next,
                                update_strategy how = update_strategy::group) {
  return plan_update(as_active(active), small_config(next, how));
}

// The same group before and after `edit`.
bool differs(void (*edit)(group_spec&)) {
  const auto before = small_group("g", {small_process("a"), small_process("b")});
  auto after = before;
  edit(after);
  return !same_group(before, after);
}

bool process_differs(void (*edit)(process_spec&)) {
  auto before = small_process("a");
  auto after = before;
  edit(after);
  return !same_process(before, after) && !same_process(after, before);
}

}  // namespace

TEST_CASE("equal configurations are all unchanged") {
  const std::vector groups{small_group("a", {small_process("a")}), small_group("b", {})};
  const auto steps = plan(groups, groups);
  CHECK(steps ==
        std::vector<planned_group>{{unchanged, "a", {}, {}, {}}, {unchanged, "b", {}, {}, {}}});
  CHECK(choose_steps(steps, {}).steps.empty());
}

TEST_CASE("first the removed in order of activation, then changed and added as configured") {
  auto lazy = small_process("lazy");
  lazy.autostart = false;
  const auto steps =
      plan({small_group("z", {small_process("z")}), small_group("same", {small_process("same")}),
            small_group("y", {small_process("y1"), small_process("y2")}),
            small_group("c2", {small_process("c2")}), small_group("c1", {small_process("c1")})},
           {small_group("n2", {small_process("n2"), lazy}),
            small_group("c1", {small_process("new")}), small_group("same", {small_process("same")}),
            small_group("n1", {}), small_group("c2", {small_process("c2", "/bin/other")})});
  CHECK(steps == std::vector<planned_group>{{remove, "z", {"z"}, {}, {}},
                                            {remove, "y", {"y1", "y2"}, {}, {}},
                                            {replace, "c1", {"c1"}, {"new"}, {}},
                                            {replace, "c2", {"c2"}, {"c2"}, {}},
                                            {add, "n2", {}, {"n2"}, {}},
                                            {add, "n1", {}, {}, {}},
                                            {unchanged, "same", {}, {}, {}}});
}

TEST_CASE("every effective value of a process makes a difference") {
  CHECK(process_differs([](process_spec& p) { p.name = "b"; }));
  CHECK(process_differs([](process_spec& p) { p.uid = 0; }));
  CHECK(process_differs([](process_spec& p) { p.command = "/bin/y"; }));
  CHECK(process_differs([](process_spec& p) { p.directory = "/"; }));
  CHECK(process_differs([](process_spec& p) { p.umask = 022; }));
  CHECK(process_differs([](process_spec& p) { p.priority = 5; }));
  CHECK(process_differs([](process_spec& p) { p.autostart = false; }));
  CHECK(process_differs([](process_spec& p) { p.restart = auto_restart::always; }));
  CHECK(process_differs([](process_spec& p) { p.start_secs = 7s; }));
  CHECK(process_differs([](process_spec& p) { p.start_retries = 7; }));
  CHECK(process_differs([](process_spec& p) { p.stop_signal = 2; }));
  CHECK(process_differs([](process_spec& p) { p.stop_wait = 7s; }));
  CHECK(process_differs([](process_spec& p) { p.stop_as_group = true; }));
  CHECK(process_differs([](process_spec& p) { p.kill_as_group = true; }));
  CHECK(process_differs([](process_spec& p) { p.exit_codes = {0, 2}; }));
  CHECK(process_differs([](process_spec& p) { p.redirect_stderr = true; }));
  CHECK(process_differs([](process_spec& p) { p.environment = {{"A", "1"}}; }));
  CHECK(process_differs([](process_spec& p) { p.server_url = "unix:///x"; }));
  CHECK(process_differs([](process_spec& p) { p.restart_pause = 5ms; }));
  CHECK(process_differs([](process_spec& p) { p.out.max_bytes = 1; }));
  CHECK(process_differs([](process_spec& p) { p.out.backups = 1; }));
  CHECK(process_differs([](process_spec& p) { p.out.capture_max_bytes = 1; }));
  CHECK(process_differs([](process_spec& p) { p.out.events_enabled = true; }));
  CHECK(process_differs([](process_spec& p) { p.err.syslog = true; }));
  // From AUTO to a file and back (§11.2 #33).
  CHECK(process_differs([](process_spec& p) { p.err = {log_spec::target::file, "/tmp/x"}; }));
}

TEST_CASE("how a program is called, its number and the order of variables are trifles") {
  CHECK_FALSE(process_differs([](process_spec& p) { p.program = "other"; }));
  CHECK_FALSE(process_differs([](process_spec& p) { p.number = 7; }));
  auto before = small_process("a");
  auto after = before;
  before.environment = {{"A", "1"}, {"B", "0"}, {"B", "2"}};
  after.environment = {{"B", "2"}, {"A", "1"}};
  CHECK(same_process(before, after));
  after.environment[0].second = "0";
  CHECK_FALSE(same_process(before, after));
}

TEST_CASE("a group differs by kind, priority, processes and their order") {
  CHECK_FALSE(differs([](group_spec&) {}));
  CHECK(differs([](group_spec& g) { g.priority = 1; }));
  CHECK(differs([](group_spec& g) { g.kind = group_kind::listeners; }));
  CHECK(differs([](group_spec& g) { g.kind = group_kind::fcgi; }));
  CHECK(differs([](group_spec& g) { std::swap(g.programs[0], g.programs[1]); }));
  CHECK(differs([](group_spec& g) { g.programs.pop_back(); }));
  // [program:g] that has become [group:g] programs=…
  CHECK_FALSE(differs([](group_spec& g) { g.kind = group_kind::group; }));
}

TEST_CASE("a listener differs by its buffer and the set of its events") {
  CHECK(differs([](group_spec& g) { g.listener.buffer_size = 99; }));
  CHECK(differs([](group_spec& g) { g.listener.events = {"TICK_5"}; }));
  auto before = small_group("l", {});
  auto after = before;
  before.listener.events = {"EVENT", "TICK_5"};
  after.listener.events = {"TICK_5", "EVENT", "TICK_5"};
  CHECK(same_group(before, after));
}

TEST_CASE("a FastCGI group differs by everything about its socket") {
  CHECK(differs([](group_spec& g) { g.fcgi.socket = "unix:///x"; }));
  CHECK(differs([](group_spec& g) { g.fcgi.mode = 0777; }));
  CHECK(differs([](group_spec& g) { g.fcgi.owner_uid = 7; }));
  CHECK(differs([](group_spec& g) { g.fcgi.backlog = 7; }));
}

TEST_CASE("with update_strategy=minimal only the processes that differ are touched") {
  auto lazy = small_process("lazy", "/bin/new");
  lazy.autostart = false;
  const auto steps =
      plan({small_group("g", {small_process("same"), small_process("gone"), small_process("other"),
                              small_process("lazy")})},
           {small_group("g", {small_process("fresh"), small_process("other", "/bin/new"),
                              small_process("same"), lazy})},
           update_strategy::minimal);
  CHECK(steps == std::vector<planned_group>{
                     {change, "g", {"gone", "other", "lazy"}, {"fresh", "other"}, {"same"}}});
}

TEST_CASE("a new priority of the group touches no process, a new kind all of them") {
  const auto before = small_group("g", {small_process("a")}, 1);
  auto after = before;
  after.priority = 2;
  CHECK(plan({before}, {after}, update_strategy::minimal) ==
        std::vector<planned_group>{{change, "g", {}, {}, {"a"}}});
  after.kind = group_kind::listeners;
  CHECK(plan({before}, {after}, update_strategy::minimal) ==
        std::vector<planned_group>{{replace, "g", {"a"}, {"a"}, {}}});
}

TEST_CASE("an update of named groups leaves the others out and tells unknown names") {
  const auto steps =
      plan({small_group("old", {}), small_group("same", {}), small_group("other", {})},
           {small_group("same", {}), small_group("other", {}, 1), small_group("new", {})});
  const auto chosen = choose_steps(steps, names{"nope", "new", "same", "old", "no", "new", "nope"});
  CHECK(chosen.unknown == names{"nope", "no"});
  REQUIRE(chosen.steps.size() == 2);
  CHECK(chosen.steps[0].group == "old");
  CHECK(chosen.steps[1].group == "new");
  CHECK(choose_steps(steps, {}).steps.size() == 3);
}
