// Groups come and go while the tree runs: reread, add, remove.
#include "tests/actor/helpers/tree_stage.hpp"
#include "tests/helpers/catch.hpp"

namespace actord::tests {
namespace {

using steps = std::vector<core::planned_group>;

// Everybody who is up has been up for a while.
std::unique_ptr<tree_stage> running_stage(
    std::vector<core::group_spec> groups,
    const std::function<void(paper_host&)>& prepare = [](paper_host&) {}) {
  auto s = std::make_unique<tree_stage>(std::move(groups), prepare);
  s->pass(2s);
  s->host.take_told();
  return s;
}

core::process_spec with_priority(const std::string& name, int priority) {
  auto spec = process(name);
  spec.priority = priority;
  return spec;
}

}  // namespace

TEST_CASE("reread tells what is new and touches nothing") {
  const auto s = running_stage({alone(process("a")), alone(process("b"))});
  s->write_files({alone(process("b")), alone(with_priority("a", 5)), alone(process("c"))});
  const auto plan = s->reread()->value();
  CHECK(plan.problem == fault_code::success);
  REQUIRE(plan.groups.size() == 3);
  CHECK(plan.groups[0] == core::planned_group{core::group_step::replace, "a", {"a"}, {"a"}, {}});
  CHECK(plan.groups[1] == core::planned_group{core::group_step::add, "c", {}, {"c"}, {}});
  CHECK(plan.groups[2].what == core::group_step::unchanged);
  CHECK(s->names() == lines{"a:a", "b:b"});
  CHECK(s->host.told().empty());
}

TEST_CASE("a configuration that cannot be read leaves everything as it was") {
  const auto s = running_stage({alone(process("a"))});
  s->write_files({alone(process("new"))});
  s->files.broken = "no such thing";
  const auto reply = s->reread()->value();
  CHECK(reply.problem == fault_code::cant_reread);
  CHECK(reply.detail == "no such thing");
  CHECK(reply.groups.empty());
  CHECK(s->add("new") == "BAD_NAME");
  CHECK(s->add("a") == "ALREADY_ADDED");
  CHECK(s->names() == lines{"a:a"});
  CHECK(s->host.told().empty());
}

TEST_CASE("a plan that is only looked at is forgotten") {
  const auto s = running_stage({alone(process("a"))});
  s->write_files({alone(process("new"))});
  CHECK(s->reread(false)->value().groups.size() == 2);
  CHECK(s->add("new") == "BAD_NAME");
  CHECK(s->remembered.empty());
  s->reread();
  CHECK(s->add("new") == "SUCCESS");
  CHECK(s->remembered == std::vector<supervisors::config_pointer>{s->files.now});
}

TEST_CASE("avail lists the last configuration read, active or not") {
  const auto s = running_stage({alone(process("a")), alone(process("gone"))});
  s->write_files({alone(process("a")), alone(process("new"))});
  const auto listed = [&] {
    lines found;
    const auto asked = s->ask_root<core::config_reply>(core::config_request{});
    for (const auto& p : asked->value().processes)
      found.push_back(p.group + (p.in_use ? " in use" : " avail"));
    return found;
  };
  CHECK(listed() == lines{"a in use", "gone in use"});
  s->reread();
  CHECK(listed() == lines{"a in use", "new avail"});
  CHECK(s->names() == lines{"a:a", "gone:gone"});
}

TEST_CASE("an added group starts its autostart programs and is like any other") {
  const auto s = running_stage({alone(process("a"))});
  auto lazy = process("lazy");
  lazy.autostart = false;
  s->write_files(
      {alone(process("a")),
       group("g", 1, {with_priority("late", 5), process("x"), lazy, with_priority("early", 1)})});
  CHECK(s->add("g") == "BAD_NAME");
  s->reread();
  CHECK(s->add("g") == "SUCCESS");
  CHECK(s->host.told("launch") == lines{"launch early 1", "launch late 1", "launch x 1"});
  CHECK(s->add("g") == "ALREADY_ADDED");
  CHECK(s->state("g:lazy") == proc_state::stopped);
  s->pass(2s);
  CHECK(s->state("g:x") == proc_state::running);
  CHECK(lines_of(s->act(verb::stop, "g:x")) == lines{"g:x SUCCESS"});
  CHECK(lines_of(s->act(verb::start, "g:lazy", false)) == lines{"g:lazy SUCCESS"});
  CHECK(s->log->count("cannot happen") == 0);
}

TEST_CASE("a group is removed only when all of it is down, and then nothing of it is left") {
  const auto s = running_stage({group("g", 1, {process("x"), process("y")}), alone(process("b"))});
  CHECK(s->remove("nope") == "BAD_NAME");
  CHECK(s->remove("g") == "STILL_RUNNING");
  s->act(verb::stop, "g:x");
  CHECK(s->remove("g") == "STILL_RUNNING");
  CHECK(s->state("g:y") == proc_state::running);
  s->act(verb::stop, "g:y");
  s->host.take_told();
  CHECK(s->remove("g") == "SUCCESS");
  CHECK(sorted(s->host.told()) == lines{"forget x", "forget y"});
  CHECK(s->names() == lines{"b:b"});
  CHECK(lines_of(s->act(verb::start, "g:x")) == lines{"g:x BAD_NAME g:x"});
  CHECK(lines_of(s->act(verb::start, "g:*")) == lines{"g: BAD_NAME g:*"});
  CHECK(s->remove("g") == "BAD_NAME");
  CHECK(s->log->count("takes over") == 0);
  // It is still configured.
  CHECK(s->add("g") == "SUCCESS");
  CHECK(s->host.told("launch") == lines{"launch x 1", "launch y 1"});
  CHECK(s->names() == lines{"b:b", "g:x", "g:y"});
}

TEST_CASE("keys of processes that are gone are never given again") {
  const auto s = running_stage({alone(process("a"))});
  const auto key = [&] {
    const auto asked = s->motion.ask<actors::lookup_reply>(s->tree->present().board,
                                                           actors::lookup_request{"a", "a"});
    s->settle();
    return asked->value().key.value;
  };
  CHECK(key() == 1);
  for (std::uint32_t round = 2; round < 5; ++round) {
    s->act(verb::stop, "a");
    CHECK(s->remove("a") == "SUCCESS");
    CHECK(key() == 0);
    CHECK(s->add("a") == "SUCCESS");
    CHECK(key() == round);
    s->pass(2s);
  }
}

TEST_CASE("a group without processes comes and goes") {
  const auto s = running_stage({alone(process("a"))});
  s->write_files({alone(process("a")), group("empty", 1, {})});
  s->reread();
  CHECK(s->add("empty") == "SUCCESS");
  CHECK(s->remove("empty") == "SUCCESS");
}

TEST_CASE("a process that is about to be restarted is removed and stays away") {
  auto spec = process("a");
  spec.restart = core::auto_restart::always;
  spec.restart_pause = std::chrono::seconds{30};
  const auto s = running_stage({alone(spec)});
  s->host.exit("a", 0);
  s->settle();
  REQUIRE(s->state("a") == proc_state::exited);
  CHECK(s->remove("a") == "SUCCESS");
  s->pass(60s);
  CHECK(s->host.told("launch").empty());
  CHECK(s->names().empty());
}

TEST_CASE("BACKOFF and STOPPING count as running") {
  const auto s = running_stage({alone(process("a")), alone(process("b"))},
                               [](paper_host& h) { h.deaf = {"b"}; });
  s->host.answers_launches = false;
  s->act(verb::stop, "a");
  s->act(verb::start, "a", false);
  s->host.refuse("a", "no");
  s->settle();
  REQUIRE(s->state("a") == proc_state::backoff);
  CHECK(s->remove("a") == "STILL_RUNNING");
  const auto stopping = s->act(verb::stop, "b");
  CHECK(s->remove("b") == "STILL_RUNNING");
  s->host.exit("b", 0);
  CHECK(s->remove("b") == "SUCCESS");
}

TEST_CASE("an order for many tells of a process that was removed meanwhile") {
  const auto s = running_stage({alone(process("a")), alone(process("slow"))},
                               [](paper_host& h) { h.deaf = {"slow"}; });
  const auto all = s->act(verb::stop, "*");
  CHECK(s->remove("a") == "SUCCESS");
  CHECK(lines_of(all) == lines{"open"});
  s->host.exit("slow", 0);
  s->settle();
  CHECK(lines_of(all) == lines{"a:a SUCCESS", "slow:slow SUCCESS"});
}

TEST_CASE("a start that is on its way when its group is removed is answered, and leaves no child") {
  // The more turns the start gets before, the further it is.
  for (int turns = 0; turns < 12; ++turns) {
    CAPTURE(turns);
    const auto s = running_stage({alone(process("a"))});
    s->act(verb::stop, "a");
    const auto start = s->post(verb::start, "a");
    for (int i = 0; i < turns; ++i)
      s->motion.turn();
    const auto outcome = s->remove("a");
    s->pass(3s);
    CHECK_FALSE(start->open());
    CHECK((outcome == "SUCCESS" || outcome == "STILL_RUNNING"));
    CHECK(s->names().empty() == (outcome == "SUCCESS"));
    if (outcome == "SUCCESS") CHECK(s->host.told("forget") == lines{"forget a"});
    CHECK(s->host.complaints().empty());
  }
}

TEST_CASE("groups that came later go down with the others, by priority") {
  const auto s = running_stage({group("mid", 5, {process("m")})}, [](paper_host& h) {
    h.deaf = {"m", "h", "l"};
  });
  s->write_files({group("low", 1, {process("l")}), group("mid", 5, {process("m")}),
                  group("high", 9, {process("h")})});
  s->reread();
  s->add("high");
  s->add("low");
  s->pass(2s);
  s->host.take_told();
  s->shut_down(false);
  CHECK(s->host.told("signal") == lines{"signal h 15 run 1"});
  s->host.exit("h", 0);
  s->settle();
  s->host.exit("m", 0);
  s->settle();
  CHECK(s->host.told("signal") ==
        lines{"signal h 15 run 1", "signal m 15 run 1", "signal l 15 run 1"});
  s->host.exit("l", 0);
  s->settle();
  CHECK(s->ends == std::vector<bool>{false});
}

TEST_CASE("while the daemon goes down, no group comes, goes or changes") {
  const auto s = running_stage({alone(process("a"))}, [](paper_host& h) { h.deaf = {"a"}; });
  s->shut_down(false);
  CHECK(s->reread()->value().problem == fault_code::shutdown_state);
  CHECK(s->add("a") == "SHUTDOWN_STATE");
  CHECK(s->remove("a") == "SHUTDOWN_STATE");
  CHECK(lines_of(s->change("a")) == lines{"refused SHUTDOWN_STATE"});
}

TEST_CASE("reading holds up nothing, and who asks meanwhile gets a reading of its own") {
  const auto s = running_stage({alone(process("a"))});
  s->files.slow = true;
  const auto first = s->reread();
  const auto second = s->reread();
  CHECK(first->open());
  CHECK(s->files.readings == 1);
  CHECK(lines_of(s->act(verb::stop, "a")) == lines{"a:a SUCCESS"});
  s->write_files({alone(process("b"))});
  s->files.finish();
  s->settle();
  CHECK_FALSE(first->open());
  CHECK(second->open());
  CHECK(s->files.readings == 2);
  s->files.finish();
  s->settle();
  CHECK(second->value().groups.size() == 2);
}

TEST_CASE("a shutdown that comes while the configuration is read wins") {
  const auto s = running_stage({alone(process("a"))});
  s->files.slow = true;
  const auto reread = s->reread();
  const auto restart = s->shut_down(true);
  CHECK(restart->open());
  s->shut_down(false);
  s->files.finish();
  s->settle();
  s->files.finish();  // the restart has a reading of its own
  s->settle();
  CHECK(reread->value().problem == fault_code::shutdown_state);
  CHECK(restart->value().problem == fault_code::shutdown_state);
  CHECK(s->ends == std::vector<bool>{false});
}

TEST_CASE("a restart reads the configuration first and goes on with it") {
  const auto s = running_stage({alone(process("a"))});
  s->write_files({alone(process("new"))});
  CHECK(s->shut_down(true)->value().problem == fault_code::success);
  CHECK(s->ends == std::vector<bool>{true});
  CHECK(s->next_config == s->files.now);
}

TEST_CASE("a restart with a broken configuration is refused and everything goes on") {
  const auto s = running_stage({alone(process("a"))});
  s->files.broken = "no such thing";
  const auto reply = s->shut_down(true)->value();
  CHECK(reply.problem == fault_code::cant_reread);
  CHECK(reply.detail == "no such thing");
  CHECK(
      s->log->has(core::log_level::critical, "restart refused, everything goes on: no such thing"));
  CHECK(s->ends.empty());
  CHECK(lines_of(s->act(verb::stop, "a")) == lines{"a:a SUCCESS"});
}

TEST_CASE("remarks about the files are logged when they are new") {
  const auto s = running_stage({alone(process("a"))});
  auto next = std::make_shared<core::configuration>(*s->config);
  next->remarks = {{core::log_level::warn, "odd"}};
  s->files.now = next;
  s->reread(false);
  CHECK(s->log->count("odd") == 0);
  s->reread();
  s->reread();
  CHECK(s->log->count("odd") == 1);
}

TEST_CASE("a new root knows the groups that came, those that went and what was read") {
  const std::string part = GENERATE("root", "status_board");
  CAPTURE(part);
  const auto s = running_stage({alone(process("a")), alone(process("b"))});
  s->write_files({alone(process("b")), alone(process("c")), alone(process("d"))});
  s->reread();
  s->act(verb::stop, "a");
  s->remove("a");
  s->add("c");
  s->pass(2s);
  s->host.take_told();
  s->motion.kill(s->motion.youngest(part));
  s->pass(3s);
  CHECK(s->names() == lines{"b:b", "c:c"});
  CHECK(s->state("b") == proc_state::running);
  CHECK(s->state("c") == proc_state::running);
  CHECK(s->host.told("launch").empty());
  CHECK(s->add("a") == "BAD_NAME");
  CHECK(s->add("d") == "SUCCESS");
  CHECK(s->host.told("launch") == lines{"launch d 1"});
}

TEST_CASE("whenever the root dies over a removal, the group is there and whole, or gone") {
  bool seen_there = false;
  bool seen_gone = false;
  for (int turns = 0; turns < 40; ++turns) {
    CAPTURE(turns);
    const auto s =
        running_stage({group("g", 1, {process("x"), process("y")}), alone(process("b"))});
    s->act(verb::stop, "g:*");
    s->host.take_told();
    const auto asked =
        s->motion.ask<core::done_reply>(s->tree->present().root, core::remove_group_request{"g"});
    for (int i = 0; i < turns; ++i)
      s->motion.turn();
    s->motion.kill(s->tree->present().root);
    s->pass(5s);
    REQUIRE(s->host.complaints().empty());
    if (s->names() == lines{"b:b"}) {
      seen_gone = true;
      REQUIRE(sorted(s->host.told("forget")) == lines{"forget x", "forget y"});
    } else {
      seen_there = true;
      REQUIRE(s->names() == lines{"b:b", "g:x", "g:y"});
      REQUIRE(lines_of(s->act(verb::start, "g:*", false)) == lines{"g:x SUCCESS", "g:y SUCCESS"});
    }
    REQUIRE(s->log->count("cannot happen") == 0);
  }
  CHECK(seen_there);
  CHECK(seen_gone);
}

TEST_CASE("whatever part of a group dies over its removal, the group goes") {
  const std::string part = GENERATE("process", "program", "group");
  for (int turns = 0; turns < 40; ++turns) {
    CAPTURE(part, turns);
    const auto s = running_stage({alone(process("b")), group("g", 1, {process("x")})});
    s->act(verb::stop, "g:*");
    s->host.take_told();
    const auto asked =
        s->motion.ask<core::done_reply>(s->tree->present().root, core::remove_group_request{"g"});
    for (int i = 0; i < turns; ++i)
      s->motion.turn();
    s->motion.kill(s->motion.youngest(part));
    s->pass(5s);
    REQUIRE(tree_stage::outcome_of(asked) == "SUCCESS");
    REQUIRE(s->names() == lines{"b:b"});
    REQUIRE(s->host.told().back() == "forget x");
    REQUIRE(s->host.complaints().empty());
  }
}

}  // namespace actord::tests
