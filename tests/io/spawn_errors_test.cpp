// Every way in which a spawn fails, as the machine and the operator get to see it.
#include <sys/resource.h>
#include <sys/stat.h>

#include "io/child_user.hpp"
#include "io/spawn_texts.hpp"
#include "tests/io/host_world.hpp"

using namespace actord;
using namespace actord::io::testing;

namespace {

const std::string not_spawned = "supervisor: child process was not spawned\n";

// A uid that the user database does not know.
constexpr std::uint32_t nobody_has{3999999999};

}  // namespace

TEST_CASE("a command that cannot be found is a spawn error without words on stderr") {
  host_world world;
  const auto failed = world.failure_of(program("/nope/x"));
  CHECK(failed.run == run_number(1));
  CHECK(failed.step == "command");
  CHECK(failed.text == "can't find command '/nope/x'");
  CHECK(world.logs.of[1].err_text.empty());
}

TEST_CASE("a probe says the same without starting anything") {
  host_world world;
  world.define(program("/nope/x"));
  world.host->submit(to_host::probe{first, 9});
  const auto* probed = world.wait<from_host::probed>();
  REQUIRE(probed != nullptr);
  CHECK(probed->reply_to == 9);
  CHECK(probed->problem == core::fault{core::fault_code::no_file, "can't find command '/nope/x'"});
  world.define(program("/bin/true"));
  world.host->submit(to_host::probe{first, 10});
  probed = world.wait<from_host::probed>([](const auto& n) { return n.reply_to == 10; });
  REQUIRE(probed != nullptr);
  CHECK(probed->problem == core::fault{});
}

TEST_CASE("a failed exec is a spawn error, and the log has Supervisor's lines") {
  temporary_directory dir;
  host_world world;
  auto spec = program(dir.file("script", "echo no interpreter line\n", 0755) + " arg");
  SECTION("on stderr") {}
  SECTION("on stdout with redirect_stderr") {
    spec.redirect_stderr = true;
  }
  const auto failed = world.failure_of(spec);
  const auto path = dir.path() + "/script";
  CHECK(failed.step == "execve");
  CHECK(failed.error_number == ENOEXEC);
  CHECK(failed.text == "couldn't exec " + path + ": ENOEXEC");
  const auto& log = world.logs.of[1];
  CHECK((spec.redirect_stderr ? log.out_text : log.err_text) ==
        "supervisor: couldn't exec " + path + ": ENOEXEC\n" + not_spawned);
  CHECK((spec.redirect_stderr ? log.err_text : log.out_text).empty());
}

TEST_CASE("the program's name in a failed exec is as it was written") {
  temporary_directory dir;
  dir.file("script", "x", 0755);
  host_world world;
  auto spec = program("script");
  spec.environment = {{"PATH", dir.path()}};
  CHECK(world.failure_of(spec).text == "couldn't exec script: ENOEXEC");
}

TEST_CASE("a directory that cannot be entered is a spawn error") {
  host_world world;
  auto spec = program("/bin/true");
  spec.directory = "/nope";
  const auto failed = world.failure_of(spec);
  CHECK(failed.step == "chdir");
  CHECK(failed.error_number == ENOENT);
  CHECK(failed.text == "couldn't chdir to /nope: ENOENT");
  CHECK(world.logs.of[1].err_text == "supervisor: couldn't chdir to /nope: ENOENT\n" + not_spawned);
}

TEST_CASE("a log file that cannot be opened is a spawn error") {
  host_world world;
  world.logs.prepare_error = EACCES;
  auto failed = world.failure_of(program("/bin/true"));
  CHECK(failed.step == "log");
  CHECK(failed.error_number == EACCES);
  CHECK(failed.text == "unknown error making dispatchers for 'p': EACCES");
}

TEST_CASE("running out of descriptors is a spawn error and passes") {
  host_world world;
  world.define(program("/bin/true"));
  REQUIRE(world.wait<from_host::defined>() != nullptr);
  // Room for nothing, then for the pipes but not for the child's handle.
  std::uint64_t run = 0;
  for (const std::size_t spare : {0, 1, 2, 5, 6}) {
    CAPTURE(spare);
    const from_host::spawn_failed* failed = nullptr;
    {
      const descriptors_left few{spare};
      world.launch(++run);
      failed = world.wait<from_host::spawn_failed>(
          [&](const auto& n) { return n.run == run_number(run); });
    }
    REQUIRE(failed != nullptr);
    CHECK(failed->error_number == EMFILE);
    CHECK(failed->text == "too many open files to spawn 'p'");
  }
  world.launch(++run);
  CHECK(world.wait<from_host::exited>() != nullptr);
}

TEST_CASE("a user that does not exist is a spawn error") {
  if (::getuid() != 0) {
    WARN("skipped: only root looks users up");
    return;
  }
  host_world world;
  auto spec = program("/bin/true");
  spec.uid = nobody_has;
  const auto failed = world.failure_of(spec);
  CHECK(failed.step == "setuid");
  CHECK(failed.text == "couldn't setuid to 3999999999: Can't find uid 3999999999");
  CHECK(world.logs.of[1].err_text ==
        "supervisor: couldn't setuid to 3999999999: Can't find uid 3999999999\n" + not_spawned);
}

TEST_CASE("a daemon that is not root cannot switch users") {
  if (::getuid() == 0) {
    WARN("skipped: root can");
    return;
  }
  host_world world;
  auto spec = program("/bin/true");
  spec.uid = 0;
  CHECK(world.failure_of(spec).text ==
        "couldn't setuid to 0: Can't drop privilege as nonroot user");
}

TEST_CASE("the daemon's own user needs no switch") {
  host_world world;
  auto spec = script("grep ^Uid: /proc/$$/status");
  spec.uid = ::getuid();
  const auto uid = std::to_string(::getuid());
  CHECK(world.output_of(spec) == "Uid:\t" + uid + "\t" + uid + "\t" + uid + "\t" + uid + "\n");
}

TEST_CASE("a child runs as its user, in the user's groups") {
  if (::getuid() != 0) {
    WARN("skipped: only root can switch users");
    return;
  }
  const auto user = io::look_up_user(65534);
  REQUIRE(user.ok());
  host_world world;
  auto spec = script("id -u; id -g; id -G");
  spec.uid = 65534;
  const auto gid = std::to_string(user->gid);
  CHECK(world.output_of(spec) == "65534\n" + gid + "\n" + gid + "\n");
}

TEST_CASE("failures of the kernel are worded as Supervisor words them") {
  using io::child_step;
  auto spec = program("/bin/true");
  spec.name = "it's";
  spec.uid = 33;
  const auto text = [&](child_step step, int error) {
    return io::spawn_failure_text(spec, "true", step, error);
  };
  CHECK(text(child_step::clone, EAGAIN) == "Too many processes in process table to spawn \"it's\"");
  CHECK(text(child_step::clone, ENOMEM) == "unknown error during fork for \"it's\": ENOMEM");
  CHECK(text(child_step::clone, EMFILE) == "too many open files to spawn \"it's\"");
  CHECK(text(child_step::setgroups, EPERM) ==
        "couldn't setuid to 33: Could not set groups of effective user");
  CHECK(text(child_step::setgid, EPERM) ==
        "couldn't setuid to 33: Could not set group id of effective user");
  CHECK(text(child_step::setuid, EAGAIN) == "couldn't setuid to 33: EAGAIN");
  CHECK(text(child_step::setrlimit, EPERM) == "couldn't setrlimit: EPERM");
  CHECK(io::dispatcher_failure(spec, ENFILE) ==
        "unknown error making dispatchers for \"it's\": ENFILE");
  CHECK(io::errno_name(12345) == "errno 12345");
}

TEST_CASE("a failed launch leaves no child and no descriptor, and the next one works") {
  const auto before = open_descriptors();
  {
    host_world world;
    auto spec = program("/bin/true");
    spec.directory = "/nope";
    world.define(spec);
    for (std::uint64_t run = 1; run <= 20; ++run) {
      world.launch(run);
      REQUIRE(world.wait<from_host::spawn_failed>(
          [&](const auto& n) { return n.run == run_number(run); }));
    }
    CHECK_FALSE(has_children());
    world.define(program("/bin/true"));
    world.launch(21);
    CHECK(world.wait<from_host::exited>() != nullptr);
  }
  CHECK(open_descriptors() == before);
  CHECK_FALSE(has_children());
}
