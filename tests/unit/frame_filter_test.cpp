#include "core/frame_filter.hpp"

#include <string>
#include <utility>
#include <vector>

#include "tests/helpers/catch.hpp"

using namespace actord::core;

namespace {

using bytes = std::vector<unsigned char>;

enum operation : unsigned char {
  server_handshake,
  client_handshake,
  direct_message,
  routed_message,
  monitor,
  down,
  heartbeat,
  beyond,
};

const bytes node{1, 2, 3, 4};
constexpr std::uint64_t front = 0x0102030405060708;
constexpr unsigned char named = 0x01;
constexpr unsigned char selection = 0x02;

struct head {
  unsigned char op;
  std::uint32_t size{0};
  unsigned char flags{0};
  std::uint64_t receiver{front};
};

void put(bytes& to, std::uint64_t value, std::size_t width) {
  for (std::size_t i = width; i-- > 0;)
    to.push_back(static_cast<unsigned char>(value >> (8 * i)));
}

bytes header(const head& h) {
  bytes made{h.op, 0, 0, h.flags};
  put(made, h.size, 4);
  put(made, 3, 8);   // operation data
  put(made, 17, 8);  // sender
  put(made, h.receiver, 8);
  return made;
}

// A message as CAF writes it: no forwarding stack, marker, type names, content.
bytes message(const std::string& types, unsigned char stack = 0) {
  bytes made{stack, 0, 0};
  auto rest = types.size();
  for (; rest > 0x7F; rest >>= 7U)
    made.push_back(static_cast<unsigned char>(rest & 0x7FU) | 0x80U);
  made.push_back(static_cast<unsigned char>(rest));
  made.insert(made.end(), types.begin(), types.end());
  made.push_back('c');
  return made;
}

frame_policy open_to_all(frame_role role) {
  return {.role = role, .max_message = max_request_payload};
}

frame_policy strict() {
  return {.role = frame_role::server,
          .max_message = max_request_payload,
          .only_receiver = front,
          .only_types = {"app::hello", "app::ask"}};
}

frame_verdict judge(frame_filter& f, const head& h) {
  return f.judge(header(h));
}

// A server's filter that has seen the client's handshake.
frame_filter introduced(frame_policy policy = strict()) {
  const auto op = policy.role == frame_role::client ? server_handshake : client_handshake;
  frame_filter f{std::move(policy)};
  REQUIRE(judge(f, {op, 4}) == frame_verdict::pass);
  REQUIRE(f.judge(node) == frame_verdict::pass);
  REQUIRE(f.introduced());
  return f;
}

frame_verdict say(const bytes& content) {
  auto f = introduced();
  REQUIRE(judge(f, {direct_message, static_cast<std::uint32_t>(content.size())}) ==
          frame_verdict::pass);
  return f.judge(content);
}

}  // namespace

TEST_CASE("a server's filter lets an honest client through") {
  auto f = introduced();
  CHECK(f.next_size() == frame_header_size);
  const auto ask = message("@<>+app::ask");
  CHECK(judge(f, {direct_message, static_cast<std::uint32_t>(ask.size())}) == frame_verdict::pass);
  CHECK(f.next_size() == ask.size());
  CHECK(f.judge(ask) == frame_verdict::pass);
  CHECK(judge(f, {monitor, 4}) == frame_verdict::pass);
  CHECK(f.judge(node) == frame_verdict::pass);
  CHECK(judge(f, {down, 4, 0, 0}) == frame_verdict::pass);
  CHECK(f.judge(node) == frame_verdict::pass);
  CHECK(judge(f, {heartbeat, 0, 0, 0}) == frame_verdict::pass);
  CHECK(f.next_size() == frame_header_size);
}

TEST_CASE("a client's filter lets an honest server through, whomever it answers") {
  auto f = introduced({.role = frame_role::client, .max_message = max_reply_payload});
  CHECK(judge(f, {direct_message, max_reply_payload, 0, 99}) == frame_verdict::pass);
  CHECK(f.judge(bytes(max_reply_payload)) == frame_verdict::pass);
  CHECK(judge(f, {down, 3, 0, 0}) == frame_verdict::pass);
}

TEST_CASE("a handshake counts when all of it has come") {
  frame_filter f{strict()};
  CHECK(judge(f, {client_handshake, 4}) == frame_verdict::pass);
  CHECK_FALSE(f.introduced());
  CHECK(f.judge(bytes(4)) == frame_verdict::pass);
  CHECK(f.introduced());
}

TEST_CASE("each rule refuses what it is there for") {
  struct rule {
    const char* name;
    bool after_handshake;
    frame_role us;
    head attack;
    frame_verdict verdict;
  };
  const auto server = frame_role::server;
  const auto client = frame_role::client;
  const rule rules[]{
      {"unknown operation", true, server, {beyond, 4}, frame_verdict::unknown_operation},
      {"operation 255", false, server, {255, 4}, frame_verdict::unknown_operation},
      {"server handshake to a server",
       false,
       server,
       {server_handshake, 4},
       frame_verdict::wrong_direction},
      {"client handshake to a client",
       false,
       client,
       {client_handshake, 4},
       frame_verdict::wrong_direction},
      {"routed message to a server",
       true,
       server,
       {routed_message, 4},
       frame_verdict::wrong_direction},
      {"routed message to a client",
       true,
       client,
       {routed_message, 4},
       frame_verdict::wrong_direction},
      {"early message", false, server, {direct_message, 4}, frame_verdict::too_early},
      {"early message to a client", false, client, {direct_message, 4}, frame_verdict::too_early},
      {"early monitor", false, server, {monitor, 4}, frame_verdict::too_early},
      {"early down", false, server, {down, 4}, frame_verdict::too_early},
      {"early heartbeat", false, server, {heartbeat}, frame_verdict::too_early},
      {"second handshake", true, server, {client_handshake, 4}, frame_verdict::second_handshake},
      {"second server handshake",
       true,
       client,
       {server_handshake, 4},
       frame_verdict::second_handshake},
      // These two kill CAF 0.17.6.
      {"empty client handshake", false, server, {client_handshake}, frame_verdict::missing_payload},
      {"empty server handshake", false, client, {server_handshake}, frame_verdict::missing_payload},
      {"empty message", true, server, {direct_message}, frame_verdict::missing_payload},
      {"empty monitor", true, server, {monitor}, frame_verdict::missing_payload},
      {"empty down", true, server, {down}, frame_verdict::missing_payload},
      {"heartbeat with payload", true, server, {heartbeat, 1}, frame_verdict::unwanted_payload},
      // This one makes CAF 0.17.6 allocate 4 GiB.
      {"huge message", true, server, {direct_message, 0xFFFFFFF0}, frame_verdict::oversized},
      {"message over the cap",
       true,
       server,
       {direct_message, max_request_payload + 1},
       frame_verdict::oversized},
      {"handshake over the cap",
       false,
       server,
       {client_handshake, max_handshake_payload + 1},
       frame_verdict::oversized},
      {"monitor over the cap",
       true,
       server,
       {monitor, max_control_payload + 1},
       frame_verdict::oversized},
      {"down over the cap",
       true,
       server,
       {down, max_control_payload + 1},
       frame_verdict::oversized},
      {"SpawnServ by name",
       true,
       server,
       {direct_message, 4, named},
       frame_verdict::named_receiver},
      {"by name to a client",
       true,
       client,
       {direct_message, 4, named},
       frame_verdict::named_receiver},
      {"by name and more",
       true,
       server,
       {direct_message, 4, named | 0x80},
       frame_verdict::named_receiver},
      {"selection on a message",
       true,
       server,
       {direct_message, 4, selection},
       frame_verdict::unknown_flags},
      {"selection in the first handshake",
       false,
       server,
       {client_handshake, 4, selection},
       frame_verdict::unknown_flags},
      {"flags on a heartbeat", true, server, {heartbeat, 0, 4}, frame_verdict::unknown_flags},
      {"message to another actor",
       true,
       server,
       {direct_message, 4, 0, front - 1},
       frame_verdict::foreign_receiver},
      {"message to nobody",
       true,
       server,
       {direct_message, 4, 0, 0},
       frame_verdict::foreign_receiver},
      {"monitor of another actor",
       true,
       server,
       {monitor, 4, 0, front + 1},
       frame_verdict::foreign_receiver},
  };
  for (const auto& r : rules) {
    CAPTURE(r.name);
    const auto policy = r.us == server ? strict() : open_to_all(client);
    auto f = r.after_handshake ? introduced(policy) : frame_filter{policy};
    CHECK(judge(f, r.attack) == r.verdict);
  }
}

TEST_CASE("caps admit what is just within them") {
  auto f = introduced();
  CHECK(judge(f, {direct_message, max_request_payload}) == frame_verdict::pass);
  frame_filter fresh{strict()};
  CHECK(judge(fresh, {client_handshake, max_handshake_payload}) == frame_verdict::pass);
}

TEST_CASE("padding in use is refused") {
  for (const std::size_t at : {1, 2}) {
    auto f = introduced();
    auto dirty = header({direct_message, 4});
    dirty[at] = 1;
    CHECK(f.judge(dirty) == frame_verdict::dirty_padding);
  }
}

TEST_CASE("a torn header is refused") {
  for (const std::size_t size : {0, 1, 31, 33}) {
    frame_filter f{strict()};
    CHECK(f.judge(bytes(size)) == frame_verdict::torn_header);
  }
}

TEST_CASE("a payload of another size than announced is refused") {
  auto f = introduced();
  REQUIRE(judge(f, {direct_message, 8}) == frame_verdict::pass);
  CHECK(f.judge(bytes(7)) == frame_verdict::torn_payload);
}

TEST_CASE("the repeated handshake of CAF's clients is swallowed, once") {
  auto f = introduced();
  CHECK(judge(f, {client_handshake, 6, selection}) == frame_verdict::swallow);
  CHECK(f.next_size() == 6);
  CHECK(f.judge(bytes(6)) == frame_verdict::swallow);
  CHECK(f.next_size() == frame_header_size);
  CHECK(judge(f, {heartbeat, 0, 0, 0}) == frame_verdict::pass);
  CHECK(judge(f, {client_handshake, 6, selection}) == frame_verdict::second_handshake);
}

TEST_CASE("the repeated handshake has the limits of the first") {
  auto empty = introduced();
  CHECK(judge(empty, {client_handshake, 0, selection}) == frame_verdict::missing_payload);
  auto huge = introduced();
  CHECK(judge(huge, {client_handshake, max_handshake_payload + 1, selection}) ==
        frame_verdict::oversized);
}

TEST_CASE("only messages of the listed types pass") {
  CHECK(say(message("@<>+app::ask")) == frame_verdict::pass);
  CHECK(say(message("@<>+app::hello")) == frame_verdict::pass);
  CHECK(say(message("@<>+@exit")) == frame_verdict::foreign_type);
  CHECK(say(message("@<>+@down")) == frame_verdict::foreign_type);
  CHECK(say(message("@<>")) == frame_verdict::foreign_type);
  CHECK(say(message("")) == frame_verdict::foreign_type);
  CHECK(say(message("app::ask")) == frame_verdict::foreign_type);
  CHECK(say(message("@<>+app::as")) == frame_verdict::foreign_type);
  CHECK(say(message("@<>+app::ask+app::ask")) == frame_verdict::foreign_type);
  CHECK(say(message("@<>+" + std::string(200, 'a'))) == frame_verdict::foreign_type);
}

TEST_CASE("a client speaks for its own node only") {
  const bytes own{1, 2, 3, 4, 'r', 'e', 's', 't'};
  for (const auto op : {monitor, down}) {
    auto honest = introduced();
    REQUIRE(judge(honest, {op, 8}) == frame_verdict::pass);
    CHECK(honest.judge(own) == frame_verdict::pass);
    for (const auto& forged : {bytes{1, 2, 3, 5, 0, 0, 0, 0}, bytes{1, 2, 3}}) {
      auto f = introduced();
      REQUIRE(judge(f, {op, static_cast<std::uint32_t>(forged.size())}) == frame_verdict::pass);
      CHECK(f.judge(forged) == frame_verdict::foreign_sender);
    }
  }
}

TEST_CASE("a server may pass on what other nodes say") {
  auto f = introduced({.role = frame_role::client, .max_message = max_reply_payload});
  REQUIRE(judge(f, {down, 3, 0, 0}) == frame_verdict::pass);
  CHECK(f.judge(bytes{9, 9, 9}) == frame_verdict::pass);
}

TEST_CASE("a long type name of the list passes") {
  const std::string longest(200, 'n');
  auto f = introduced({.only_types = {longest}});
  const auto content = message("@<>+" + longest);
  REQUIRE(judge(f, {direct_message, static_cast<std::uint32_t>(content.size())}) ==
          frame_verdict::pass);
  CHECK(f.judge(content) == frame_verdict::pass);
}

TEST_CASE("a message that would be forwarded is refused") {
  CHECK(say(message("@<>+app::ask", 1)) == frame_verdict::forwarding_stack);
}

TEST_CASE("a message cut before its type names end is refused") {
  const auto whole = message("@<>+app::ask");
  for (std::size_t size = 1; size + 1 < whole.size(); ++size) {
    CAPTURE(size);
    CHECK(say({whole.begin(), whole.begin() + static_cast<std::ptrdiff_t>(size)}) ==
          frame_verdict::torn_payload);
  }
}

TEST_CASE("a length that never ends or lies is refused") {
  CHECK(say({0, 0, 0, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0x01}) == frame_verdict::torn_payload);
  CHECK(say({0, 0, 0, 0xFF, 0xFF, 0xFF, 0xFF, 0x0F, 'a'}) == frame_verdict::torn_payload);
}

TEST_CASE("without a list every type passes") {
  auto f = introduced(open_to_all(frame_role::server));
  REQUIRE(judge(f, {direct_message, 2}) == frame_verdict::pass);
  CHECK(f.judge(bytes{1, 2}) == frame_verdict::pass);
}

TEST_CASE("any bytes get a verdict") {
  std::uint64_t state = 88172645463325252;
  const auto random = [&state] {
    state ^= state << 13U;
    state ^= state >> 7U;
    state ^= state << 17U;
    return static_cast<unsigned char>(state >> 24U);
  };
  int refusals = 0;
  for (int i = 0; i < 20000; ++i) {
    auto f = i % 2 == 0 ? frame_filter{strict()} : introduced();
    auto noise = header({static_cast<unsigned char>(random() % 8U), 20});
    noise[static_cast<std::size_t>(random()) % noise.size()] = random();
    auto verdict = f.judge(noise);
    if (verdict == frame_verdict::pass && f.next_size() < 1000) {
      bytes content(f.next_size());
      for (auto& b : content)
        b = random();
      verdict = f.judge(content);
    }
    if (verdict != frame_verdict::pass && verdict != frame_verdict::swallow) ++refusals;
    CHECK_FALSE(text_of(verdict).empty());
  }
  CHECK(refusals > 10000);
}
