// Many peers, slow peers, strangers, and a daemon short of descriptors.
#include <grp.h>

#include "tests/actor/transport_child.hpp"
#include "tests/actor/transport_raw_peer.hpp"
#include "tests/actor/transport_stage.hpp"
#include "tests/helpers/catch.hpp"

using namespace stage;

namespace {

constexpr uid_t stranger = 65534;

// So that a thousand sockets fit into this process.
void raise_descriptor_limit() {
  rlimit limit{};
  REQUIRE(::getrlimit(RLIMIT_NOFILE, &limit) == 0);
  limit.rlim_cur = std::min<rlim_t>(limit.rlim_max, 8192);
  REQUIRE(::setrlimit(RLIMIT_NOFILE, &limit) == 0);
  REQUIRE(limit.rlim_cur >= 4096);
}

bool serves(const child_daemon& served) {
  return actors::control_client::connect(served.socket(), {.timeout = 8s, .build = "b"}).ok();
}

void become(uid_t user) {
  if (::setgroups(0, nullptr) != 0 || ::setgid(user) != 0 || ::setuid(user) != 0) ::_exit(99);
}

}  // namespace

TEST_CASE("a peer that says nothing is dropped in time") {
  served_daemon served{{.introduction = 50ms, .report = {}}};
  raw_peer silent{served.socket()};
  raw_peer slow{served.socket()};
  REQUIRE(slow.say("ACTO"));
  CHECK(silent.hung_up());
  CHECK(slow.hung_up());
  CHECK(eventually([&] { return served.connections() == 0; }));
  CHECK(served.notes->fronts_made == 0);
  CHECK(served.serves());
}

TEST_CASE("a peer that stops before its handshake is dropped in time") {
  served_daemon served{{.introduction = 50ms, .report = {}}};
  raw_peer half_open{served.socket()};
  REQUIRE(half_open.say(actors::preamble));
  REQUIRE(half_open.hear_server_handshake());
  raw_peer in_the_middle{served.socket()};
  REQUIRE(in_the_middle.say(actors::preamble));
  REQUIRE(in_the_middle.hear_server_handshake());
  REQUIRE(in_the_middle.say(frame_header(frame::client_handshake, 32) + "half of it"));
  CHECK(half_open.hung_up());
  CHECK(in_the_middle.hung_up());
  CHECK(eventually([&] { return served.connections() == 0 && served.notes->fronts_alive == 0; }));
}

TEST_CASE("a peer that has introduced itself may be idle as long as it likes") {
  served_daemon served{{.introduction = 50ms, .report = {}}};
  raw_peer idle{served.socket()};
  REQUIRE(idle.introduce(served.system()));
  raw_peer silent{served.socket()};  // begins later, so its deadline is past idle's
  CHECK(silent.hung_up());
  CHECK(idle.open());
  CHECK(served.connections() == 1);
}

TEST_CASE("beyond the limit newcomers are hung up, until somebody leaves") {
  served_daemon served{{.max_connections = 2, .report = {}}};
  raw_peer first{served.socket()};
  raw_peer second{served.socket()};
  REQUIRE(first.introduce(served.system(), 1));
  REQUIRE(second.introduce(served.system(), 2));
  for (int i = 0; i < 10; ++i)
    CHECK(raw_peer{served.socket()}.hung_up());
  CHECK(served.reported("2 are open"));
  first.close();
  CHECK(eventually([&] { return served.connections() == 1; }));
  CHECK(served.serves());
  CHECK(second.open());
}

TEST_CASE("a front ends with its connection") {
  served_daemon served;
  raw_peer peer{served.socket()};
  REQUIRE(peer.introduce(served.system()));
  CHECK(eventually([&] { return served.notes->fronts_alive == 1; }));
  peer.close();
  CHECK(eventually([&] { return served.notes->fronts_alive == 0; }));
}

TEST_CASE("a thousand connects at once do not keep a good client out") {
  raise_descriptor_limit();
  served_daemon served{{.introduction = 300ms, .report = {}}};
  std::vector<std::unique_ptr<raw_peer>> crowd;
  for (int i = 0; i < 1000; ++i) {
    crowd.push_back(std::make_unique<raw_peer>(served.socket()));
    CHECK(crowd.back()->error_number() == 0);
  }
  CHECK(served.connections() <= actors::max_control_connections);
  for (auto& peer : crowd)
    CHECK(peer->hung_up());
  CHECK(eventually([&] { return served.connections() == 0; }));
  CHECK(served.serves());
}

TEST_CASE("connections leave nothing behind") {
  child_daemon served;
  {
    raw_peer first{served.socket()};
    REQUIRE(first.say(actors::preamble));
    REQUIRE(first.hear_server_handshake());
  }
  caf::actor_system_config config;
  caf::actor_system system{config};
  const auto settled = [&](std::size_t count) {
    return eventually([&] { return served.descriptors() <= count; });
  };
  const auto before = served.descriptors();
  for (std::uint32_t i = 0; i < 1000; ++i) {
    raw_peer peer{served.socket()};
    REQUIRE(peer.introduce(system, i + 1));
    if (i % 2 == 0) REQUIRE(peer.say(frame_header(frame::routed, 1)));
  }
  CHECK(settled(before));
  CHECK(served.load() < 0.1);
}

TEST_CASE("a daemon out of descriptors turns newcomers away at once") {
  child_daemon served{{.introduction = 60s, .report = {}}};
  raw_peer old{served.socket()};
  REQUIRE(old.say(actors::preamble));
  REQUIRE(old.hear_server_handshake());
  served.tighten();
  for (int i = 0; i < 20; ++i)
    CHECK(raw_peer{served.socket()}.hung_up());
  CHECK(old.open());
  served.feed();
  CHECK(serves(served));
}

TEST_CASE("a daemon that can't even turn newcomers away waits without burning the CPU") {
  child_daemon served;
  served.starve();
  std::vector<std::unique_ptr<raw_peer>> waiting;
  for (int i = 0; i < 20; ++i)
    waiting.push_back(std::make_unique<raw_peer>(served.socket()));
  CHECK(served.load() < 0.1);
  served.feed();
  CHECK(serves(served));
}

TEST_CASE("strangers cannot even connect") {
  if (::geteuid() != 0) return;  // takes root to become somebody else
  served_daemon served;
  CHECK(in_child([&] {
          become(stranger);
          return raw_peer{served.socket()}.error_number();
        }) == EACCES);
  CHECK(in_child([&] {
          become(stranger);
          const auto made =
              actors::control_client::connect(served.socket(), {.timeout = 5s, .build = "b"});
          return made ? 0 : static_cast<int>(made.reason().what);
        }) == static_cast<int>(actors::link_error::kind::permission));
}

TEST_CASE("a stranger who finds the socket open is refused by his uid") {
  if (::geteuid() != 0) return;  // takes root to become somebody else
  served_daemon served;
  const auto directory = served.socket().substr(0, served.socket().rfind('/'));
  REQUIRE(::chmod(directory.c_str(), 0755) == 0);
  REQUIRE(::chmod(served.socket().c_str(), 0777) == 0);
  CHECK(in_child([&] {
          become(stranger);
          raw_peer peer{served.socket()};
          return peer.error_number() == 0 && peer.hung_up() ? 7 : 0;
        }) == 7);
  CHECK(eventually([&] { return served.reported("uid 65534"); }));
  CHECK(served.notes->fronts_made == 0);
  CHECK(served.serves());
}
