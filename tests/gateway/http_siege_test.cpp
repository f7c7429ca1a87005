// Clients that are slow, silent, many, or gone: bounded, and nobody else suffers.
#include <vector>

#include "tests/gateway/http_stage.hpp"

using namespace actord;
using namespace actord::test;
using gateway::http_limits;
using std::chrono::milliseconds;

namespace {

void check_alive(const http_stage& stage) {
  auto client = stage.client();
  client.send(get("/ok.html"));
  CHECK(client.response().ends_with("OK"));
}

}  // namespace

TEST_CASE("a thousand silent connections leave room for a talking one") {
  http_stage stage;
  std::vector<raw_client> silent;
  for (int i = 0; i < 1000; ++i)
    silent.push_back(stage.client());
  check_alive(stage);
}

TEST_CASE("when all places are taken the longest idle one has to go") {
  http_limits limits;
  limits.connections = 3;
  http_stage stage{limits};
  std::vector<raw_client> silent;
  for (int i = 0; i < 3; ++i) {
    silent.push_back(stage.client());
    silent.back().send(get("/ok.html"));
    CHECK(silent.back().response().ends_with("OK"));
  }
  check_alive(stage);
  CHECK(silent[0].ended());
  silent[2].send(get("/ok.html"));
  CHECK(silent[2].response().ends_with("OK"));
}

TEST_CASE("a connection that says nothing is closed in time, and so is a dripping one") {
  http_limits limits;
  limits.request_time = milliseconds{200};
  http_stage stage{limits};
  auto silent = stage.client();
  CHECK(silent.ended());
  auto dripping = stage.client();
  CHECK(eventually([&] { return !dripping.send("G"); }));
}

TEST_CASE("an idle connection is closed after the idle time only") {
  http_limits limits;
  limits.request_time = milliseconds{100};
  limits.idle_time = milliseconds{1500};
  http_stage stage{limits};
  auto client = stage.client();
  client.send(get("/ok.html"));
  CHECK(client.response().ends_with("OK"));
  const auto began = std::chrono::steady_clock::now();
  CHECK(client.ended());
  CHECK(std::chrono::steady_clock::now() - began > milliseconds{1000});
}

TEST_CASE("a client that reads nothing is dropped and holds up nobody") {
  http_limits limits;
  limits.write_time = milliseconds{300};
  http_stage stage{limits};
  stage.daemon->logs["cat:cat:out"] = std::string(3'000, 'x');
  stage.daemon->identity.identifier = std::string(8'000'000, 'x');
  auto deaf = stage.client();
  deaf.send(rpc("supervisor.getIdentification"));
  check_alive(stage);
  CHECK(eventually([&] { return !deaf.send("x"); }));
}

TEST_CASE("a client that vanishes in a deferred call costs nothing") {
  http_stage stage;
  stage.daemon->hold = true;
  for (int i = 0; i < 50; ++i) {
    auto client = stage.client();
    client.send(rpc("supervisor.stopProcess", "<param><value>cat</value></param>"));
    REQUIRE(eventually([&] { return stage.daemon->holding() == static_cast<std::size_t>(i) + 1; }));
  }
  stage.daemon->release();
  check_alive(stage);
}

TEST_CASE("somebody who pipelines without end is not read without end") {
  http_stage stage;
  stage.daemon->hold = true;
  auto client = stage.client();
  client.send(rpc("supervisor.stopProcess", "<param><value>cat</value></param>"));
  REQUIRE(eventually([&] { return stage.daemon->holding() == 1; }));
  std::size_t taken = 0;
  const auto junk = std::string(1 << 16, 'x');
  // What the kernel and the server take together stays far below what is offered.
  REQUIRE(client.offer(junk, 64, milliseconds{500}, taken));
  CHECK(taken < junk.size() * 32);
  check_alive(stage);
}

TEST_CASE("ending gives answers that are ready the time to leave, and no more") {
  http_limits limits;
  limits.farewell_time = milliseconds{200};
  http_stage stage{limits};
  stage.daemon->hold = true;
  auto waiting = stage.client();
  waiting.send(rpc("supervisor.stopProcess", "<param><value>cat</value></param>"));
  REQUIRE(eventually([&] { return stage.daemon->holding() == 1; }));
  auto idle = stage.client();
  idle.send(get("/ok.html"));
  CHECK(idle.response().ends_with("OK"));
  stage.front->stop();
  stage.daemon->release();  // too late: nobody is there any more
  CHECK(idle.ended());
}
