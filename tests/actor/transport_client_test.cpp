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
