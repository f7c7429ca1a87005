// The front of one connection, over a whole tree.
#include "actors/control_actor.hpp"

#include "tests/actor/helpers/tree_stage.hpp"
#include "tests/helpers/catch.hpp"

namespace actord::tests {
namespace {

class front_stage : public tree_stage {
 public:
  explicit front_stage(const std::function<void(paper_host&)>& prepare = [](paper_host&) {})
      : tree_stage{{alone(process("a")), group("g", 5, {process("b")})}, prepare} {
    pass(2s);
    front = motion.system().spawn(actors::control_actor,
                                  actors::daemon_identity{"0.1.0", "supervisor", 4711},
                                  tree->present().root, tree->present().board, outside());
    settle();
  }
  ~front_stage() {
    caf::anon_send_exit(front, caf::exit_reason::user_shutdown);
    settle();
  }
  front_stage(const front_stage&) = delete;
  front_stage& operator=(const front_stage&) = delete;

  template <class Reply, class Request>
  answer_ptr<Reply> question(Request request) {
    auto asked = motion.ask<Reply>(front, std::move(request));
    settle();
    return asked;
  }
  core::welcome greet(std::uint32_t protocol = core::protocol_version) {
    return question<core::welcome>(core::hello{protocol, "test"})->value();
  }

  actors::control_api front;
};

core::action_request stop(const std::string& whom) {
  return {verb::stop, target_of(whom), {}, true};
}

// Ends with an actor, or not yet.
bool ended(front_stage& s) {
  return s.question<core::welcome>(core::hello{})->problem.find("down") != std::string::npos;
}

}  // namespace

TEST_CASE("before hello, every request is refused and nothing happens") {
  front_stage s;
  constexpr auto refused = fault_code::incorrect_parameters;
  CHECK(s.question<core::action_reply>(stop("*"))->value().problem == refused);
  CHECK(s.question<core::status_reply>(core::status_request{})->value().problem == refused);
  CHECK(s.question<core::config_reply>(core::config_request{})->value().problem == refused);
  CHECK(s.question<core::log_reply>(core::read_log_request{})->value().problem == refused);
  CHECK(s.question<core::log_reply>(core::follow_log_request{})->value().problem == refused);
  CHECK(s.question<core::done_reply>(core::clear_main_log_request{})->value().problem == refused);
  CHECK(s.question<core::done_reply>(core::shutdown_request{})->value().problem == refused);
  s.settle();
  CHECK(s.ends.empty());
  CHECK(s.host.told("signal").empty());
  CHECK(s.host.told("clear").empty());
}

TEST_CASE("hello is answered with who we are and the lower protocol") {
  front_stage s;
  const auto w = s.greet(core::protocol_version + 5);
  CHECK(w.protocol == core::protocol_version);
  CHECK(w.version == "0.1.0");
  CHECK(w.identifier == "supervisor");
  CHECK(w.pid == 4711);
}

TEST_CASE("after hello, requests reach the tree and come back") {
  front_stage s;
  s.greet();
  CHECK(s.question<core::status_reply>(core::status_request{})->value().processes.size() == 2);
  CHECK(s.question<core::config_reply>(core::config_request{})->value().processes.size() == 2);
  CHECK(lines_of(s.question<core::action_reply>(stop("a"))) == lines{"a:a SUCCESS"});
  CHECK(lines_of(s.question<core::action_reply>(stop("no"))) == lines{"no:no BAD_NAME no"});
}

TEST_CASE("a shutdown is answered when it has begun") {
  front_stage s{[](paper_host& h) { h.deaf = {"a", "b"}; }};
  s.greet();
  CHECK(s.question<core::done_reply>(core::shutdown_request{true})->value().problem ==
        fault_code::success);
  CHECK(s.ends.empty());
  s.host.exit("b", 0);
  s.settle();
  s.host.exit("a", 0);
  s.settle();
  CHECK(s.ends == std::vector<bool>{true});
}

TEST_CASE("logs are read by name; no name is the daemon's own") {
  front_stage s;
  s.greet();
  const auto main = s.question<core::log_reply>(core::read_log_request{{}, -100, 0});
  CHECK(main->value().bytes == "some bytes");
  CHECK(main->value().offset == 10);
  s.question<core::log_reply>(core::read_log_request{{"a", "a", false}, 0, 0});
  s.question<core::log_reply>(core::read_log_request{{"g", "b", true}, 0, 0});
  CHECK(s.host.told("read") == lines{"read 0 out", "read 1 out", "read 2 err"});

  const auto none = s.question<core::log_reply>(core::read_log_request{{"g", "no", false}, 0, 0});
  CHECK(none->value().problem == fault_code::bad_name);
  CHECK(none->value().detail == "g:no");
  const auto group_only =
      s.question<core::log_reply>(core::read_log_request{{"g", "", false}, 0, 0});
  CHECK(group_only->value().problem == fault_code::bad_name);
}

TEST_CASE("a follower gets its next cursor") {
  front_stage s;
  s.greet();
  const auto got =
      s.question<core::log_reply>(core::follow_log_request{{"g", "b", false}, true, 0, 2, 10});
  CHECK(got->value().bytes == "more bytes");
  CHECK(got->value().generation == 3);
  CHECK(got->value().offset == 20);
  CHECK(s.host.told("follow") == lines{"follow 2 out"});
}

TEST_CASE("the daemon's own log is cleared, and a failure is told") {
  front_stage s;
  s.greet();
  CHECK(s.question<core::done_reply>(core::clear_main_log_request{})->value().problem ==
        fault_code::success);
  CHECK(s.host.told("clear") == lines{"clear main"});
  s.host.clear_fault = {fault_code::no_file, "no log"};
  CHECK(s.question<core::done_reply>(core::clear_main_log_request{})->value().detail == "no log");
}

TEST_CASE("answers find their questions, in whatever order the host gives them") {
  front_stage s{[](paper_host& h) { h.answers_clears = false; }};
  s.greet();
  const auto cleared = s.question<core::done_reply>(core::clear_main_log_request{});
  const auto read = s.question<core::log_reply>(core::read_log_request{{}, 0, 0});
  CHECK(read->value().bytes == "some bytes");
  CHECK(cleared->open());
}

TEST_CASE("values that an enumeration does not have do no harm") {
  front_stage s;
  s.greet();
  const auto odd = static_cast<core::target_kind>(250);
  CHECK(lines_of(s.question<core::action_reply>(core::action_request{
            static_cast<verb>(250), target_of("*"), {}, true})) == lines{"refused BAD_ARGUMENTS"});
  CHECK(lines_of(s.question<core::action_reply>(core::action_request{
            verb::stop, {odd, "a", "a"}, {}, true})) == lines{"refused BAD_ARGUMENTS"});
  CHECK(s.question<core::status_reply>(core::status_request{{odd, "x", "y"}})->value().problem ==
        fault_code::bad_name);
  CHECK(s.question<core::status_reply>(core::status_request{})->value().processes.size() == 2);
}

TEST_CASE("a message that could not be read is dropped") {
  front_stage s;
  s.greet();
  caf::anon_send(caf::actor_cast<caf::actor>(s.front), caf::message{});
  caf::anon_send(caf::actor_cast<caf::actor>(s.front), std::string{"?"}, 5);
  s.settle();
  CHECK(s.question<core::status_reply>(core::status_request{})->value().processes.size() == 2);
}

TEST_CASE("when the root or the board dies, what is open is answered and the front ends") {
  const std::string part = GENERATE("root", "status_board");
  CAPTURE(part);
  front_stage s{[](paper_host& h) { h.deaf = {"a"}; }};
  s.greet();
  const auto asked = s.question<core::action_reply>(stop("a"));
  REQUIRE(lines_of(asked) == lines{"open"});
  s.motion.kill(s.motion.youngest(part));
  CHECK(lines_of(asked) == lines{"refused FAILED a part of the daemon was replaced; try again"});
  CHECK(ended(s));
}

TEST_CASE("a front whose log desk dies ends, and open questions about logs are answered") {
  front_stage s{[](paper_host& h) { h.answers_clears = false; }};
  s.greet();
  const auto asked = s.question<core::done_reply>(core::clear_main_log_request{});
  s.motion.kill(s.motion.youngest("log_desk"));
  CHECK(asked->value().problem == fault_code::failed);
  CHECK(ended(s));
}

TEST_CASE("a client that goes away leaves the work to go on, and nothing behind") {
  front_stage s{[](paper_host& h) { h.deaf = {"a"}; }};
  s.greet();
  const auto asked = s.question<core::action_reply>(stop("a"));
  caf::anon_send_exit(s.front, caf::exit_reason::user_shutdown);
  s.settle();
  s.host.exit("a", 0);
  s.settle();
  CHECK(s.state("a") == proc_state::stopped);
  CHECK(s.motion.gone("log_desk"));
}

}  // namespace actord::tests
