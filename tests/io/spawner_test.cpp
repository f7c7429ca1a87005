// The spawner alone: what a failed step reports, and what it leaves behind.
#include "io/spawner.hpp"

#include <sys/prctl.h>
#include <sys/stat.h>
#include <sys/wait.h>

#include <csignal>

#include "io/child_setup.hpp"
#include "tests/io/host_world.hpp"

using namespace actord::io;
using namespace actord::io::testing;
using actord::core::exit_status;

namespace {

// A spawner with a child's stdout that the test reads.
struct bench {
  explicit bench(spawner::table mode = spawner::table::shared)
      : how{std::move(spawner::make(mode)).value()}, out{std::move(make_pipe()).value()} {
    setup.descriptors = {null.number(), out.write.number(), out.write.number()};
  }

  spawn_outcome run(const char* executable, std::vector<const char*> argv) {
    argv.push_back(nullptr);
    static const char* const environment[] = {"PATH=/bin:/usr/bin", nullptr};
    auto plan = plan_of(setup, executable, argv.data(), environment);
    return how.spawn(plan, setup.descriptors);
  }
  spawn_outcome shell(const char* script) { return run("/bin/sh", {"sh", "-c", script}); }

  // Everything the child writes until it and its children are gone.
  std::string text() {
    out.write.reset();
    return take_all(out.read.number());
  }

  spawner how;
  fd null{::open("/dev/null", O_RDWR | O_CLOEXEC)};
  pipe_ends out;
  child_setup setup;
};

exit_status wait_for(pid_t pid) {
  ::siginfo_t info{};
  REQUIRE(::waitid(P_PID, static_cast<id_t>(pid), &info, WEXITED) == 0);
  return exit_status_of(info);
}

}  // namespace

TEST_CASE("a spawn gives pid and pidfd of a child that has become its program") {
  for (const auto mode :
       {spawner::table::shared, spawner::table::copied, spawner::table::closed_one_by_one}) {
    CAPTURE(static_cast<int>(mode));
    const auto before = open_descriptors();
    {
      const fd leaky{::open("/dev/null", O_RDONLY)};
      bench b{mode};
      REQUIRE(b.how.mode() == mode);
      if (mode == spawner::table::closed_one_by_one) b.setup.open_files = ::rlimit{64, 64};
      auto child = b.shell("ls /proc/$$/fd; exit 7");
      REQUIRE(child.ok());
      CHECK(send_signal_to_pidfd(child.pidfd.number(), 0) == 0);
      CHECK(b.text() == "0\n1\n2\n");
      CHECK(wait_for(child.pid) == exit_status{.code = 7});
    }
    CHECK(open_descriptors() == before);
  }
}

TEST_CASE("a failed step comes back with its errno, and leaves no child and no descriptor") {
  bench b;
  const auto before = open_descriptors();
  spawn_outcome outcome;
  SECTION("execve: no such file") {
    outcome = b.run("/nope/x", {"x"});
    CHECK(outcome.failed == child_step::execve);
    CHECK(outcome.error_number == ENOENT);
  }
  SECTION("execve: not a program") {
    temporary_directory dir;
    const auto path = dir.file("x", "echo no interpreter line\n", 0755);
    outcome = b.run(path.c_str(), {"x"});
    CHECK(outcome.failed == child_step::execve);
    CHECK(outcome.error_number == ENOEXEC);
  }
  SECTION("execve: a directory") {
    outcome = b.run("/tmp", {"x"});
    CHECK(outcome.failed == child_step::execve);
    CHECK(outcome.error_number == EACCES);
  }
  SECTION("execve: too many arguments") {
    const std::string huge(200'000, 'x');
    outcome = b.run("/bin/true", {"true", huge.c_str()});
    CHECK(outcome.failed == child_step::execve);
    CHECK(outcome.error_number == E2BIG);
  }
  SECTION("chdir") {
    b.setup.directory = "/nope";
    outcome = b.run("/bin/true", {"true"});
    CHECK(outcome.failed == child_step::chdir);
    CHECK(outcome.error_number == ENOENT);
  }
  SECTION("setrlimit") {
    b.setup.open_files = ::rlimit{20, 10};
    outcome = b.run("/bin/true", {"true"});
    CHECK(outcome.failed == child_step::setrlimit);
    CHECK(outcome.error_number == EINVAL);
  }
  SECTION("a descriptor that is not open fails in the parent") {
    b.setup.descriptors[2] = 9999;
    outcome = b.run("/bin/true", {"true"});
    CHECK(outcome.failed == child_step::clone);
    CHECK(outcome.error_number == EBADF);
  }
  CHECK(outcome.pid == -1);
  CHECK_FALSE(outcome.pidfd);
  CHECK(open_descriptors() == before);
  CHECK_FALSE(has_children());
  // The spawner works on.
  b.setup = {.descriptors = {b.null.number(), b.out.write.number(), b.out.write.number()},
             .argv0 = nullptr,
             .environment = nullptr,
             .directory = nullptr,
             .user = nullptr,
             .umask = {},
             .open_files = {}};
  const auto next = b.run("/bin/true", {"true"});
  REQUIRE(next.ok());
  CHECK(wait_for(next.pid) == exit_status{});
}

TEST_CASE("the parent keeps nothing of the child's pipe ends") {
  bench b;
  const auto child = b.run("/bin/true", {"true"});
  REQUIRE(child.ok());
  wait_for(child.pid);
  b.out.write.reset();
  char byte = 0;
  const auto got = read_some(b.out.read.number(), &byte, 1);
  CHECK(got.bytes == 0);
  CHECK(got.error == 0);  // the end, not EAGAIN: no writer is left
}

TEST_CASE("a spawn changes nothing in the parent") {
  const auto mask_now = [] {
    ::sigset_t set;
    ::pthread_sigmask(SIG_SETMASK, nullptr, &set);
    std::string bits;
    for (int i = 1; i < 65; ++i)
      bits += ::sigismember(&set, i) == 1 ? '1' : '0';
    return bits;
  };
  struct ::sigaction ignore {
  }, before_pipe{}, after_pipe{};
  ignore.sa_handler = SIG_IGN;
  REQUIRE(::sigaction(SIGPIPE, &ignore, &before_pipe) == 0);
  const auto mask = mask_now();
  const auto directory = std::filesystem::current_path();
  const auto group = ::getpgrp();
  const auto old_umask = ::umask(022);

  bench b;
  b.setup.directory = "/";
  b.setup.umask = 077;
  const auto child = b.run("/bin/true", {"true"});
  REQUIRE(child.ok());
  wait_for(child.pid);

  CHECK(mask_now() == mask);
  ::sigaction(SIGPIPE, &before_pipe, &after_pipe);
  CHECK(after_pipe.sa_handler == SIG_IGN);
  CHECK(std::filesystem::current_path() == directory);
  CHECK(::getpgrp() == group);
  CHECK(::umask(old_umask) == 022);
}

TEST_CASE("a child switches user with all its groups, and the parent stays what it is") {
  if (::getuid() != 0) {
    WARN("skipped: only root can switch users");
    return;
  }
  REQUIRE(::prctl(PR_GET_DUMPABLE) == 1);
  bench b;
  const child_user user{65534, 65533, {65533, 4, 20}};
  b.setup.user = &user;
  const auto child = b.shell("grep -E \"^(Uid|Gid|Groups)\" /proc/self/status");
  REQUIRE(child.ok());
  CHECK(b.text() ==
        "Uid:\t65534\t65534\t65534\t65534\nGid:\t65533\t65533\t65533\t65533\n"
        "Groups:\t4 20 65533 \n");
  wait_for(child.pid);
  CHECK(::getuid() == 0);
  CHECK(::prctl(PR_GET_DUMPABLE) == 1);
}

TEST_CASE("what the user may not enter or execute is reported from the child") {
  if (::getuid() != 0) {
    WARN("skipped: only root can switch users");
    return;
  }
  temporary_directory dir;
  const auto closed = dir.path() + "/closed";
  REQUIRE(::mkdir(closed.c_str(), 0700) == 0);
  const auto program = dir.file("secret", "#!/bin/sh\n", 0700);
  bench b;
  const child_user user{65534, 65534, {65534}};
  b.setup.user = &user;
  const auto exec = b.run(program.c_str(), {"secret"});
  CHECK(exec.failed == child_step::execve);
  CHECK(exec.error_number == EACCES);
  b.setup.directory = closed.c_str();
  const auto chdir = b.run("/bin/true", {"true"});
  CHECK(chdir.failed == child_step::chdir);
  CHECK(chdir.error_number == EACCES);
}

TEST_CASE("a process that is not root cannot switch") {
  if (::getuid() == 0) {
    WARN("skipped: root can");
    return;
  }
  bench b;
  const child_user user{0, 0, {0}};
  b.setup.user = &user;
  const auto outcome = b.run("/bin/true", {"true"});
  CHECK(outcome.failed == child_step::setgroups);
  CHECK(outcome.error_number == EPERM);
}

TEST_CASE("running out of descriptors is an error in the parent") {
  bench b;
  spawn_outcome outcome;
  {
    const descriptors_left none{0};  // the pidfd finds no number
    outcome = b.run("/bin/true", {"true"});
  }
  CHECK(outcome.failed == child_step::clone);
  CHECK(outcome.error_number == EMFILE);
  CHECK_FALSE(has_children());
}
