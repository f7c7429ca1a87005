#include "io/child_stdin.hpp"

#include <optional>

#include "io/signals.hpp"
#include "tests/io/host_world.hpp"

using namespace actord::io;
using namespace actord::io::testing;

namespace {

struct stdin_world {
  stdin_world() {
    ignore_write_signals();
    auto ends = std::move(make_pipe()).value();
    child = std::move(ends.read);
    REQUIRE(make_non_blocking(child.number()) == 0);
    REQUIRE(make_non_blocking(ends.write.number()) == 0);
    input.emplace(io, std::move(ends.write));
  }

  void turn() {
    io.restart();
    io.run_one_for(50ms);
  }

  boost::asio::io_context io;
  fd child;
  std::optional<child_stdin> input;
};

// `size` bytes of which each tells its place.
std::string sequence(std::size_t size) {
  std::string bytes(size, '\0');
  for (std::size_t i = 0; i < size; ++i)
    bytes[i] = static_cast<char>('a' + i % 23);
  return bytes;
}

}  // namespace

TEST_CASE("bytes go straight into the pipe while it has room") {
  stdin_world world;
  CHECK(world.input->write("one ") == 0);
  CHECK(world.input->write("two") == 0);
  CHECK(world.input->pending() == 0);
  CHECK(take_all(world.child.number()) == "one two");
}

TEST_CASE("what does not fit waits and arrives in order") {
  stdin_world world;
  const auto sent = sequence(700'000);
  for (std::size_t at = 0; at < sent.size(); at += 70'000)
    REQUIRE(world.input->write(std::string_view{sent}.substr(at, 70'000)) == 0);
  CHECK(world.input->pending() > 0);
  std::string received;
  const auto deadline = std::chrono::steady_clock::now() + patience;
  while (received.size() < sent.size() && std::chrono::steady_clock::now() < deadline) {
    received += take_all(world.child.number());
    if (world.input->pending() > 0) world.turn();
  }
  CHECK(received == sent);
  CHECK(world.input->pending() == 0);
  CHECK(world.input->write("more") == 0);
  CHECK(take_all(world.child.number()) == "more");
}

TEST_CASE("what waits is bounded") {
  stdin_world world;
  CHECK(world.input->write(sequence(child_stdin::most_pending + 1)) == ENOBUFS);
  CHECK(take_all(world.child.number()).empty());
  CHECK(world.input->write(sequence(child_stdin::most_pending)) == 0);
  const auto waiting = world.input->pending();
  CHECK(waiting > 0);
  CHECK(world.input->write(sequence(child_stdin::most_pending - waiting + 1)) == ENOBUFS);
  CHECK(world.input->pending() == waiting);
  CHECK(world.input->write(sequence(child_stdin::most_pending - waiting)) == 0);
}

TEST_CASE("when the child has closed its end, bytes are dropped") {
  SECTION("with nothing pending") {
    stdin_world world;
    world.child.reset();
    CHECK(world.input->write("x") == EPIPE);
    CHECK(world.input->write("x") == EPIPE);
  }
  SECTION("with bytes pending") {
    stdin_world world;
    REQUIRE(world.input->write(sequence(300'000)) == 0);
    REQUIRE(world.input->pending() > 0);
    world.child.reset();
    const auto deadline = std::chrono::steady_clock::now() + patience;
    while (world.input->pending() > 0 && std::chrono::steady_clock::now() < deadline)
      world.turn();
    CHECK(world.input->pending() == 0);
    CHECK(world.input->write("x") == EPIPE);
  }
}

TEST_CASE("an input that goes while bytes are pending leaves nothing behind") {
  const auto before = open_descriptors();
  {
    stdin_world world;
    REQUIRE(world.input->write(sequence(300'000)) == 0);
    world.input.reset();
    world.turn();
  }
  CHECK(open_descriptors() == before);
}
