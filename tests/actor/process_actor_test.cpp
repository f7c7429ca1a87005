// One process actor: which news count, and that views are never behind answers.
#include "tests/actor/helpers/tree_stage.hpp"
#include "tests/helpers/catch.hpp"

namespace actord::tests {
namespace {

// An actor that does nothing but tell its end.
caf::behavior lonely(caf::event_based_actor* self,
                     const std::function<void(const caf::actor_addr&)>& at_the_end) {
  self->attach_functor([at_the_end, address = self->address()] { at_the_end(address); });
  return {[](int) {}};
}

}  // namespace

TEST_CASE("a view that nobody asked for changes nothing") {
  tree_stage s{{alone(process("a"))}};
  s.pass(2s);
  s.link->deliver(from_host::view{s.key_of("a"), {9}, 0, core::exit_status{}, {}, "x", "y"});
  s.settle();
  CHECK(s.state("a") == proc_state::running);
  CHECK(s.info("a").stdout_logfile == "/log/a.out");
}

TEST_CASE("news of an earlier run change nothing and are no news") {
  tree_stage s{{alone(process("a"))}};
  s.pass(2s);
  s.act(verb::stop, "a");
  s.act(verb::start, "a");
  s.pass(2s);
  REQUIRE(s.host.run("a") == 2);
  s.link->deliver(from_host::exited{s.key_of("a"), {1}, {.code = 1}});
  s.link->deliver(from_host::spawn_failed{s.key_of("a"), {1}, "execve", 2, "late"});
  s.settle();
  CHECK(s.state("a") == proc_state::running);
  CHECK(s.log->count("cannot happen") == 0);
}

TEST_CASE("news that cannot be are logged by name, and life goes on") {
  tree_stage s{{group("g", 1, {process("a")})}};
  s.pass(2s);
  s.link->deliver(from_host::exited{s.key_of("a"), {44}, {.code = 1}});
  s.settle();
  CHECK(s.log->has(core::log_level::error, "'g:a': ended cannot happen in state RUNNING; ignored"));
  CHECK(s.state("g:a") == proc_state::running);
  CHECK(lines_of(s.act(verb::stop, "g:a")) == lines{"g:a SUCCESS"});
}

TEST_CASE("answers to questions that nobody asked are dropped") {
  tree_stage s{{alone(process("a"))}};
  s.pass(2s);
  const auto key = s.key_of("a");
  s.link->deliver(from_host::probed{key, 99, {fault_code::no_file, "x"}});
  s.link->deliver(from_host::signalled{key, 99, EPERM});
  s.link->deliver(from_host::logs_cleared{99, {}});
  s.link->deliver(from_host::spawned{{12345}, {1}, 7});
  s.settle();
  CHECK(s.state("a") == proc_state::running);
}

TEST_CASE("whoever is answered finds the new state on the board") {
  tree_stage s{{alone(process("a"))}, [](paper_host& h) { h.deaf = {"a"}; }};
  s.pass(2s);
  const auto stopped = s.act(verb::stop, "a");
  s.host.exit("a", 0);
  while (stopped->open() && s.motion.turn()) {
  }
  REQUIRE(lines_of(stopped) == lines{"a:a SUCCESS"});
  const auto seen =
      s.motion.ask<core::status_reply>(s.tree->present().board, core::status_request{});
  while (seen->open() && s.motion.turn()) {
  }
  CHECK(seen->value().processes.at(0).state == proc_state::stopped);
}

TEST_CASE("after the link is closed, no notice becomes a message") {
  tree_stage s{{alone(process("a"))}};
  s.pass(2s);
  s.link->close();
  s.host.exit("a", 1);
  CHECK_FALSE(s.motion.turn());
}

// An actor that ends calls unbind; were the last handle let go under the lock, this would hang.
TEST_CASE("closing the link may end an actor that only the link still holds") {
  slow_motion motion;
  auto link = std::make_shared<actors::host_link>();
  bool ended = false;
  {
    const auto orphan = motion.system().spawn(lonely, [&ended, link](const caf::actor_addr& self) {
      link->unbind({1}, self);
      ended = true;
    });
    motion.settle();
    link->admit({1}, std::make_shared<const core::process_spec>(process("a")));
    const auto bond = link->bind(
        {1}, caf::actor_cast<actors::process_api>(caf::actor_cast<caf::strong_actor_ptr>(orphan)));
    CHECK(bond.what == actors::host_link::bond::kind::made);
  }
  CHECK_FALSE(ended);
  link->close();
  CHECK(ended);
}

TEST_CASE("who has a process in hand keeps it until its end") {
  slow_motion motion;
  actors::host_link link;
  const auto made = [&] {
    return caf::actor_cast<actors::process_api>(caf::actor_cast<caf::strong_actor_ptr>(
        motion.system().spawn(lonely, [](const caf::actor_addr&) {})));
  };
  const auto first = made();
  const auto second = made();
  using kind = actors::host_link::bond::kind;
  link.admit({1}, std::make_shared<const core::process_spec>(process("a")));
  link.admit({2}, std::make_shared<const core::process_spec>(process("b")));
  CHECK(link.bind({1}, first).what == kind::made);
  CHECK(link.bind({1}, second).holder == first);
  CHECK(link.bind({2}, second).what == kind::made);
  link.unbind({1}, second.address());
  link.admit({1}, std::make_shared<const core::process_spec>(
                      process("a")));  // once more, as a new root does
  CHECK(link.bind({1}, second).holder == first);
  link.unbind({1}, first.address());
  CHECK(link.bind({1}, second).what == kind::made);
}

TEST_CASE("the host forgets a process when its last actor has ended, and nobody can bind it") {
  slow_motion motion;
  auto link = std::make_shared<actors::host_link>();
  paper_host host{link};
  link->connect(host);
  const auto actor = caf::actor_cast<actors::process_api>(caf::actor_cast<caf::strong_actor_ptr>(
      motion.system().spawn(lonely, [](const caf::actor_addr&) {})));
  using kind = actors::host_link::bond::kind;
  CHECK(link->bind({1}, actor).what == kind::retired);
  for (const std::uint32_t key : {1u, 2u}) {
    const auto spec =
        std::make_shared<const core::process_spec>(process("p" + std::to_string(key)));
    link->admit({key}, spec);
    link->submit(core::to_host::define{{key}, spec});
  }
  CHECK(link->bind({1}, actor).what == kind::made);
  link->retire({1});
  CHECK(link->bind({1}, actor).what == kind::retired);
  CHECK(host.told("forget").empty());
  link->unbind({1}, actor.address());
  CHECK(host.told("forget") == lines{"forget p1"});
  link->unbind({1}, actor.address());
  link->retire({2});
  CHECK(host.told("forget") == lines{"forget p1", "forget p2"});
  link->retire({2});
  CHECK(host.told("forget").size() == 2);
}

TEST_CASE("a binding is ended by its actor, not by the one before it") {
  tree_stage s{{alone(process("a"))}};
  s.pass(2s);
  const auto first = s.actor_of("a");
  s.motion.kill(first);
  s.link->unbind(s.key_of("a"), first.address());
  s.host.exit("a", 1);
  s.settle();
  CHECK(s.host.told("launch") == lines{"launch a 1", "launch a 2"});
}

}  // namespace actord::tests
