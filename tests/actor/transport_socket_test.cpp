// The control socket in the file system: who may have it, what is taken over, what is left alone.
#include <sys/file.h>

#include <fstream>

#include "tests/actor/transport_child.hpp"
#include "tests/actor/transport_raw_peer.hpp"
#include "tests/actor/transport_stage.hpp"
#include "tests/helpers/catch.hpp"

using namespace stage;
using actors::unix_listener;

namespace {

mode_t mode_of(const std::string& path) {
  struct stat found {};
  REQUIRE(::lstat(path.c_str(), &found) == 0);
  return found.st_mode;
}

// A daemon that died without cleaning up.
void leave_behind(const std::string& path) {
  REQUIRE(in_child([&] {
            const auto made = unix_listener::open(path);
            ::_exit(made ? 7 : 0);  // without its destructor
            return 0;
          }) == 7);
  REQUIRE(S_ISSOCK(mode_of(path)));
}

int error_of(const std::string& path, const unix_listener::options& how = {}) {
  const auto made = unix_listener::open(path, how);
  return made ? 0 : made.reason().error_number;
}

}  // namespace

TEST_CASE("the socket is its owner's alone, whatever the umask") {
  const temp_dir directory;
  for (const mode_t mask : {0U, 022U, 077U}) {
    const auto before = ::umask(mask);
    const auto made = unix_listener::open(directory / "s");
    ::umask(before);
    REQUIRE(made.ok());
    CHECK(mode_of(directory / "s") == (S_IFSOCK | 0700U));
    CHECK(mode_of(directory / "s.lock") == (S_IFREG | 0600U));
  }
}

TEST_CASE("the socket goes with its listener, the lock file stays") {
  const temp_dir directory;
  { REQUIRE(unix_listener::open(directory / "s").ok()); }
  CHECK_FALSE(std::filesystem::exists(directory / "s"));
  CHECK(std::filesystem::exists(directory / "s.lock"));
}

TEST_CASE("a second daemon is refused by the lock, in words") {
  const temp_dir directory;
  const auto first = unix_listener::open(directory / "s");
  REQUIRE(first.ok());
  const auto second = unix_listener::open(directory / "s");
  REQUIRE_FALSE(second.ok());
  CHECK(second.reason().error_number == EWOULDBLOCK);
  CHECK(actors::text_of(second.reason()).find("another daemon holds '" + directory.path()) == 0);
  CHECK(raw_peer{directory / "s"}.error_number() == 0);  // the first one's socket is untouched
}

TEST_CASE("the lock outlives the process that took it, in its child") {
  const temp_dir directory;
  int hold[2];
  REQUIRE(::pipe(hold) == 0);
  const auto daemonised = ::fork();
  if (daemonised == 0) {
    ::close(hold[1]);
    const auto made = unix_listener::open(directory / "s");
    if (::fork() != 0) ::_exit(0);
    char until_closed;
    ::_exit(::read(hold[0], &until_closed, 1) == 0 ? 0 : 1);
  }
  ::waitpid(daemonised, nullptr, 0);
  CHECK(error_of(directory / "s") == EWOULDBLOCK);
  ::close(hold[1]);
  ::close(hold[0]);
  CHECK(eventually([&] { return error_of(directory / "s") == 0; }));
}

TEST_CASE("a dead daemon's socket is taken over") {
  const temp_dir directory;
  leave_behind(directory / "s");
  CHECK(raw_peer{directory / "s"}.error_number() == ECONNREFUSED);
  const auto made = unix_listener::open(directory / "s");
  REQUIRE(made.ok());
  CHECK(raw_peer{directory / "s"}.error_number() == 0);
}

TEST_CASE("another program's socket is left alone") {
  const temp_dir directory;
  const auto other = unix_listener::open(directory / "s");
  REQUIRE(other.ok());
  std::filesystem::remove(directory / "s.lock");  // a program that knows no lock of ours
  CHECK(error_of(directory / "s") == EADDRINUSE);
  CHECK(raw_peer{directory / "s"}.error_number() == 0);
}

TEST_CASE("what is not a socket is left alone") {
  const temp_dir directory;
  std::ofstream{directory / "s"} << "precious";
  CHECK(error_of(directory / "s") == EEXIST);
  std::string content;
  std::ifstream{directory / "s"} >> content;
  CHECK(content == "precious");
}

TEST_CASE("a socket that somebody else made at our path is not removed by us") {
  const temp_dir directory;
  {
    const auto made = unix_listener::open(directory / "s");
    REQUIRE(made.ok());
    std::filesystem::remove(directory / "s");
    std::ofstream{directory / "s"} << "new";
  }
  CHECK(std::filesystem::exists(directory / "s"));
}

TEST_CASE("a path that no socket can have is an error that says so") {
  const temp_dir directory;
  CHECK(error_of(directory / std::string(120, 'n')) == ENAMETOOLONG);
  CHECK(error_of("") == ENAMETOOLONG);
}

TEST_CASE("the longest possible path serves") {
  const temp_dir directory;
  const auto path = directory / std::string(107 - directory.path().size() - 1, 'n');
  REQUIRE(path.size() == 107);
  const auto made = unix_listener::open(path);
  REQUIRE(made.ok());
  CHECK(actors::dial(path, 5s).ok());
}

TEST_CASE("a directory that is missing is an error, unless it is to be ours") {
  const temp_dir directory;
  CHECK(error_of(directory / "sub/s") == ENOENT);
  const auto made = unix_listener::open(directory / "sub/s", {.private_directory = true});
  REQUIRE(made.ok());
  CHECK(mode_of(directory / "sub") == (S_IFDIR | 0700U));
}

TEST_CASE("a private directory that others could write to is refused") {
  const temp_dir directory;
  std::filesystem::create_directory(directory / "sub");
  REQUIRE(::chmod((directory / "sub").c_str(), 0777) == 0);
  CHECK(error_of(directory / "sub/s", {.private_directory = true}) == EPERM);
  REQUIRE(::chmod((directory / "sub").c_str(), 0700) == 0);
  CHECK(error_of(directory / "sub/s", {.private_directory = true}) == 0);
  std::filesystem::create_directory_symlink(directory / "sub", directory / "link");
  CHECK(error_of(directory / "link/s", {.private_directory = true}) == ENOTDIR);
}

TEST_CASE("dialling waits for a full backlog only so long") {
  const temp_dir directory;
  const auto made = unix_listener::open(directory / "s", {.backlog = 0});
  REQUIRE(made.ok());
  const auto first = actors::dial(directory / "s", 5s);
  REQUIRE(first.ok());
  const auto second = actors::dial(directory / "s", 20ms);
  REQUIRE_FALSE(second.ok());
  CHECK(second.reason().error_number == ETIMEDOUT);
}
