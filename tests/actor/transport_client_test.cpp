#include "tests/actor/transport_child.hpp"
#include "tests/actor/transport_stage.hpp"
#include "tests/helpers/catch.hpp"

using namespace stage;
using actors::control_client;
using kind = actors::link_error::kind;

namespace {

std::unique_ptr<control_client> client_of(served_daemon& to) {
  auto made = control_client::connect(to.socket(), {.timeout = 5s, .build = "client 1"});
  if (!made) FAIL(made.reason().text);
  return std::move(made).value();
}

}  // namespace

TEST_CASE("a client learns who its daemon is") {
  served_daemon served;
  const auto client = client_of(served);
  CHECK(client->daemon().version == "fake");
  CHECK(client->daemon().identifier == "client 1");
  CHECK(client->daemon().protocol == core::protocol_version);
  CHECK(client->daemon().pid == 42);
}

TEST_CASE("every request of the protocol gets its answer") {
  served_daemon served;
  const auto client = client_of(served);
  const auto action = client->ask(
      core::action_request{core::verb::signal, {core::target_kind::process, "g", "p"}, "HUP", true},
      5s);
  REQUIRE(action.ok());
  CHECK(action->detail == "HUP");
  REQUIRE(action->outcomes.size() == 1);
  CHECK(action->outcomes[0].process == "p");
  CHECK(action->outcomes[0].code == core::fault_code::failed);

  const auto status = client->ask(core::status_request{{core::target_kind::group, "web", ""}}, 5s);
  REQUIRE(status.ok());
  CHECK(status->detail == "web");

  const auto history =
      client->ask(core::history_request{{core::target_kind::group, "web", ""}}, 5s);
  REQUIRE(history.ok());
  CHECK(history->detail == "web");

  const auto events = client->ask(core::events_request{false, 6}, 5s);
  REQUIRE(events.ok());
  CHECK(events->next == 7);

  const auto config = client->ask(core::config_request{}, 5s);
  REQUIRE(config.ok());
  REQUIRE(config->processes.size() == 1);
  CHECK(config->processes[0].process_priority == 8);

  const auto log = client->ask(core::read_log_request{{"g", "p", true}, -100, 0}, 5s);
  REQUIRE(log.ok());
  CHECK(log->bytes == "p");
  CHECK(static_cast<std::int64_t>(log->offset) == -100);

  const auto followed =
      client->ask(core::follow_log_request{{"g", "p", false}, true, 0, 4, 10}, 5s);
  REQUIRE(followed.ok());
  CHECK(followed->generation == 5);

  const auto cleared = client->ask(core::clear_main_log_request{}, 5s);
  REQUIRE(cleared.ok());
  CHECK(cleared->problem == core::fault_code::no_file);

  const auto ended = client->ask(core::shutdown_request{true}, 5s);
  REQUIRE(ended.ok());
  CHECK(ended->detail == "restart");
}

TEST_CASE("a question that takes too long times out, and the connection can be used further") {
  served_daemon served;
  const auto client = client_of(served);
  const auto late = client->ask(core::action_request{}, 20ms);
  REQUIRE_FALSE(late.ok());
  CHECK(late.reason().what == kind::timeout);
  CHECK(client->ask(core::config_request{}, 5s).ok());
}

TEST_CASE("a client that waits without limit notices the end of the daemon's side") {
  served_daemon served;
  const auto client = client_of(served);
  auto waiting =
      std::async(std::launch::async, [&] { return client->ask(core::action_request{}); });
  REQUIRE(eventually([&] { return served.notes->questions_kept == 1; }));
  served.stop();
  REQUIRE(waiting.wait_for(10s) == std::future_status::ready);
  const auto reply = waiting.get();
  REQUIRE_FALSE(reply.ok());
  CHECK(reply.reason().what == kind::lost);
}

TEST_CASE("a client notices at once that its daemon was killed") {
  child_daemon served;
  auto made = control_client::connect(served.socket(), {.timeout = 5s, .build = "b"});
  REQUIRE(made.ok());
  auto waiting =
      std::async(std::launch::async, [&] { return made.value()->ask(core::action_request{}); });
  REQUIRE(made.value()->ask(core::config_request{}, 5s).ok());
  served.kill();
  REQUIRE(waiting.wait_for(10s) == std::future_status::ready);
  const auto reply = waiting.get();
  REQUIRE_FALSE(reply.ok());
  CHECK(reply.reason().what == kind::lost);
  const auto after = made.value()->ask(core::config_request{});
  REQUIRE_FALSE(after.ok());
  CHECK(after.reason().what == kind::lost);
}

TEST_CASE("several clients are served side by side") {
  served_daemon served;
  std::vector<std::unique_ptr<control_client>> clients;
  for (int i = 0; i < 10; ++i)
    clients.push_back(client_of(served));
  CHECK(served.notes->fronts_alive == 10);
  for (auto& client : clients)
    CHECK(client->ask(core::config_request{}, 5s).ok());
  clients.clear();
  CHECK(eventually([&] { return served.connections() == 0; }));
}

TEST_CASE("without a socket there is no file") {
  const temp_dir directory;
  const auto made = control_client::connect(directory / "none.sock", {.timeout = 5s, .build = ""});
  REQUIRE_FALSE(made.ok());
  CHECK(made.reason().what == kind::no_file);
  CHECK(made.reason().error_number == ENOENT);
  CHECK(made.reason().text.find("none.sock") != std::string::npos);
}

TEST_CASE("a socket nobody serves refuses") {
  const temp_dir directory;
  const auto path = directory / "stale.sock";
  REQUIRE(in_child([&] {
            const auto left_behind = actors::unix_listener::open(path);
            ::_exit(left_behind ? 7 : 0);  // without its destructor
            return 0;
          }) == 7);
  const auto made = control_client::connect(path, {.timeout = 5s, .build = ""});
  REQUIRE_FALSE(made.ok());
  CHECK(made.reason().what == kind::refused);
}

TEST_CASE("a daemon that hangs up refuses") {
  served_daemon served{{.max_connections = 0, .report = {}}};
  const auto made = control_client::connect(served.socket(), {.timeout = 5s, .build = ""});
  REQUIRE_FALSE(made.ok());
  CHECK(made.reason().what == kind::refused);
}

TEST_CASE("a daemon that listens and never answers times out") {
  const temp_dir directory;
  const auto mute = actors::unix_listener::open(directory / "mute.sock");
  REQUIRE(mute.ok());
  const auto made =
      control_client::connect(directory / "mute.sock", {.timeout = 50ms, .build = ""});
  REQUIRE_FALSE(made.ok());
  CHECK(made.reason().what == kind::timeout);
}

TEST_CASE("a daemon of another protocol is told apart") {
  served_daemon served;
  served.notes->protocol = core::protocol_version + 1;
  const auto made = control_client::connect(served.socket(), {.timeout = 5s, .build = ""});
  REQUIRE_FALSE(made.ok());
  CHECK(made.reason().what == kind::protocol);
}
