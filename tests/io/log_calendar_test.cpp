// Rotation by the clock and on demand, with a clock of our own.
#include <sys/stat.h>
#include <utime.h>

#include <atomic>
#include <cstdint>

#include "tests/io/log_fixture.hpp"

using namespace actord;
using namespace actord::test;

namespace {

constexpr auto day = std::chrono::hours{24};

// A clock on the wall that stands still until it is set.
class wall_clock {
 public:
  core::wall_time now() const { return core::wall_time{core::wall_time::duration{ticks_.load()}}; }
  void set(core::wall_time to) { ticks_ = to.time_since_epoch().count(); }
  void advance(std::chrono::seconds by) { set(now() + by); }

  io::log_options options() const {
    io::log_options made;
    made.wall_now = [this] { return now(); };
    return made;
  }

 private:
  std::atomic<core::wall_time::duration::rep> ticks_{
      std::chrono::system_clock::now().time_since_epoch().count()};
};

std::shared_ptr<core::process_spec> rotated_spec(const std::string& path,
                                                 std::chrono::seconds every) {
  auto spec = log_fixture::spec_for("web", path);
  spec->out.rotate_every = every;
  spec->out.backups = 3;
  return spec;
}

}  // namespace

TEST_CASE("a log is begun anew with the first byte of a new period") {
  wall_clock clock;
  log_fixture at{clock.options()};
  const auto path = at.folder / "web.log";
  at.define(1, rotated_spec(path, day));
  const auto child = at.start(1, 1);
  child.write("today\n");
  CHECK(soon([&] { return content(path) == "today\n"; }));
  child.write("still today\n");
  CHECK(soon([&] { return content(path) == "today\nstill today\n"; }));
  clock.advance(day);
  child.write("tomorrow\n");
  CHECK(soon([&] { return content(path) == "tomorrow\n"; }));
  CHECK(content(path + ".1") == "today\nstill today\n");
  clock.advance(3 * day);  // days without a byte leave no files
  child.write("later\n");
  CHECK(soon([&] { return content(path) == "later\n"; }));
  CHECK(content(path + ".1") == "tomorrow\n");
  CHECK(content(path + ".2") == "today\nstill today\n");
  CHECK_FALSE(std::filesystem::exists(path + ".3"));
}

TEST_CASE("a log that nobody writes to is rotated when its period ends") {
  log_fixture at;  // the real clock
  const auto path = at.folder / "web.log";
  at.define(1, rotated_spec(path, 1s));
  const auto child = at.start(1, 1);
  child.write("once\n");
  CHECK(soon([&] { return content(path + ".1") == "once\n"; }));
  CHECK(content(path).empty());
}

TEST_CASE("a clock that is set back rotates nothing, and is followed from there") {
  wall_clock clock;
  log_fixture at{clock.options()};
  const auto path = at.folder / "web.log";
  at.define(1, rotated_spec(path, day));
  const auto child = at.start(1, 1);
  child.write("one\n");
  CHECK(soon([&] { return content(path) == "one\n"; }));
  clock.advance(-100 * day);
  child.write("two\n");
  CHECK(soon([&] { return content(path) == "one\ntwo\n"; }));
  clock.advance(day);
  child.write("three\n");
  CHECK(soon([&] { return content(path) == "three\n"; }));
  CHECK(content(path + ".1") == "one\ntwo\n");
}

TEST_CASE("a log of an earlier period is rotated when it is opened and written to") {
  log_fixture at;
  const auto path = at.folder / "web.log";
  put_file(path, "long ago\n");
  const ::utimbuf times{1'000'000'000, 1'000'000'000};
  REQUIRE(::utime(path.c_str(), &times) == 0);
  at.define(1, rotated_spec(path, day));
  const auto child = at.start(1, 1);
  child.write("now\n");
  CHECK(soon([&] { return content(path) == "now\n"; }));
  CHECK(content(path + ".1") == "long ago\n");
}

TEST_CASE("a log of the present period goes on after a restart") {
  log_fixture at;
  const auto path = at.folder / "web.log";
  put_file(path, "before\n");
  at.define(1, rotated_spec(path, 7 * day));
  at.start(1, 1).write("after\n");
  at.drain(1, 1);
  CHECK(all_generations(path) == "before\nafter\n");
}

TEST_CASE("rotation by the clock that fails loses no byte and is said once") {
  wall_clock clock;
  log_fixture at{clock.options()};
  const auto path = at.folder / "web.log";
  std::filesystem::create_directory(path + ".1");  // in the way
  put_file(path + ".1/file", "");
  auto spec = rotated_spec(path, day);
  spec->out.backups = 1;
  at.define(1, spec);
  const auto child = at.start(1, 1);
  child.write("one\n");
  CHECK(soon([&] { return content(path) == "one\n"; }));
  clock.advance(day);
  child.write("two\n");
  CHECK(at.next_trouble().find("cannot rotate log '" + path + "'") == 0);
  CHECK(soon([&] { return content(path) == "one\ntwo\n"; }));
  child.write("three\n");
  CHECK(soon([&] { return content(path) == "one\ntwo\nthree\n"; }));
  CHECK(at.notices.count<core::from_host::log_trouble>() == 0);
}

TEST_CASE("the daemon's own log is rotated by the clock, too") {
  wall_clock clock;
  log_fixture at{clock.options()};
  const auto path = at.folder / "main.log";
  io::main_log_spec spec;
  spec.path = path;
  spec.backups = 2;
  spec.rotate_every = day;
  REQUIRE(at.define_main(spec) == 0);
  at.logs->append({}, "today\n");
  at.settle();
  clock.advance(day);
  at.logs->append({}, "tomorrow\n");
  at.settle();
  CHECK(content(path) == "tomorrow\n");
  CHECK(content(path + ".1") == "today\n");
}

// ---- on demand

namespace {
core::fault rotate(log_fixture& at, std::uint32_t key) {
  at.logs->rotate({{key}, 1});
  return at.notices.take<core::from_host::logs_rotated>().problem;
}
}  // namespace

TEST_CASE("logs are rotated on demand, of running and of stopped processes") {
  log_fixture at;
  const auto path = at.folder / "web.log";
  auto spec = log_fixture::spec_for("web", path);
  spec->err = spec->out;
  spec->err.path = at.folder / "web.err";
  at.define(1, spec);
  {
    const auto child = at.start(1, 1);
    child.write("one\n");
    REQUIRE(soon([&] { return content(path) == "one\n"; }));
    CHECK(rotate(at, 1) == core::fault{});
    child.write("two\n");
    CHECK(soon([&] { return content(path) == "two\n"; }));
  }
  at.drain(1, 1);
  put_file(at.folder / "web.err", "problem\n");
  CHECK(rotate(at, 1) == core::fault{});
  CHECK(content(path).empty());
  CHECK(content(path + ".1") == "two\n");
  CHECK(content(path + ".2") == "one\n");
  CHECK(content(at.folder / "web.err.1") == "problem\n");
  CHECK(std::filesystem::exists(at.folder / "web.err"));
}

TEST_CASE("there is nothing to rotate in an empty log, none, or what is no file") {
  log_fixture at;
  at.define(1, log_fixture::spec_for("web", at.folder / "web.log"));
  CHECK(rotate(at, 1) == core::fault{});  // no file yet
  put_file(at.folder / "web.log", "");
  CHECK(rotate(at, 1) == core::fault{});
  CHECK_FALSE(std::filesystem::exists(at.folder / "web.log.1"));
  REQUIRE(::mkfifo((at.folder / "fifo").c_str(), 0600) == 0);
  at.define(2, log_fixture::spec_for("pipe", at.folder / "fifo"));
  CHECK(rotate(at, 2) == core::fault{});
  CHECK(std::filesystem::is_fifo(at.folder / "fifo"));
  CHECK(rotate(at, 77) == core::fault{});  // nobody
}

TEST_CASE("a log without backups is not rotated away on demand") {
  log_fixture at;
  const auto path = at.folder / "web.log";
  auto spec = log_fixture::spec_for("web", path);
  spec->out.backups = 0;
  at.define(1, spec);
  put_file(path, "precious\n");
  CHECK(rotate(at, 1) == core::fault{core::fault_code::failed,
                                     "cannot rotate log '" + path +
                                         "': it keeps no backups, so its content would be lost"});
  CHECK(content(path) == "precious\n");
}

TEST_CASE("the daemon's own log is rotated on demand") {
  log_fixture at;
  const auto path = at.folder / "main.log";
  REQUIRE(at.define_main({path, 0, 2}) == 0);
  at.logs->append({}, "one\n");
  CHECK(rotate(at, 0) == core::fault{});
  at.logs->append({}, "two\n");
  at.settle();
  CHECK(content(path) == "two\n");
  CHECK(content(path + ".1") == "one\n");
}

TEST_CASE("a follower goes on across a rotation on demand") {
  log_fixture at;
  const auto path = at.folder / "web.log";
  at.define(1, log_fixture::spec_for("web", path));
  const auto child = at.start(1, 1);
  child.write("one\n");
  REQUIRE(soon([&] { return content(path) == "one\n"; }));
  const core::log_address log{{1}, core::stream_kind::out};
  at.logs->follow({log, {}, 2, 0, 10s, 1});
  const auto first = at.notices.take<core::from_host::log_followed>();
  CHECK(first.bytes == "e\n");
  REQUIRE(rotate(at, 1) == core::fault{});
  child.write("two\n");
  at.logs->follow({log, first.next, 0, 0, 10s, 2});
  const auto second = at.notices.take<core::from_host::log_followed>();
  CHECK(second.bytes == "two\n");
  CHECK_FALSE(second.truncated);
}
