#include "io/child_watch.hpp"

#include <sys/prctl.h>

#include <csignal>
#include <map>
#include <optional>

#include "tests/io/host_world.hpp"

using namespace actord;
using namespace actord::io::testing;
using io::child_watch;

namespace {

// A child that waits until its stdin ends, then exits with `code`.
class waiting_child {
 public:
  explicit waiting_child(int code) : hold_{std::move(io::make_pipe()).value()} {
    pid_ = ::fork();
    REQUIRE(pid_ >= 0);
    if (pid_ != 0) return;
    ::signal(SIGTERM, SIG_DFL);  // the test runner's handler is not for the child
    ::setpgid(0, 0);
    ::close(hold_.write.number());
    char byte = 0;
    (void)!::read(hold_.read.number(), &byte, 1);
    ::_exit(code);
  }
  ::pid_t pid() const { return pid_; }
  void end() { hold_.write.reset(); }
  io::fd handle() const { return std::move(io::open_pidfd(pid_)).value(); }

 private:
  ::pid_t pid_{-1};
  io::pipe_ends hold_;
};

struct watch_world {
  boost::asio::io_context io;
  std::map<::pid_t, core::exit_status> strangers;
  child_watch watch{io, [this](::pid_t pid, core::exit_status status) {
                      CHECK(strangers.emplace(pid, status).second);
                    }};

  bool until(const std::function<bool()>& holds) {
    const auto deadline = std::chrono::steady_clock::now() + patience;
    while (!holds()) {
      if (std::chrono::steady_clock::now() > deadline) return false;
      io.restart();
      io.run_one_for(50ms);
    }
    return true;
  }
};

}  // namespace

TEST_CASE("a watched child's end is told once, with or without a handle") {
  for (const bool with_handle : {true, false}) {
    CAPTURE(with_handle);
    watch_world world;
    waiting_child child{5};
    std::optional<core::exit_status> ended;
    world.watch.add(child.pid(), with_handle ? child.handle() : io::fd{},
                    [&](core::exit_status status) {
                      CHECK_FALSE(ended.has_value());
                      ended = status;
                    });
    CHECK(world.watch.size() == 1);
    child.end();
    REQUIRE(world.until([&] { return ended.has_value(); }));
    CHECK(*ended == core::exit_status{.code = 5});
    CHECK(world.watch.size() == 0);
    CHECK_FALSE(has_children());
    CHECK(world.strangers.empty());
  }
}

TEST_CASE("a child that ended before it was watched is told as well") {
  for (const bool with_handle : {true, false}) {
    CAPTURE(with_handle);
    watch_world world;
    waiting_child child{6};
    child.end();
    ::siginfo_t info{};
    REQUIRE(::waitid(P_PID, static_cast<id_t>(child.pid()), &info, WEXITED | WNOWAIT) == 0);
    std::optional<core::exit_status> ended;
    world.watch.add(child.pid(), with_handle ? child.handle() : io::fd{},
                    [&](core::exit_status status) { ended = status; });
    REQUIRE(world.until([&] { return ended.has_value(); }));
    CHECK(*ended == core::exit_status{.code = 6});
  }
}

TEST_CASE("signals reach a watched child and nobody after its reap") {
  for (const bool with_handle : {true, false}) {
    CAPTURE(with_handle);
    watch_world world;
    waiting_child child{0};
    std::optional<core::exit_status> ended;
    world.watch.add(child.pid(), with_handle ? child.handle() : io::fd{},
                    [&](core::exit_status status) { ended = status; });
    CHECK(world.watch.signal(child.pid(), 0) == 0);
    CHECK(world.watch.signal(child.pid(), 99) == EINVAL);
    REQUIRE(world.until([&] { return world.watch.signal_group(child.pid(), 0) == 0; }));
    CHECK(world.watch.signal(child.pid(), SIGTERM) == 0);
    REQUIRE(world.until([&] { return ended.has_value(); }));
    CHECK(*ended == core::exit_status{.signal = SIGTERM});
    CHECK(world.watch.signal(child.pid(), SIGTERM) == ESRCH);
    CHECK(world.watch.signal_group(child.pid(), SIGTERM) == ESRCH);
  }
}

TEST_CASE("a pid that is not watched is never signalled") {
  watch_world world;
  waiting_child child{0};
  CHECK(world.watch.signal(child.pid(), SIGKILL) == ESRCH);
  CHECK(world.watch.signal_group(child.pid(), SIGKILL) == ESRCH);
  CHECK(::kill(child.pid(), 0) == 0);
  child.end();
  CHECK(world.until([&] { return world.strangers.contains(child.pid()); }));
}

TEST_CASE("unknown children are reaped and reported, known ones beside them are not lost") {
  watch_world world;
  waiting_child known{1};
  std::optional<core::exit_status> ended;
  world.watch.add(known.pid(), known.handle(), [&](core::exit_status status) { ended = status; });
  waiting_child stranger{9};
  waiting_child killed{0};
  stranger.end();
  REQUIRE(::kill(killed.pid(), SIGKILL) == 0);
  known.end();
  REQUIRE(world.until([&] { return world.strangers.size() == 2 && ended.has_value(); }));
  CHECK(world.strangers.at(stranger.pid()) == core::exit_status{.code = 9});
  CHECK(world.strangers.at(killed.pid()) == core::exit_status{.signal = SIGKILL});
  CHECK(*ended == core::exit_status{.code = 1});
  CHECK_FALSE(has_children());
}

TEST_CASE("orphans of children come to a subreaper, as they come to PID 1, and are reaped") {
  REQUIRE(::prctl(PR_SET_CHILD_SUBREAPER, 1) == 0);
  {
    host_world world;
    // The leader leaves a grandchild behind, which outlives it.
    world.define(script("(exec 1>&- 2>&-; sleep 0.1; exit 4) & echo $!"));
    world.launch();
    REQUIRE(world.wait<from_host::exited>() != nullptr);
    const auto* stranger = world.wait<from_host::reaped_stranger>();
    REQUIRE(stranger != nullptr);
    CHECK(stranger->pid == std::stoi(world.logs.of[1].out_text));
    CHECK(stranger->status == core::exit_status{.code = 4});
  }
  CHECK_FALSE(has_children());
  ::prctl(PR_SET_CHILD_SUBREAPER, 0);
}

TEST_CASE("children that ended before there was a watch are reaped as strangers") {
  waiting_child early{2};
  early.end();
  ::siginfo_t info{};
  REQUIRE(::waitid(P_PID, static_cast<id_t>(early.pid()), &info, WEXITED | WNOWAIT) == 0);
  watch_world world;
  CHECK(world.until([&] { return world.strangers.contains(early.pid()); }));
}

TEST_CASE("a hundred strangers at once are all reaped") {
  watch_world world;
  std::vector<::pid_t> pids;
  for (int i = 0; i < 150; ++i) {
    const auto pid = ::fork();
    REQUIRE(pid >= 0);
    if (pid == 0) ::_exit(i % 100);
    pids.push_back(pid);
  }
  REQUIRE(world.until([&] { return world.strangers.size() == pids.size(); }));
  for (std::size_t i = 0; i < pids.size(); ++i)
    CHECK(world.strangers.at(pids[i]).code == static_cast<int>(i % 100));
  CHECK_FALSE(has_children());
}

TEST_CASE("a stopped or continued child is not an ended one") {
  watch_world world;
  waiting_child child{3};
  std::optional<core::exit_status> ended;
  world.watch.add(child.pid(), child.handle(), [&](core::exit_status status) { ended = status; });
  CHECK(world.watch.signal(child.pid(), SIGSTOP) == 0);
  ::siginfo_t info{};
  REQUIRE(::waitid(P_PID, static_cast<id_t>(child.pid()), &info, WSTOPPED | WNOWAIT) == 0);
  world.io.run_for(150ms);  // longer than the watch waits before it looks around
  CHECK_FALSE(ended.has_value());
  CHECK(world.watch.signal(child.pid(), SIGCONT) == 0);
  child.end();
  REQUIRE(world.until([&] { return ended.has_value(); }));
  CHECK(*ended == core::exit_status{.code = 3});
}
