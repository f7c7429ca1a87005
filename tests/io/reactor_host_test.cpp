#include <sys/resource.h>

#include <algorithm>
#include <csignal>
#include <set>
#include <thread>

#include "tests/io/host_world.hpp"

using namespace actord;
using namespace actord::io::testing;
using actord::io::host_options;

TEST_CASE("a run is spawned, then exited, with its output in the log") {
  const auto before = open_descriptors();
  {
    host_world world;
    world.define(script("echo out; echo err >&2; exit 3"));
    world.launch();
    const auto* end = world.wait<from_host::exited>();
    REQUIRE(end != nullptr);
    CHECK(end->status == core::exit_status{.code = 3});
    CHECK(end->run == run_number(1));
    const auto* begin = world.find<from_host::spawned>();
    REQUIRE(begin != nullptr);
    CHECK(begin->pid > 0);
    CHECK(world.logs.of[1].out_text == "out\n");
    CHECK(world.logs.of[1].err_text == "err\n");
    const auto* defined = world.find<from_host::defined>();
    REQUIRE(defined != nullptr);
    CHECK(defined->stdout_path == "/out/1");
    CHECK(world.notices.size() == 3);
  }
  CHECK(open_descriptors() == before);
  CHECK_FALSE(has_children());
}

TEST_CASE("a death by signal is reported as such") {
  host_world world;
  world.define(script("kill -TERM $$"));
  world.launch();
  const auto* end = world.wait<from_host::exited>();
  REQUIRE(end != nullptr);
  CHECK(end->status == core::exit_status{.signal = SIGTERM});
}

TEST_CASE(
    "the child's environment is the daemon's, Supervisor's and the configured one, in order") {
  host_options options;
  options.environment = {{"KEPT", "daemon"},
                         {"PATH", "/bin:/usr/bin"},
                         {"SUPERVISOR_ENABLED", "0"},
                         {"OVER", "daemon"},
                         {"SUPERVISOR_PROCESS_NAME", "outer"}};
  host_world world{std::move(options)};
  auto spec = program("/bin/cat /proc/self/environ");
  spec.name = "web_1";
  spec.group = "web";
  spec.server_url = "unix:///run/s.sock";
  spec.environment = {{"OVER", "configured"}, {"NEW", "a=b c"}, {"NEW", "last"}};
  auto text = world.output_of(spec);
  std::multiset<std::string> entries;
  for (std::size_t at = 0; at < text.size();) {
    const auto end = text.find('\0', at);
    entries.insert(text.substr(at, end - at));
    at = end + 1;
  }
  CHECK(entries == std::multiset<std::string>{
                       "KEPT=daemon", "PATH=/bin:/usr/bin", "OVER=configured", "NEW=last",
                       "SUPERVISOR_ENABLED=1", "SUPERVISOR_SERVER_URL=unix:///run/s.sock",
                       "SUPERVISOR_PROCESS_NAME=web_1", "SUPERVISOR_GROUP_NAME=web"});
}

TEST_CASE("a child has descriptors 0, 1 and 2 and no other") {
  io::fd leaky{::open("/dev/null", O_RDONLY)};  // without close-on-exec
  host_world world;
  CHECK(world.output_of(script("ls /proc/$$/fd; :")) == "0\n1\n2\n");
}

TEST_CASE("a child starts with no signal blocked or ignored") {
  io::fd null{::open("/dev/null", O_RDONLY | O_CLOEXEC)};
  struct ::sigaction ignore {};
  ignore.sa_handler = SIG_IGN;
  struct ::sigaction before {};
  REQUIRE(::sigaction(SIGUSR1, &ignore, &before) == 0);
  ::sigset_t blocked, old_mask;
  ::sigemptyset(&blocked);
  ::sigaddset(&blocked, SIGUSR2);
  ::pthread_sigmask(SIG_BLOCK, &blocked, &old_mask);

  host_world world;
  const auto text = world.output_of(program("/bin/cat /proc/self/status"));
  for (const auto* set : {"SigBlk", "SigIgn", "SigCgt"}) {
    CAPTURE(set);
    CHECK(text.find(std::string{set} + ":\t0000000000000000\n") != std::string::npos);
  }

  ::pthread_sigmask(SIG_SETMASK, &old_mask, nullptr);
  ::sigaction(SIGUSR1, &before, nullptr);
}

TEST_CASE("a child leads its own process group in the daemon's session") {
  host_world world;
  // pid, process group, session
  world.define(script("cut -d\" \" -f1,5,6 /proc/$$/stat"));
  world.launch();
  REQUIRE(world.wait<from_host::exited>() != nullptr);
  const auto pid = std::to_string(world.find<from_host::spawned>()->pid);
  CHECK(world.logs.of[1].out_text == pid + " " + pid + " " + std::to_string(::getsid(0)) + "\n");
}

TEST_CASE("umask and directory are those configured, else the daemon's") {
  SECTION("configured") {
    host_world world;
    auto spec = script("umask; pwd");
    spec.umask = 027;
    spec.directory = "/usr";
    CHECK(world.output_of(spec) == "0027\n/usr\n");
  }
  SECTION("inherited") {
    const auto old = ::umask(0134);
    host_world world;
    CHECK(world.output_of(script("umask; pwd")) ==
          "0134\n" + std::filesystem::current_path().string() + "\n");
    ::umask(old);
  }
}

TEST_CASE("children can have a limit on open files of their own") {
  host_options options;
  options.open_files = ::rlimit{77, 88};
  host_world world{std::move(options)};
  CHECK(world.output_of(script("ulimit -Sn; ulimit -Hn")) == "77\n88\n");
}

TEST_CASE("with redirect_stderr both streams are one pipe") {
  host_world world;
  auto spec = script("echo a; echo b >&2; echo c");
  spec.redirect_stderr = true;
  CHECK(world.output_of(spec) == "a\nb\nc\n");
  CHECK(world.logs.of[1].err_text.empty());
}

TEST_CASE("a child's stdin stays open and takes bytes") {
  host_world world;
  world.define(script("read line; echo got $line; read line; echo got $line; exec sleep 100"));
  world.launch();
  REQUIRE(world.wait<from_host::spawned>() != nullptr);
  world.host->submit(to_host::write_stdin{first, "one\ntw", 1});
  world.host->submit(to_host::write_stdin{first, "o\n", 2});
  const auto* written =
      world.wait<from_host::stdin_written>([](const auto& n) { return n.reply_to == 2; });
  REQUIRE(written != nullptr);
  CHECK(written->problem == core::fault{});
  CHECK(world.until([&] {
    world.logs.read_pipes(first);
    return world.logs.of[1].out_text == "got one\ngot two\n";
  }));
  CHECK(world.count<from_host::exited>() == 0);

  world.host->submit(to_host::signal{first, run_number(1), SIGKILL, false, 0});
  REQUIRE(world.wait<from_host::exited>() != nullptr);
  world.host->submit(to_host::write_stdin{first, "late", 3});
  const auto* late =
      world.wait<from_host::stdin_written>([](const auto& n) { return n.reply_to == 3; });
  REQUIRE(late != nullptr);
  CHECK(late->problem.code == core::fault_code::not_running);
}

TEST_CASE("a signal reaches the leader alone or the whole group") {
  host_world world;
  // The leader's child notes a TERM; the leader does not forward it.
  world.define(
      script("trap \"echo outer\" TERM; "
             "(trap \"echo inner; exit\" TERM; echo ready; while :; do sleep 0.02; done) & "
             "wait; wait; wait"));
  world.launch();
  const auto said = [&](const std::string& what) {
    return world.until([&] {
      world.logs.read_pipes(first);
      return world.logs.of[1].out_text.find(what) != std::string::npos;
    });
  };
  REQUIRE(said("ready"));
  world.host->submit(to_host::signal{first, run_number(1), SIGTERM, false, 7});
  const auto* answer = world.wait<from_host::signalled>();
  REQUIRE(answer != nullptr);
  CHECK(answer->error_number == 0);
  REQUIRE(said("outer"));
  CHECK(world.logs.of[1].out_text.find("inner") == std::string::npos);
  world.host->submit(to_host::signal{first, run_number(1), SIGTERM, true, 0});
  CHECK(said("inner"));
  world.host->submit(to_host::signal{first, run_number(1), SIGKILL, true, 0});
  CHECK(world.wait<from_host::exited>() != nullptr);
}

TEST_CASE("a signal to a run that is over says ESRCH") {
  host_world world;
  world.define(program("/bin/true"));
  world.launch();
  REQUIRE(world.wait<from_host::exited>() != nullptr);
  for (const bool group : {false, true}) {
    world.host->submit(to_host::signal{first, run_number(1), SIGKILL, group, group ? 2U : 1U});
    const auto* answer = world.wait<from_host::signalled>(
        [&](const auto& n) { return n.reply_to == (group ? 2U : 1U); });
    REQUIRE(answer != nullptr);
    CHECK(answer->error_number == ESRCH);
  }
}

TEST_CASE("a signal to an earlier run does not hit the present one") {
  host_world world;
  world.define(script("exec sleep 100"));
  world.launch(1);
  REQUIRE(world.wait<from_host::spawned>() != nullptr);
  world.host->submit(to_host::signal{first, run_number(1), SIGKILL, false, 0});
  REQUIRE(world.wait<from_host::exited>() != nullptr);
  world.launch(2);
  REQUIRE(world.wait<from_host::spawned>([](const auto& n) { return n.run == run_number(2); }));
  world.host->submit(to_host::signal{first, run_number(1), SIGKILL, false, 5});
  const auto* answer = world.wait<from_host::signalled>();
  REQUIRE(answer != nullptr);
  CHECK(answer->error_number == ESRCH);
  world.host->submit(to_host::look{first});
  const auto* view = world.wait<from_host::view>();
  REQUIRE(view != nullptr);
  CHECK(view->pid > 0);
  world.host->submit(to_host::signal{first, run_number(2), SIGKILL, false, 0});
  CHECK(world.wait<from_host::exited>([](const auto& n) { return n.run == run_number(2); }));
}

TEST_CASE("look tells what the notices have told") {
  host_world world;
  const auto look = [&] {
    std::erase_if(world.notices,
                  [](const auto& n) { return std::holds_alternative<from_host::view>(n); });
    world.host->submit(to_host::look{first});
    const auto* view = world.wait<from_host::view>();
    REQUIRE(view != nullptr);
    return *view;
  };
  auto view = look();
  CHECK(view.run.value == 0);
  CHECK(view.pid == 0);

  world.define(script("exec sleep 100"));
  world.launch(4);
  const auto* spawned = world.wait<from_host::spawned>();
  REQUIRE(spawned != nullptr);
  const auto pid = spawned->pid;
  view = look();
  CHECK(view.run == run_number(4));
  CHECK(view.pid == pid);
  CHECK_FALSE(view.ended.has_value());
  CHECK(view.stdout_path == "/out/1");

  world.host->submit(to_host::signal{first, run_number(4), SIGKILL, false, 0});
  REQUIRE(world.wait<from_host::exited>() != nullptr);
  view = look();
  CHECK(view.pid == 0);
  REQUIRE(view.ended.has_value());
  CHECK(view.ended->signal == SIGKILL);

  world.define(program("/nope/x"));
  world.launch(5);
  REQUIRE(world.wait<from_host::spawn_failed>() != nullptr);
  view = look();
  CHECK(view.run == run_number(5));
  CHECK_FALSE(view.ended.has_value());
  CHECK(view.spawn_error == "can't find command '/nope/x'");
}

TEST_CASE("a second launch while a run is alive is refused and harms nothing") {
  host_world world;
  world.define(script("exec sleep 100"));
  world.launch(1);
  world.launch(2);
  const auto* refused = world.wait<from_host::spawn_failed>();
  REQUIRE(refused != nullptr);
  CHECK(refused->run == run_number(2));
  CHECK(refused->error_number == EBUSY);
  world.host->submit(to_host::signal{first, run_number(1), SIGKILL, false, 0});
  CHECK(world.wait<from_host::exited>([](const auto& n) { return n.run == run_number(1); }));
}

TEST_CASE("an unknown process cannot be launched, probed or written to") {
  host_world world;
  world.launch();
  world.host->submit(to_host::probe{first, 1});
  world.host->submit(to_host::write_stdin{first, "x", 2});
  CHECK(world.wait<from_host::spawn_failed>() != nullptr);
  const auto* probed = world.wait<from_host::probed>();
  REQUIRE(probed != nullptr);
  CHECK(probed->problem.code == core::fault_code::bad_name);
  const auto* written = world.wait<from_host::stdin_written>();
  REQUIRE(written != nullptr);
  CHECK(written->problem.code == core::fault_code::bad_name);
}

TEST_CASE("an exit is told within a bound even if the log never finishes") {
  host_options options;
  options.drain_patience = 100ms;
  host_world world{std::move(options)};
  world.logs.drains = false;
  world.define(program("/bin/true"));
  world.launch();
  const auto* end = world.wait<from_host::exited>();
  REQUIRE(end != nullptr);
  CHECK(end->status == core::exit_status{});
}

TEST_CASE("what is asked to be forgotten while it runs is forgotten after its exit") {
  host_world world;
  world.define(script("exec sleep 100"));
  world.launch();
  REQUIRE(world.wait<from_host::spawned>() != nullptr);
  world.host->submit(to_host::forget{first});
  world.host->submit(to_host::signal{first, run_number(1), SIGKILL, false, 0});
  REQUIRE(world.wait<from_host::exited>() != nullptr);
  CHECK(world.logs.forgotten == std::vector<std::uint32_t>{1});
}

TEST_CASE("log commands go to the log service") {
  host_world world;
  world.host->submit(to_host::read_log{});
  world.host->submit(to_host::follow_log{});
  world.host->submit(to_host::clear_logs{});
  world.host->submit(to_host::reopen_logs{});
  CHECK(world.until([&] {
    return world.logs.forwarded == std::vector<std::string>{"read", "follow", "clear", "reopen"};
  }));
}

TEST_CASE("five hundred children that end at once are all told, each once") {
  constexpr std::uint32_t children = 500;
  const auto before = open_descriptors();
  {
    host_world world;
    for (std::uint32_t i = 1; i <= children; ++i) {
      world.define(program("/bin/sleep 100"), core::process_key{i});
      world.launch(1, core::process_key{i});
    }
    REQUIRE(world.until([&] { return world.count<from_host::spawned>() == children; }));
    CHECK(world.count<from_host::spawn_failed>() == 0);
    for (std::uint32_t i = 1; i <= children; ++i)
      world.host->submit(to_host::signal{core::process_key{i}, run_number(1), SIGKILL, false, 0});
    REQUIRE(world.until([&] { return world.count<from_host::exited>() == children; }));
    std::set<std::uint32_t> keys;
    for (const auto& notice : world.notices)
      if (const auto* end = std::get_if<from_host::exited>(&notice)) {
        keys.insert(end->key.value);
        CHECK(end->status == core::exit_status{.signal = SIGKILL});
      }
    CHECK(keys.size() == children);
    CHECK(world.count<from_host::reaped_stranger>() == 0);
  }
  CHECK(open_descriptors() == before);
  CHECK_FALSE(has_children());
}

TEST_CASE("two hundred children are spawned beside two thousand open descriptors") {
  host_world world;
  std::vector<io::fd> many;
  for (int i = 0; i < 2000; ++i)
    many.emplace_back(::open("/dev/null", O_RDONLY));
  if (!many.back()) {
    WARN("skipped: the limit on open files is too low");
    return;
  }
  for (std::uint32_t i = 1; i <= 200; ++i) {
    world.define(script("ls /proc/$$/fd; :"), core::process_key{i});
    world.launch(1, core::process_key{i});
  }
  REQUIRE(world.until([&] { return world.count<from_host::exited>() == 200; }));
  CHECK(world.count<from_host::spawn_failed>() == 0);
  for (std::uint32_t i = 1; i <= 200; ++i)
    CHECK(world.logs.of[i].out_text == "0\n1\n2\n");
}

TEST_CASE("submit may be called from any thread, and after its commands nothing is lost") {
  host_world world;
  world.define(program("/bin/true"));
  std::thread other{[&] { world.launch(1); }};
  other.join();
  CHECK(world.wait<from_host::exited>() != nullptr);
}

TEST_CASE("commands that arrive after the host is gone do nothing") {
  host_world world;
  world.define(program("/bin/true"));
  world.launch();
  world.host.reset();
  world.io.run_for(10ms);
  CHECK(world.notices.empty());
}
