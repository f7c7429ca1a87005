#include "io/log_service.hpp"

#include <sys/stat.h>
#include <sys/wait.h>

#include <random>
#include <sstream>

#include "tests/io/log_fixture.hpp"

using namespace actord;
using namespace actord::test;

namespace {

constexpr core::log_address out_of(std::uint32_t key) {
  return {{key}, core::stream_kind::out};
}

std::string numbered_lines(const std::string& name, int count) {
  std::string text;
  for (int line = 0; line < count; ++line)
    text += name + " says " + std::to_string(line) + "\n";
  return text;
}

}  // namespace

TEST_CASE("a child's output lands in its file, run after run") {
  log_fixture at;
  const auto path = at.folder / "web.log";
  put_file(path, "before\n");
  CHECK(at.define(1, log_fixture::spec_for("web", path)).out == path);
  for (std::uint64_t run = 1; run <= 3; ++run) {
    auto child = at.start(1, run);
    child.write("run " + std::to_string(run) + "\n");
    at.drain(1, run);
  }
  CHECK(content(path) == "before\nrun 1\nrun 2\nrun 3\n");
}

TEST_CASE("output arrives while the child lives, byte for byte") {
  log_fixture at;
  const auto path = at.folder / "web.log";
  at.define(1, log_fixture::spec_for("web", path));
  const auto child = at.start(1, 1);
  std::string every_byte;
  for (int byte = 0; byte < 256; ++byte)
    every_byte += static_cast<char>(byte);
  child.write(every_byte);
  CHECK(soon([&] { return content(path) == every_byte; }));
  child.write("\xff\xfe again");
  CHECK(soon([&] { return content(path) == every_byte + "\xff\xfe again"; }));
}

TEST_CASE("stdout and stderr go to files of their own") {
  log_fixture at;
  auto spec = log_fixture::spec_for("web", at.folder / "out.log");
  spec->err = spec->out;
  spec->err.path = at.folder / "err.log";
  at.define(1, spec);
  REQUIRE(at.prepare(1) == 0);
  auto [out, out_child] = child_pipe_ends();
  auto [err, err_child] = child_pipe_ends();
  at.logs->attach({1}, {1}, std::move(out), std::move(err));
  out_child.write("to out\n");
  err_child.write("to err\n");
  at.drain(1, 1);
  CHECK(content(at.folder / "out.log") == "to out\n");
  CHECK(content(at.folder / "err.log") == "to err\n");
}

TEST_CASE("redirect_stderr leaves stderr without a file") {
  log_fixture at;
  auto spec = std::make_shared<core::process_spec>();
  spec->name = "web";
  spec->redirect_stderr = true;
  const auto paths = at.define(1, spec);
  CHECK_FALSE(paths.out.empty());
  CHECK(paths.err.empty());
}

TEST_CASE("output without a log is read and thrown away") {
  log_fixture at;
  auto spec = log_fixture::spec_for("web", "");
  spec->out.kind = core::log_spec::target::none;
  CHECK(at.define(1, spec).out.empty());
  const auto child = at.start(1, 1);
  child.write(std::string(3'000'000, 'x'));  // more than any pipe holds
  at.drain(1, 1);
}

TEST_CASE("AUTO files are private, named by Supervisor's rule and go with the process") {
  log_fixture at{{.identifier = "sup"}};
  auto spec = std::make_shared<core::process_spec>();
  spec->name = "web";
  spec->out.max_bytes = 10;
  const auto paths = at.define(1, spec);
  CHECK(paths.out.starts_with(at.folder / "web-stdout---sup-"));
  CHECK(paths.err.starts_with(at.folder / "web-stderr---sup-"));
  CHECK(paths.out.size() == (at.folder / "web-stdout---sup-12345678.log").size());
  struct ::stat facts {};
  REQUIRE(::stat(paths.out.c_str(), &facts) == 0);
  CHECK((facts.st_mode & 07777U) == 0600U);

  const auto child = at.start(1, 1);
  child.write("123456789\n");
  at.drain(1, 1);
  REQUIRE(::stat(paths.out.c_str(), &facts) == 0);
  CHECK((facts.st_mode & 07777U) == 0600U);  // also the one made by rotation
  CHECK(std::filesystem::exists(paths.out + ".1"));

  at.logs->forget({1});
  at.settle();
  CHECK(std::filesystem::is_empty(at.folder.path()));
}

TEST_CASE("a process that is defined again keeps its AUTO files") {
  log_fixture at;
  auto spec = std::make_shared<core::process_spec>();
  spec->name = "web";
  const auto first = at.define(1, spec);
  const auto again = at.define(1, std::make_shared<core::process_spec>(*spec));
  CHECK(again.out == first.out);
  auto other = std::make_shared<core::process_spec>(*spec);
  other->out.kind = core::log_spec::target::none;
  CHECK(at.define(1, other).out.empty());
  CHECK_FALSE(std::filesystem::exists(first.out));
  CHECK(std::filesystem::exists(first.err));
}

TEST_CASE("all that a dead child wrote is there when its drain is done") {
  log_fixture at;
  const auto path = at.folder / "web.log";
  at.define(1, log_fixture::spec_for("web", path));
  for (std::uint64_t run = 1; run <= 20; ++run) {
    auto child = at.start(1, run);
    child.write(std::string(60'000, 'x') + "\n");
    child.close();
    at.drain(1, run);
    CHECK(std::filesystem::file_size(path) == run * 60'001);
  }
}

TEST_CASE("a grandchild that holds the pipe and writes on does not hold up the drain") {
  log_fixture at;
  const auto path = at.folder / "web.log";
  at.define(1, log_fixture::spec_for("web", path));
  const auto child = at.start(1, 1);
  child.write("the child's last words\n");
  const auto pid = ::fork();
  if (pid == 0) {
    if (::dup2(child.number(), STDOUT_FILENO) < 0) ::_exit(1);
    (void)::close_range(STDERR_FILENO + 1, ~0U, 0);  // the read end, too, as exec would
    for (;;)
      if (::write(STDOUT_FILENO, "noise\n", 6) < 0) ::_exit(0);
  }
  at.drain(1, 1);
  int status = 0;
  CHECK(::waitpid(pid, &status, 0) == pid);  // the closed pipe ends it
  CHECK(content(path).starts_with("the child's last words\n"));
}

TEST_CASE("a drain of a run that nobody knows is done at once") {
  log_fixture at;
  at.drain(77, 1);
  const auto path = at.folder / "web.log";
  at.define(1, log_fixture::spec_for("web", path));
  REQUIRE(at.prepare(1) == 0);
  at.drain(1, 1);  // the spawn has failed
  const auto child = at.start(1, 2);
  child.write("second try\n");
  at.drain(1, 2);
  CHECK(content(path) == "second try\n");
}

TEST_CASE("a hundred chatty writers lose nothing") {
  log_fixture at;
  constexpr std::uint32_t count = 100;
  const auto text = [](std::uint32_t key) {
    return numbered_lines("w" + std::to_string(key), 500);
  };
  std::vector<std::thread> writers;
  for (std::uint32_t key = 1; key <= count; ++key) {
    const auto name = "w" + std::to_string(key);
    at.define(key, log_fixture::spec_for(name, at.folder / (name + ".log")));
    writers.emplace_back([bytes = text(key), child = at.start(key, 1)] {
      for (std::size_t line = 0; line < bytes.size();) {
        const auto end = bytes.find('\n', line) + 1;
        child.write(std::string_view{bytes}.substr(line, end - line));
        line = end;
      }
    });
  }
  for (auto& writer : writers)
    writer.join();
  for (std::uint32_t key = 1; key <= count; ++key) {
    at.drain(key, 1);
    CHECK(content(at.folder / ("w" + std::to_string(key) + ".log")) == text(key));
  }
}

TEST_CASE("escape sequences are removed also where a chunk ends") {
  log_fixture at{{.strip_ansi = true}};
  const auto path = at.folder / "web.log";
  at.define(1, log_fixture::spec_for("web", path));
  auto child = at.start(1, 1);
  child.write("\x1b[31mred\x1b[1;3");
  CHECK(soon([&] { return content(path) == "red"; }));
  child.write("2mgreen\x1b");
  child.close();
  at.drain(1, 1);
  CHECK(content(path) == "redgreen\x1b");
}

TEST_CASE("output is shown to the daemon's log when asked for") {
  log_fixture at;
  at.define(1, log_fixture::spec_for("web", at.folder / "web.log"));
  const auto child = at.start(1, 1);
  child.write("unseen\n");
  CHECK(soon([&] { return content(at.folder / "web.log") == "unseen\n"; }));
  at.logs->show_output(true);
  at.settle();
  child.write("seen\n");
  const auto seen = at.notices.take<core::from_host::output_seen>();
  CHECK(seen.key.value == 1);
  CHECK(seen.bytes == "seen\n");
}

TEST_CASE("shown output is bounded, and says what it leaves out") {
  log_fixture at{{.show_output = true}};
  at.define(1, log_fixture::spec_for("web", at.folder / "web.log"));
  const auto child = at.start(1, 1);
  child.write(std::string(50'000, 'x'));
  const auto seen = at.notices.take<core::from_host::output_seen>();
  CHECK(seen.bytes.size() < 10'000);
  CHECK(seen.bytes.find(" bytes are not shown)") != std::string::npos);
}

TEST_CASE("bytes can be appended to any log") {
  log_fixture at;
  at.define(1, log_fixture::spec_for("web", at.folder / "web.log"));
  CHECK(at.define_main({at.folder / "main.log", 0, 0}) == 0);
  at.logs->append({{0}, core::stream_kind::out}, "one\n");
  at.logs->append({{0}, core::stream_kind::out}, "two\n");
  at.logs->append(out_of(1), "three\n");
  at.logs->append(out_of(42), "to nobody\n");
  at.settle();
  CHECK(content(at.folder / "main.log") == "one\ntwo\n");
  CHECK(content(at.folder / "web.log") == "three\n");
}

TEST_CASE("stop writes out what is queued and calls what is owed") {
  log_fixture at;
  const auto path = at.folder / "web.log";
  CHECK(at.define_main({at.folder / "main.log", 0, 0}) == 0);
  at.define(1, log_fixture::spec_for("web", path));
  const auto child = at.start(1, 1);
  std::string expected;
  for (int line = 0; line < 1000; ++line) {
    at.logs->append({{0}, core::stream_kind::out}, std::to_string(line) + "\n");
    expected += std::to_string(line) + "\n";
  }
  child.write("still in the pipe\n");
  bool called = false;
  at.logs->drain({9}, {9}, [&] { called = true; });
  at.logs->stop();
  CHECK(called);
  CHECK(content(at.folder / "main.log") == expected);
  CHECK(content(path) == "still in the pipe\n");
  at.logs->append({{0}, core::stream_kind::out}, "too late\n");
  at.logs->stop();
}

TEST_CASE("nothing is left open") {
  const auto before = open_descriptors();
  {
    log_fixture at;
    CHECK(at.define_main({at.folder / "main.log", 0, 0}) == 0);
    for (std::uint32_t key = 1; key <= 10; ++key)
      at.define(key, log_fixture::spec_for("p", at.folder / std::to_string(key)));
    at.settle();
    const auto idle = open_descriptors();
    for (std::uint64_t run = 1; run <= 5; ++run)
      for (std::uint32_t key = 1; key <= 10; ++key) {
        auto child = at.start(key, run);
        child.write("x");
        child.close();
        at.drain(key, run);
      }
    CHECK(open_descriptors() == idle);
  }
  CHECK(open_descriptors() == before);
}

TEST_CASE("the log thread sleeps while nobody writes") {
  log_fixture at;
  at.define(1, log_fixture::spec_for("web", at.folder / "web.log"));
  const auto child = at.start(1, 1);
  child.write("hello\n");
  REQUIRE(soon([&] { return content(at.folder / "web.log") == "hello\n"; }));
  const auto switches = [] {  // of the log thread
    for (const auto& task : std::filesystem::directory_iterator{"/proc/self/task"})
      if (content(task.path() / "comm") == "actord-logs\n") {
        const auto status = content(task.path() / "status");
        return status.substr(status.find("voluntary_ctxt_switches"));
      }
    return std::string{};
  };
  REQUIRE_FALSE(switches().empty());
  // Once the short rest after the last read is over, the count stands still.
  const auto quiet_for_long = [&] {
    const auto before = switches();
    std::this_thread::sleep_for(300ms);  // the observation itself
    return switches() == before;
  };
  CHECK(soon(quiet_for_long));
}

TEST_CASE("a chatty pipe is taken out of epoll, and put back when it falls silent") {
  log_fixture at;
  const auto path = at.folder / "web.log";
  at.define(1, log_fixture::spec_for("web", path));
  REQUIRE(at.prepare(1) == 0);
  auto [read, child] = child_pipe_ends();
  const auto number = std::to_string(read.number());
  at.logs->attach({1}, {1}, std::move(read), {});
  const auto registered = [&] {
    for (const auto& file : std::filesystem::directory_iterator{"/proc/self/fdinfo"}) {
      std::istringstream facts{content(file.path())};
      for (std::string word; facts >> word;)
        if (word == "tfd:" && facts >> word && word == number) return true;
    }
    return false;
  };
  for (int round = 0; round < 3; ++round) {
    CHECK(soon(registered));
    CHECK(soon([&, &writer = child] {
      writer.write("talk\n");
      return !registered();
    }));
  }
  CHECK(soon(registered));
  child.write("end\n");
  CHECK(soon([&] { return content(path).ends_with("end\n"); }));
}
