// Our launcher in the place where Boost.Process v2 has its own.
#include "io/child_launcher.hpp"

#include <boost/asio/posix/stream_descriptor.hpp>

#include "io/child_start.hpp"
#include "tests/io/host_world.hpp"

using namespace actord::io;
using namespace actord::io::testing;
namespace bp = boost::process::v2;

namespace {

struct launcher_world {
  boost::asio::io_context io;
  boost::asio::posix::stream_descriptor unused{io};  // makes the reactor open its descriptors now
  spawner how{std::move(spawner::make()).value()};
  fd null{::open("/dev/null", O_RDWR | O_CLOEXEC)};
  pipe_ends out{std::move(make_pipe()).value()};
  child_setup setup;
  launcher_world() { setup.descriptors = {null.number(), out.write.number(), null.number()}; }
  std::string text() {
    out.write.reset();
    return take_all(out.read.number());
  }
};

}  // namespace

TEST_CASE("the launcher makes a Boost process from an executor or a context") {
  launcher_world world;
  child_launcher launch{world.how};
  const std::vector<std::string> arguments{"-c", "echo $0; exit 3"};
  boost::system::error_code error;
  int code = -1;
  {
    auto child = launch(world.io.get_executor(), error, "/bin/sh", arguments, world.setup);
    REQUIRE_FALSE(error);
    CHECK(child.wait(error) == 3);
    child.detach();
  }
  {
    auto child = launch(world.io, error, "/bin/sh", arguments, world.setup);
    REQUIRE_FALSE(error);
    child.async_wait([&](boost::system::error_code, int status) { code = status; });
    world.io.run();
    CHECK(code == 3);
    child.detach();
  }
  CHECK(world.text() == "/bin/sh\n/bin/sh\n");
  CHECK_FALSE(has_children());
}

TEST_CASE("the launcher tells the step and the error of a failure") {
  launcher_world world;
  child_launcher launch{world.how};
  const std::vector<std::string> none;
  boost::system::error_code error;
  const auto before = open_descriptors();
  {
    const auto child = launch(world.io, error, "/nope/x", none, world.setup);
    CHECK(error.value() == ENOENT);
    CHECK(launch.failed_step() == child_step::execve);
    CHECK(child.id() == -1);
  }
  CHECK(open_descriptors() == before);
  CHECK_FALSE(has_children());
}

TEST_CASE("initialisers in Boost's shape are called before the launch, and may refuse it") {
  struct one_variable {
    boost::system::error_code on_setup(bp::posix::default_launcher& launcher,
                                       const child_launcher::path&, const char* const*&) {
      launcher.env = variables;
      return boost::system::error_code{refusal, boost::system::system_category()};
    }
    int refusal{0};
    const char* variables[2]{"A=1", nullptr};
  };
  launcher_world world;
  child_launcher launch{world.how};
  boost::system::error_code error;
  const std::vector<std::string> arguments{"/proc/self/environ"};
  auto child = launch(world.io, error, "/bin/cat", arguments, world.setup, one_variable{});
  REQUIRE_FALSE(error);
  child.wait(error);
  child.detach();
  CHECK(world.text() == std::string("A=1\0", 4));

  const auto refused = launch(world.io, error, "/bin/cat", arguments, one_variable{EACCES});
  CHECK(error.value() == EACCES);
  CHECK(refused.id() == -1);
  CHECK_FALSE(has_children());
}

TEST_CASE("a started child is the caller's: nothing kills it when Boost's process is gone") {
  launcher_world world;
  auto child = start_child(world.io, world.how, "/bin/sh", {"named", "-c", "echo $0; sleep 100"},
                           world.setup);
  REQUIRE(child.ok());
  REQUIRE(child.pidfd);
  char first_byte = 0;
  REQUIRE(read_some(world.out.read.number(), &first_byte, 1).bytes == 1);
  CHECK(first_byte == 'n');
  CHECK(send_signal_to_pidfd(child.pidfd.number(), SIGTERM) == 0);
  ::siginfo_t info{};
  REQUIRE(::waitid(P_PID, static_cast<id_t>(child.pid), &info, WEXITED) == 0);
  CHECK(info.si_status == SIGTERM);
}
