// What a peer may try on the control socket. After each attack the daemon serves a good client.
#include "tests/actor/transport_raw_peer.hpp"
#include "tests/actor/transport_stage.hpp"
#include "tests/helpers/catch.hpp"

using namespace stage;

namespace {

constexpr unsigned char named = 0x01;
constexpr unsigned char selection = 0x02;

// An introduced peer sends this frame: it is hung up, for this reason, and nobody else minds.
void attack(const std::string& bytes, const std::string& reason) {
  served_daemon served;
  raw_peer attacker{served.socket()};
  REQUIRE(attacker.introduce(served.system()));
  REQUIRE(attacker.say(bytes));
  CHECK(attacker.hung_up());
  CHECK(eventually([&] { return served.reported(reason); }));
  CHECK(served.serves());
  CHECK(eventually([&] { return served.connections() == 0 && served.notes->fronts_alive == 0; }));
}

// The same as the first words after the preamble.
void early_attack(const std::string& bytes, const std::string& reason) {
  served_daemon served;
  raw_peer attacker{served.socket()};
  REQUIRE(attacker.say(actors::preamble + bytes));
  CHECK(attacker.hung_up());
  CHECK(eventually([&] { return served.reported(reason); }));
  CHECK(served.serves());
}

}  // namespace

TEST_CASE("a hand-made client is served like a good one") {
  served_daemon served;
  raw_peer peer{served.socket()};
  REQUIRE(peer.introduce(served.system()));
  CHECK(eventually([&] { return peer.front() == served.notes->last_front; }));
  const auto ask = message_payload(served.system(), caf::make_message(core::config_request{}));
  REQUIRE(peer.say(
      frame_header(frame::message, static_cast<std::uint32_t>(ask.size()), peer.front()), ask));
  CHECK(peer.hear_frame().has_value());
  CHECK(served.connections() == 1);
}

TEST_CASE("who does not say the preamble is hung up at once") {
  for (const auto& words : {std::string{"GET / HTTP/1.1\r\n\r\n"}, std::string{"ACTORD 2\n"},
                            std::string{"actord 1\n"}, std::string{"X"}, std::string(9, '\0')}) {
    CAPTURE(words);
    served_daemon served{{.introduction = 60s, .report = {}}};
    raw_peer stranger{served.socket()};
    REQUIRE(stranger.say(words));
    CHECK(stranger.hung_up());
    CHECK(served.notes->fronts_made == 0);
    CHECK(served.serves());
  }
}

TEST_CASE("a preamble may come in pieces") {
  served_daemon served;
  raw_peer peer{served.socket()};
  for (const char* piece : {"A", "CTO", "RD 1", "\n"})
    REQUIRE(peer.say(piece));
  CHECK(peer.hear_server_handshake());
}

TEST_CASE("garbage after the preamble is hung up") {
  early_attack(std::string(4096, '\x5A'), "unknown operation");
}

TEST_CASE("the frame that crashes stock CAF is refused") {
  early_attack(frame_header(frame::client_handshake, 0), "empty frame");
}

TEST_CASE("a server's handshake to the server is refused") {
  early_attack(frame_header(frame::server_handshake, 0), "not allowed in this direction");
}

TEST_CASE("a message before the handshake is refused") {
  early_attack(frame_header(frame::message, 4, 1) + "abcd", "before the handshake");
}

TEST_CASE("a frame that claims four gigabytes is refused") {
  early_attack(frame_header(frame::client_handshake, 0xFFFFFFF0), "oversized frame");
  attack(frame_header(frame::message, 0xFFFFFFF0, 1), "oversized frame");
}

TEST_CASE("a handshake of noise does no harm") {
  served_daemon served;
  raw_peer attacker{served.socket()};
  REQUIRE(attacker.say(actors::preamble));
  REQUIRE(attacker.hear_server_handshake());
  REQUIRE(attacker.say(frame_header(frame::client_handshake, 64), std::string(64, '\xEE')));
  CHECK(attacker.hung_up());
  CHECK(served.serves());
}

TEST_CASE("an empty message is refused") {
  attack(frame_header(frame::message, 0, 1), "empty frame");
}

TEST_CASE("a routed message is refused") {
  attack(frame_header(frame::routed, 4, 1) + "abcd", "not allowed in this direction");
}

TEST_CASE("SpawnServ cannot be addressed") {
  attack(frame_header(frame::message, 4, 1, named) + "abcd", "addressed by name");
}

TEST_CASE("a second handshake is refused, also under another name") {
  served_daemon served;
  raw_peer attacker{served.socket()};
  REQUIRE(attacker.introduce(served.system(), 5));
  REQUIRE(attacker.say_client_handshake(served.system(), 6));
  CHECK(attacker.hung_up());
  CHECK(eventually([&] { return served.reported("second handshake"); }));
}

TEST_CASE("a peer cannot take another's answers") {
  served_daemon served;
  raw_peer victim{served.socket()};
  REQUIRE(victim.introduce(served.system(), 5));
  raw_peer thief{served.socket()};
  REQUIRE(thief.introduce(served.system(), 6));
  REQUIRE(thief.say_client_handshake(served.system(), 5, selection));
  const auto ask = message_payload(served.system(), caf::make_message(core::config_request{}));
  REQUIRE(victim.say(
      frame_header(frame::message, static_cast<std::uint32_t>(ask.size()), victim.front()), ask));
  CHECK(victim.hear_frame().has_value());
  CHECK(thief.open());
}

TEST_CASE("a peer cannot declare another's actors dead") {
  served_daemon served;
  raw_peer attacker{served.socket()};
  REQUIRE(attacker.introduce(served.system(), 6));
  const auto other = *caf::make_node_id(5, "0123456789012345678901234567890123456789");
  const auto lie = serialised(served.system(), other, served.system().node(),
                              caf::error{caf::exit_reason::kill});
  REQUIRE(attacker.say(frame_header(frame::down, static_cast<std::uint32_t>(lie.size())), lie));
  CHECK(attacker.hung_up());
  CHECK(eventually([&] { return served.reported("speaks for another node"); }));
  CHECK(served.serves());
}

TEST_CASE("another actor's number does not reach it") {
  served_daemon served;
  raw_peer victim{served.socket()};
  REQUIRE(victim.introduce(served.system(), 5));
  raw_peer attacker{served.socket()};
  REQUIRE(attacker.introduce(served.system(), 6));
  REQUIRE(victim.front() != attacker.front());
  const auto kill = message_payload(
      served.system(), caf::make_message(caf::exit_msg{caf::actor_addr{}, caf::exit_reason::kill}));
  REQUIRE(attacker.say(
      frame_header(frame::message, static_cast<std::uint32_t>(kill.size()), victim.front()), kill));
  CHECK(attacker.hung_up());
  CHECK(eventually([&] { return served.reported("receiver not open to this peer"); }));
  CHECK(eventually([&] { return served.notes->fronts_alive == 1; }));
  CHECK(victim.open());
  CHECK(served.serves());
}

TEST_CASE("a peer that would kill its own front is hung up, the others live on") {
  served_daemon served;
  auto bystander = actors::control_client::connect(served.socket(), {.timeout = 5s, .build = "b"});
  REQUIRE(bystander.ok());
  raw_peer attacker{served.socket()};
  REQUIRE(attacker.introduce(served.system()));
  const auto kill = message_payload(
      served.system(), caf::make_message(caf::exit_msg{caf::actor_addr{}, caf::exit_reason::kill}));
  REQUIRE(attacker.say(
      frame_header(frame::message, static_cast<std::uint32_t>(kill.size()), attacker.front()),
      kill));
  CHECK(attacker.hung_up());
  CHECK(eventually([&] { return served.reported("message type not open to this peer"); }));
  CHECK(bystander.value()->ask(core::config_request{}, 5s).ok());
}

TEST_CASE("a message cut short reaches nobody and harms nobody") {
  served_daemon served;
  raw_peer attacker{served.socket()};
  REQUIRE(attacker.introduce(served.system()));
  auto ask = message_payload(
      served.system(),
      caf::make_message(core::status_request{{core::target_kind::group, "web", "x"}}));
  ask.resize(ask.size() - 3);
  REQUIRE(attacker.say(
      frame_header(frame::message, static_cast<std::uint32_t>(ask.size()), attacker.front()), ask));
  CHECK(served.serves());
}

TEST_CASE("a peer that does not read is hung up") {
  served_daemon served;
  raw_peer attacker{served.socket()};
  REQUIRE(attacker.introduce(served.system()));
  // 2 MiB each: more than socket, one write and the backlog together hold.
  const auto flood = message_payload(
      served.system(), caf::make_message(core::status_request{
                           {core::target_kind::process, "flood", std::to_string(2 << 20)}}));
  const auto head =
      frame_header(frame::message, static_cast<std::uint32_t>(flood.size()), attacker.front());
  for (int i = 0; i < 12; ++i)
    if (!attacker.say(head, flood)) break;
  CHECK(eventually([&] { return served.reported("does not read"); }));
  CHECK(eventually([&] { return served.connections() == 0 && served.notes->fronts_alive == 0; }));
  CHECK(served.serves());
}

TEST_CASE("a peer that reads gets more than the backlog in all") {
  served_daemon served;
  auto client = actors::control_client::connect(served.socket(), {.timeout = 5s, .build = "b"});
  REQUIRE(client.ok());
  for (int i = 0; i < 12; ++i) {
    const auto reply = client.value()->ask(
        core::status_request{{core::target_kind::process, "flood", std::to_string(2 << 20)}}, 10s);
    REQUIRE(reply.ok());
    CHECK(reply->detail.size() == 2U << 20U);
  }
}
