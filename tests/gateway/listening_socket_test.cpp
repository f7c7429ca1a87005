// The listening sockets (contract §2.3): modes, stale files, and what a failure says.
#include "gateway/listening_socket.hpp"

#include <netinet/in.h>
#include <sys/stat.h>

#include <fstream>

#include "tests/gateway/http_stage.hpp"

using namespace actord;
using namespace actord::test;
using gateway::listening_socket;

namespace {

struct opened {
  std::string said;
  std::string problem;
  std::unique_ptr<listening_socket> socket;

  explicit opened(const core::server_spec& spec) {
    auto made = listening_socket::open(spec, [this](const std::string& line) { said += line; });
    if (made)
      socket = std::make_unique<listening_socket>(std::move(made).value());
    else
      problem = made.reason();
  }
};

mode_t mode_of(const std::string& file) {
  struct stat found {};
  REQUIRE(::lstat(file.c_str(), &found) == 0);
  return found.st_mode & 07777u;
}

bool exists(const std::string& file) {
  return std::filesystem::exists(std::filesystem::symlink_status(file));
}

core::server_spec inet_server(const std::string& host, int port) {
  core::server_spec spec;
  spec.family = core::server_spec::kind::inet;
  spec.section = "inet_http_server";
  spec.host = host;
  spec.port = port;
  return spec;
}

int port_of(const listening_socket& socket) {
  sockaddr_storage address{};
  socklen_t size = sizeof address;
  REQUIRE(::getsockname(socket.number(), reinterpret_cast<sockaddr*>(&address), &size) == 0);
  return ntohs(reinterpret_cast<sockaddr_in*>(&address)->sin_port);
}

}  // namespace

TEST_CASE("a UNIX socket has the mode asked for, whatever the umask, and goes with its owner") {
  scratch_directory dir;
  auto spec = unix_server(dir.path + "/s");
  spec.mode = 0770;
  const auto before = ::umask(077);
  opened made{spec};
  (void)::umask(before);
  REQUIRE(made.socket);
  CHECK(mode_of(spec.file) == 0770);
  made.socket.reset();
  CHECK_FALSE(exists(spec.file));
}

TEST_CASE("a stale socket is replaced, one that is served is not") {
  scratch_directory dir;
  const auto spec = unix_server(dir.path + "/s");
  {
    opened first{spec};
    REQUIRE(first.socket);
    opened second{spec};
    CHECK(second.problem.starts_with("Another program is already listening"));
    std::filesystem::rename(spec.file, spec.file + "_old");  // its owner removes only its own
  }
  std::filesystem::rename(spec.file + "_old", spec.file);
  opened third{spec};
  REQUIRE(third.socket);
  CHECK(third.said == "Unlinking stale socket " + spec.file);
  std::filesystem::remove(spec.file);
  std::ofstream{spec.file} << "somebody else's";
  third.socket.reset();
  CHECK(exists(spec.file));
}

TEST_CASE("what is no socket is left alone") {
  scratch_directory dir;
  const auto spec = unix_server(dir.path + "/file");
  std::ofstream{spec.file} << "precious";
  CHECK(opened{spec}.problem ==
        "Cannot open an HTTP server: socket.error reported errno.EEXIST (17)");
  CHECK(std::filesystem::file_size(spec.file) == 8);
}

TEST_CASE("failures carry the symbolic name and number of the error") {
  CHECK(opened{unix_server("/nope/dir/s")}.problem ==
        "Cannot open an HTTP server: socket.error reported errno.ENOENT (2)");
  CHECK(opened{inet_server("192.0.2.1", 39999)}.problem ==
        "Cannot open an HTTP server: socket.error reported errno.EADDRNOTAVAIL (99)");
  CHECK(opened{unix_server("/" + std::string(200, 'x'))}.problem ==
        "Cannot open an HTTP server: socket.error reported errno.ENAMETOOLONG (36)");
  CHECK(has(opened{inet_server("no.such.host.invalid", 1)}.problem, "'no.such.host.invalid'"));
}

TEST_CASE("a port in use is told as Supervisor tells it") {
  opened first{inet_server("127.0.0.1", 0)};
  REQUIRE(first.socket);
  opened second{inet_server("127.0.0.1", port_of(*first.socket))};
  CHECK(second.problem.starts_with("Another program is already listening on a port"));
}

TEST_CASE("IPv6 is written in brackets, all IPv4 interfaces without a host") {
  opened all{inet_server("", 0)};
  CHECK(all.socket);
  opened six{inet_server("[::1]", 0)};
  // A kernel without IPv6 has no such address.
  CHECK((six.socket || has(six.problem, "EADDRNOTAVAIL") || has(six.problem, "EAFNOSUPPORT")));
}

TEST_CASE("a section finds its socket again by what the socket is, not by its password") {
  scratch_directory dir;
  auto spec = unix_server(dir.path + "/s");
  opened made{spec};
  REQUIRE(made.socket);
  spec.username = "u";
  CHECK(made.socket->serves(spec));
  spec.mode = 0777;
  CHECK_FALSE(made.socket->serves(spec));
}
