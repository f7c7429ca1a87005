// update_strategy = minimal: a group changes in place, and what is the same notices nothing.
#include "tests/actor/helpers/tree_stage.hpp"
#include "tests/helpers/catch.hpp"

namespace actord::tests {
namespace {

constexpr auto minimal = core::update_strategy::minimal;

core::process_spec with_command(const std::string& name, const std::string& command) {
  auto spec = process(name);
  spec.command = command;
  return spec;
}

// One of numprocs.
core::process_spec one_of(const std::string& program, int number) {
  auto spec = process(program + "_" + std::to_string(number));
  spec.program = program;
  return spec;
}

struct change_stage {
  explicit change_stage(
      std::vector<core::process_spec> before,
      const std::function<void(paper_host&)>& prepare = [](paper_host&) {})
      : tree{{group("g", 5, std::move(before)), alone(process("other"))}, prepare} {
    tree.pass(2s);
    tree.host.take_told();
  }

  void configure(std::vector<core::process_spec> after, int priority = 5) {
    tree.write_files({group("g", priority, std::move(after)), alone(process("other"))}, minimal);
    tree.reread();
  }

  tree_stage tree;
};

}  // namespace

TEST_CASE("more numprocs: the new ones start, the rest keep their pids") {
  change_stage s{{one_of("p", 0), one_of("p", 1)}};
  const auto pid = s.tree.host.pid("p_0");
  s.configure({one_of("p", 0), one_of("p", 1), one_of("p", 2)});
  CHECK(lines_of(s.tree.change("g")).empty());
  CHECK(s.tree.host.told("signal").empty());
  CHECK(s.tree.host.told("launch") == lines{"launch p_2 1"});
  s.tree.pass(2s);
  CHECK(s.tree.names() == lines{"g:p_0", "g:p_1", "g:p_2", "other:other"});
  for (const auto& p : s.tree.status("*").processes)
    CHECK(p.state == proc_state::running);
  CHECK(s.tree.info("g:p_0").pid == pid);
  CHECK(s.tree.log->count("takes over") == 0);
}

TEST_CASE("fewer numprocs: those that are gone stop and are forgotten") {
  change_stage s{{one_of("p", 0), one_of("p", 1), one_of("p", 2)}};
  s.configure({one_of("p", 0)});
  CHECK(lines_of(s.tree.change("g")) == lines{"g:p_1 SUCCESS", "g:p_2 SUCCESS"});
  CHECK(s.tree.host.told("signal") == lines{"signal p_1 15 run 1", "signal p_2 15 run 1"});
  CHECK(sorted(s.tree.host.told("forget")) == lines{"forget p_1", "forget p_2"});
  CHECK(s.tree.names() == lines{"g:p_0", "other:other"});
  CHECK(s.tree.state("g:p_0") == proc_state::running);
}

TEST_CASE("a program that changed is replaced, also one that comes before those that stay") {
  change_stage s{{with_command("a", "/bin/1"), process("b"), process("c")}};
  s.configure({with_command("a", "/bin/2"), process("b"), process("new")});
  CHECK(lines_of(s.tree.change("g")) == lines{"g:a SUCCESS", "g:c SUCCESS"});
  CHECK(s.tree.host.told("launch") == lines{"launch a 1", "launch new 1"});
  s.tree.pass(2s);
  CHECK(s.tree.names() == lines{"g:a", "g:b", "g:new", "other:other"});
  // All of them obey, those of before and those of now.
  CHECK(lines_of(s.tree.act(verb::stop, "g:*")) ==
        lines{"g:a SUCCESS", "g:b SUCCESS", "g:new SUCCESS"});
  CHECK(s.tree.host.complaints().empty());
  CHECK(s.tree.log->count("cannot happen") == 0);
}

TEST_CASE("a new priority of the group touches no process") {
  change_stage s{{process("a")}};
  s.configure({process("a")}, 7);
  CHECK(lines_of(s.tree.change("g")).empty());
  CHECK(s.tree.host.told("launch").empty());
  CHECK(s.tree.host.told("signal").empty());
  CHECK(s.tree.reread()->value().groups.front().what == core::group_step::unchanged);
}

TEST_CASE("a stopped process that stays, stays stopped") {
  change_stage s{{process("a"), process("b")}};
  s.tree.act(verb::stop, "g:a");
  s.configure({process("a"), with_command("b", "/bin/2")});
  s.tree.change("g");
  s.tree.pass(2s);
  CHECK(s.tree.state("g:a") == proc_state::stopped);
  CHECK(s.tree.host.told("launch") == lines{"launch b 1"});
}

TEST_CASE("what is to go is waited for as long as it takes") {
  change_stage s{{process("a"), process("slow")}, [](paper_host& h) { h.deaf = {"slow"}; }};
  s.configure({process("a"), process("new")});
  const auto asked = s.tree.change("g");
  CHECK(lines_of(asked) == lines{"open"});
  CHECK(lines_of(s.tree.change("g")) == lines{"refused FAILED group 'g' is being changed already"});
  CHECK(s.tree.remove("g") == "STILL_RUNNING");
  CHECK(s.tree.state("g:a") == proc_state::running);
  CHECK(s.tree.host.told("launch").empty());
  s.tree.host.exit("slow", 0);
  s.tree.settle();
  CHECK(lines_of(asked) == lines{"g:slow SUCCESS"});
  CHECK(s.tree.host.told("launch") == lines{"launch new 1"});
}

TEST_CASE("a group that needs no change, or is not there") {
  change_stage s{{process("a")}};
  s.configure({process("a")});
  CHECK(lines_of(s.tree.change("g")).empty());
  CHECK(lines_of(s.tree.change("nope")) == lines{"refused BAD_NAME nope"});
  s.tree.write_files({alone(process("other"))}, minimal);
  s.tree.reread();
  CHECK(lines_of(s.tree.change("g")) == lines{"refused BAD_NAME g"});
  CHECK(s.tree.host.told().empty());
}

TEST_CASE("a group of another kind is exchanged whole") {
  change_stage s{{process("a")}};
  auto listener = group("g", 5, {process("a")});
  listener.kind = core::group_kind::listeners;
  s.tree.write_files({listener, alone(process("other"))}, minimal);
  s.tree.reread();
  CHECK(lines_of(s.tree.change("g")) == lines{"g:a SUCCESS"});
  CHECK(s.tree.host.told("launch") == lines{"launch a 1"});
}

TEST_CASE("an order that waits for a process that stays is answered") {
  auto slow = process("slow");
  slow.autostart = false;
  slow.start_secs = std::chrono::seconds{20};
  change_stage s{{process("a"), slow}};
  const auto start = s.tree.act(verb::start, "g:slow");
  REQUIRE(lines_of(start) == lines{"open"});
  s.configure({slow, process("new")});
  s.tree.change("g");
  CHECK(lines_of(start) ==
        lines{"g:slow FAILED the actor of this process was replaced; try again"});
  s.tree.pass(21s);
  CHECK(s.tree.state("g:slow") == proc_state::running);
}

TEST_CASE("whenever the root dies over a change, it is finished or has not begun") {
  for (int turns = 0; turns < 80; ++turns) {
    CAPTURE(turns);
    change_stage s{{process("keep"), with_command("edit", "/bin/1"), process("gone")}};
    auto& tree = s.tree;
    const auto pid = tree.host.pid("keep");
    s.configure({with_command("edit", "/bin/2"), process("new"), process("keep")});
    const auto asked = tree.motion.ask<core::action_reply>(tree.tree->present().root,
                                                           core::change_group_request{"g"});
    for (int i = 0; i < turns; ++i)
      tree.motion.turn();
    tree.motion.kill(tree.tree->present().root);
    tree.pass(6s);
    REQUIRE(tree.host.complaints().empty());
    REQUIRE(tree.info("g:keep").pid == pid);
    if (tree.reread()->value().groups.front().what != core::group_step::unchanged)
      REQUIRE_FALSE(tree.change("g")->open());
    tree.pass(3s);
    REQUIRE(tree.names() == lines{"g:edit", "g:keep", "g:new", "other:other"});
    for (const auto& p : tree.status("*").processes)
      REQUIRE(p.state == proc_state::running);
    REQUIRE(tree.info("g:keep").pid == pid);
    REQUIRE_FALSE(tree.host.alive("gone"));
    REQUIRE(tree.log->count("cannot happen") == 0);
  }
}

TEST_CASE("whatever part of the group dies over a change, the change is made") {
  const std::string part = GENERATE("process", "program", "group");
  for (int turns = 0; turns < 60; ++turns) {
    CAPTURE(part, turns);
    change_stage s{{process("keep"), with_command("edit", "/bin/1")}};
    auto& tree = s.tree;
    const auto pid = tree.host.pid("keep");
    s.configure({with_command("edit", "/bin/2"), process("keep")});
    const auto asked = tree.motion.ask<core::action_reply>(tree.tree->present().root,
                                                           core::change_group_request{"g"});
    for (int i = 0; i < turns; ++i)
      tree.motion.turn();
    tree.motion.kill(tree.motion.youngest(part));
    tree.pass(15s);
    REQUIRE_FALSE(asked->open());
    REQUIRE(tree.names() == lines{"g:edit", "g:keep", "other:other"});
    for (const auto& p : tree.status("*").processes)
      REQUIRE(p.state == proc_state::running);
    REQUIRE(tree.info("g:keep").pid == pid);
    REQUIRE(tree.host.complaints().empty());
  }
}

}  // namespace actord::tests
