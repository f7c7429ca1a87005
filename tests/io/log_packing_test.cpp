// Compression of backups: names, content, what is left after a crash, and what can go wrong.
#include <sys/stat.h>
#include <zlib.h>

#include <array>
#include <cstdint>

#include "io/gzip_file.hpp"
#include "tests/io/log_fixture.hpp"

using namespace actord;
using namespace actord::test;

namespace {

// What a gzip file holds; "?" if it is none, or damaged.
std::string unpacked(const std::string& path) {
  ::gzFile file = ::gzopen(path.c_str(), "rb");
  if (file == nullptr) return "?";
  std::string text;
  std::array<char, 4096> buffer{};
  int count = 0;
  while ((count = ::gzread(file, buffer.data(), buffer.size())) > 0)
    text.append(buffer.data(), static_cast<std::size_t>(count));
  const bool plain = ::gzdirect(file) != 0;
  return ::gzclose(file) == Z_OK && count == 0 && !plain ? text : "?";
}

bool exists(const std::string& path) {
  return std::filesystem::exists(path);
}

std::shared_ptr<core::process_spec> packed_spec(const std::string& path) {
  auto spec = log_fixture::spec_for("web", path);
  spec->out.compress = core::log_compression::gzip;
  spec->out.backups = 3;
  return spec;
}

struct packing_fixture : log_fixture {
  std::string path = folder / "web.log";
  child_end child;

  void begin(std::shared_ptr<core::process_spec> spec) {
    define(1, std::move(spec));
    child = start(1, 1);
  }
  void say(const std::string& text) {
    child.write(text);
    REQUIRE(soon([&] { return content(path).ends_with(text); }));
  }
  void rotate() {
    logs->rotate({{1}, 1});
    CHECK(notices.take<core::from_host::logs_rotated>().problem == core::fault{});
  }
  // The backup with this number is compressed and holds that.
  bool packed(int number, const std::string& text) const {
    const auto name = path + "." + std::to_string(number);
    return soon([&] { return exists(name + ".gz") && !exists(name); }) &&
           unpacked(name + ".gz") == text;
  }
};

}  // namespace

TEST_CASE("backups are compressed under the names that logrotate uses") {
  packing_fixture at;
  at.begin(packed_spec(at.path));
  at.say("one\n");
  at.rotate();
  CHECK(at.packed(1, "one\n"));
  at.say("two\n");
  at.rotate();
  CHECK(at.packed(1, "two\n"));
  CHECK(at.packed(2, "one\n"));
  at.say("three\n");
  at.rotate();
  at.say("four\n");
  at.rotate();
  CHECK(at.packed(1, "four\n"));
  CHECK(at.packed(2, "three\n"));
  CHECK(at.packed(3, "two\n"));
  CHECK_FALSE(exists(at.path + ".4.gz"));
  CHECK_FALSE(exists(at.path + ".actord-gz"));
  CHECK(at.notices.count<core::from_host::log_trouble>() == 0);
}

TEST_CASE("compressed backups lose no byte however fast a log rotates") {
  packing_fixture at;
  auto spec = packed_spec(at.path);
  spec->out.max_bytes = 5000;
  spec->out.backups = 200;
  at.begin(spec);
  std::string written;
  for (int line = 0; line < 5000; ++line) {
    const auto text = "line " + std::to_string(line) + " of many\n";
    at.child.write(text);
    written += text;
  }
  at.child.close();
  at.drain(1, 1);
  // Rotations stop, compression comes to its end.
  CHECK(soon([&] {
    for (int number = 1; number <= 200; ++number)
      if (exists(at.path + "." + std::to_string(number))) return false;
    return true;
  }));
  std::string kept;
  for (int number = 200; number >= 1; --number)
    if (const auto name = at.path + "." + std::to_string(number) + ".gz"; exists(name))
      kept += unpacked(name);
  CHECK(kept + content(at.path) == written);
  CHECK(at.notices.count<core::from_host::log_trouble>() == 0);
}

TEST_CASE("a compressed backup has the mode and the time of the plain one") {
  packing_fixture at;
  at.begin(packed_spec(at.path));
  at.say("one\n");
  REQUIRE(::chmod(at.path.c_str(), 0640) == 0);
  struct ::stat before {};
  REQUIRE(::stat(at.path.c_str(), &before) == 0);
  at.rotate();
  REQUIRE(at.packed(1, "one\n"));
  struct ::stat after {};
  REQUIRE(::stat((at.path + ".1.gz").c_str(), &after) == 0);
  CHECK((after.st_mode & 07777U) == 0640);
  CHECK(after.st_mtim.tv_sec == before.st_mtim.tv_sec);
}

TEST_CASE("what a daemon that died left is tidied up") {
  packing_fixture at;
  put_file(at.path + ".actord-gz", "half a file");
  put_file(at.path + ".1", "one\n");  // not compressed yet
  put_file(at.path + ".2", "two\n");  // compressed, but its plain file is still there
  put_file(at.path + ".2.gz", "whatever");
  at.begin(packed_spec(at.path));
  CHECK(at.packed(1, "one\n"));
  CHECK(at.packed(2, "two\n"));
  CHECK_FALSE(exists(at.path + ".actord-gz"));
}

TEST_CASE("without compression nothing is touched, and compressed backups move with the others") {
  packing_fixture at;
  put_file(at.path + ".actord-gz", "half a file");
  put_file(at.path + ".1.gz", "packed");
  put_file(at.path + ".2", "plain");
  auto spec = packed_spec(at.path);
  spec->out.compress = core::log_compression::none;
  at.begin(spec);
  at.say("new\n");
  at.rotate();
  CHECK(content(at.path + ".actord-gz") == "half a file");  // it might be somebody's
  CHECK(content(at.path + ".1") == "new\n");
  CHECK(content(at.path + ".2.gz") == "packed");
  CHECK(content(at.path + ".3") == "plain");
  CHECK_FALSE(exists(at.path + ".2"));
  at.say("newer\n");
  at.rotate();
  CHECK(content(at.path + ".3.gz") == "packed");
  CHECK_FALSE(exists(at.path + ".3"));  // the oldest has gone
}

TEST_CASE("one backup only: the compressed one is replaced") {
  packing_fixture at;
  auto spec = packed_spec(at.path);
  spec->out.backups = 1;
  at.begin(spec);
  at.say("one\n");
  at.rotate();
  REQUIRE(at.packed(1, "one\n"));
  at.say("two\n");
  at.rotate();
  CHECK(at.packed(1, "two\n"));
  CHECK_FALSE(exists(at.path + ".2.gz"));
}

TEST_CASE("a file of another name is never taken for a backup") {
  packing_fixture at;
  put_file(at.path + ".gz", "somebody's");
  at.begin(packed_spec(at.path));
  at.say("one\n");
  at.rotate();
  REQUIRE(at.packed(1, "one\n"));
  CHECK(content(at.path + ".gz") == "somebody's");
}

TEST_CASE("a compression that fails leaves the backup as it is, and says so once") {
  packing_fixture at;
  at.begin(packed_spec(at.path));
  at.say("one\n");
  // No room for the name that the compressed file is to have.
  std::filesystem::create_directory(at.path + ".1.gz");
  put_file(at.path + ".1.gz/file", "");
  std::filesystem::create_directory(at.path + ".actord-gz");
  put_file(at.path + ".actord-gz/file", "");
  auto& logs = *at.logs;
  logs.rotate({{1}, 1});
  const auto moved = at.notices.take<core::from_host::logs_rotated>().problem;
  CHECK(moved == core::fault{});
  CHECK(at.next_trouble() == "cannot compress a backup of log '" + at.path +
                                 "': File exists; it stays as it is until the next rotation");
  CHECK(content(at.path + ".1") == "one\n");
}

TEST_CASE("a follower reads a generation to its end that has been compressed meanwhile") {
  packing_fixture at;
  at.begin(packed_spec(at.path));
  at.say("one\n");
  const core::log_address log{{1}, core::stream_kind::out};
  at.logs->follow({log, {}, 2, 0, 10s, 1});
  const auto first = at.notices.take<core::from_host::log_followed>();
  CHECK(first.bytes == "e\n");
  at.say("one more\n");
  at.rotate();
  REQUIRE(at.packed(1, "one\none more\n"));
  at.say("two\n");
  at.logs->follow({log, first.next, 0, 0, 10s, 2});
  const auto second = at.notices.take<core::from_host::log_followed>();
  CHECK(second.bytes == "one more\n");
  CHECK_FALSE(second.truncated);
  at.logs->follow({log, second.next, 0, 0, 10s, 3});
  CHECK(at.notices.take<core::from_host::log_followed>().bytes == "two\n");
}

TEST_CASE("a stop in the middle of a compression leaves the plain backup whole") {
  packing_fixture at;
  const std::string much(64 * 1024 * 1024, 'x');
  put_file(at.path + ".1", much);
  at.begin(packed_spec(at.path));
  at.logs->stop();
  CHECK_FALSE(exists(at.path + ".actord-gz"));
  // It may have been quick enough.
  CHECK((exists(at.path + ".1.gz") || std::filesystem::file_size(at.path + ".1") == much.size()));
}

TEST_CASE("AUTO logs take their compressed backups with them") {
  log_fixture at;
  auto spec = std::make_shared<core::process_spec>();
  spec->name = "web";
  spec->out.compress = core::log_compression::gzip;
  spec->err.kind = core::log_spec::target::none;
  const auto path = at.define(1, spec).out;
  put_file(path + ".1.gz", "old");
  put_file(path + ".2", "older");
  put_file(path + ".note", "somebody's");
  at.logs->forget({1});
  at.settle();
  CHECK_FALSE(exists(path + ".1.gz"));
  CHECK_FALSE(exists(path + ".2"));
  CHECK(exists(path + ".note"));
}

TEST_CASE("gzip_file tells how it went and leaves no half of a file") {
  const temp_folder folder;
  put_file(folder / "plain", std::string(200'000, 'x'));
  const io::fd plain{::open((folder / "plain").c_str(), O_RDONLY | O_CLOEXEC)};
  struct ::stat facts {};
  REQUIRE(::fstat(plain.number(), &facts) == 0);
  std::atomic<bool> cancelled{false};

  const auto done = io::gzip_file(plain.number(), facts, folder / "a.gz", cancelled);
  CHECK(done.error == 0);
  CHECK(done.bytes == 200'000);
  CHECK(unpacked(folder / "a.gz") == std::string(200'000, 'x'));

  CHECK(io::gzip_file(plain.number(), facts, folder / "a.gz", cancelled).error == EEXIST);
  CHECK(exists(folder / "a.gz"));
  CHECK(io::gzip_file(plain.number(), facts, "/dev/full", cancelled).error == EEXIST);
  cancelled = true;
  CHECK(io::gzip_file(plain.number(), facts, folder / "b.gz", cancelled).error == ECANCELED);
  CHECK_FALSE(exists(folder / "b.gz"));
}
