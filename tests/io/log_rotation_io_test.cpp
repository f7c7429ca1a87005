// Rotation, foreign hands on log files, clearing and reopening: what the files look like
// afterwards.
#include <sys/stat.h>

#include <cerrno>
#include <random>

#include "io/log_file.hpp"
#include "tests/io/log_fixture.hpp"

using namespace actord;
using namespace actord::test;

namespace {

std::shared_ptr<core::process_spec> rotating(const std::string& path, std::uint64_t max_bytes,
                                             int backups) {
  auto spec = log_fixture::spec_for("web", path);
  spec->out.max_bytes = max_bytes;
  spec->out.backups = backups;
  return spec;
}

}  // namespace

TEST_CASE("rotation keeps every byte and whole lines") {
  log_fixture at;
  const auto path = at.folder / "web.log";
  at.define(1, rotating(path, 10'000, 200));
  auto child = at.start(1, 1);
  std::mt19937 random{7};
  std::string written;
  for (int line = 0; line < 5000; ++line) {
    const auto text = std::to_string(line) + std::string(random() % 200, 'x') + "\n";
    child.write(text);
    written += text;
  }
  child.close();
  at.drain(1, 1);
  CHECK(all_generations(path) == written);
  for (int number = 1; std::filesystem::exists(path + "." + std::to_string(number)); ++number) {
    const auto backup = content(path + "." + std::to_string(number));
    CHECK(backup.size() <= 10'000 + 210);
    CHECK(backup.back() == '\n');
  }
  CHECK(std::filesystem::exists(path + ".20"));
}

TEST_CASE("no more backups are kept than asked for") {
  log_fixture at;
  const auto path = at.folder / "web.log";
  at.define(1, rotating(path, 10, 2));
  const auto child = at.start(1, 1);
  child.write("first....\nsecond...\nthird....\nfourth...\n");
  at.drain(1, 1);
  CHECK(content(path).empty());
  CHECK(content(path + ".1") == "fourth...\n");
  CHECK(content(path + ".2") == "third....\n");
  CHECK_FALSE(std::filesystem::exists(path + ".3"));
}

TEST_CASE("without backups a full file is emptied") {
  log_fixture at;
  const auto path = at.folder / "web.log";
  at.define(1, rotating(path, 10, 0));
  const auto child = at.start(1, 1);
  child.write("first....\nsecond\n");
  at.drain(1, 1);
  CHECK(content(path) == "second\n");
  CHECK_FALSE(std::filesystem::exists(path + ".1"));
}

TEST_CASE("a missing backup is no obstacle and its place is used") {
  log_fixture at;
  const auto path = at.folder / "web.log";
  put_file(path + ".2", "two\n");
  at.define(1, rotating(path, 10, 3));
  const auto child = at.start(1, 1);
  child.write("123456789\n");
  at.drain(1, 1);
  CHECK(content(path + ".1") == "123456789\n");
  CHECK(content(path + ".2") == "two\n");
}

TEST_CASE("rotation that fails loses no byte and is said once") {
  log_fixture at;
  const auto path = at.folder / "web.log";
  std::filesystem::create_directories(path + ".1/full");  // cannot be replaced by a file
  at.define(1, rotating(path, 10, 1));
  const auto child = at.start(1, 1);
  child.write("123456789\n");
  CHECK(at.next_trouble() ==
        "cannot rotate log '" + path + "': Is a directory; it grows beyond its limit");
  child.write("987654321\n");
  child.write("abcdefghi\n");
  at.drain(1, 1);
  CHECK(content(path) == "123456789\n987654321\nabcdefghi\n");
  CHECK(at.notices.count<core::from_host::log_trouble>() == 0);
}

TEST_CASE("a chain of backups stops at the first that cannot move") {
  temp_folder folder;
  const auto path = folder / "a";
  put_file(path, "now");
  put_file(path + ".1", "one");
  std::filesystem::create_directories(path + ".2/full");
  CHECK(io::shift_backups(path, 2) != 0);
  CHECK(content(path) == "now");
  CHECK(content(path + ".1") == "one");
}

TEST_CASE("two processes with one path share one rotated file") {
  log_fixture at;
  const auto path = at.folder / "shared.log";
  std::filesystem::create_directory_symlink(at.folder.path(), at.folder / "alias");
  at.define(1, rotating(path, 5'000, 500));
  at.define(2, rotating(at.folder / "alias/shared.log", 5'000, 500));
  std::vector<std::thread> writers;
  for (std::uint32_t key = 1; key <= 2; ++key)
    writers.emplace_back([key, child = at.start(key, 1)] {
      for (int line = 0; line < 3000; ++line)
        child.write(std::to_string(key) + " " + std::to_string(line) + "\n");
    });
  for (auto& writer : writers)
    writer.join();
  at.drain(1, 1);
  at.drain(2, 1);
  // Every line of each writer is there, in its order.
  std::istringstream all{all_generations(path)};
  int next[3] = {};
  for (int key = 0, line = 0; all >> key >> line;) {
    REQUIRE((key == 1 || key == 2));
    CHECK(line == next[key]++);
  }
  CHECK(next[1] == 3000);
  CHECK(next[2] == 3000);
}

TEST_CASE("a log that is deleted or moved away is begun anew") {
  log_fixture at;
  const auto path = at.folder / "web.log";
  at.define(1, log_fixture::spec_for("web", path));
  const auto child = at.start(1, 1);
  child.write("one\n");
  REQUIRE(soon([&] { return content(path) == "one\n"; }));
  SECTION("deleted") {
    std::filesystem::remove(path);
    CHECK(soon([&] {
      child.write("two\n");
      return content(path).ends_with("two\n");
    }));
  }
  SECTION("moved away") {
    std::filesystem::rename(path, path + ".old");
    int lines = 0;
    CHECK(soon([&] {
      child.write("two\n");
      ++lines;
      return content(path).ends_with("two\n");
    }));
    at.drain(1, 1);
    CHECK(content(path + ".old").size() + content(path).size() ==
          4 + 4 * static_cast<std::size_t>(lines));  // nothing is lost
  }
}

TEST_CASE("reopen gives a log its path back") {
  log_fixture at;
  const auto path = at.folder / "web.log";
  at.define(1, log_fixture::spec_for("web", path));
  CHECK(at.define_main({at.folder / "main.log", 0, 0}) == 0);
  const auto child = at.start(1, 1);
  child.write("one\n");
  REQUIRE(soon([&] { return content(path) == "one\n"; }));
  std::filesystem::rename(path, path + ".old");
  std::filesystem::rename(at.folder / "main.log", at.folder / "main.old");
  at.logs->reopen();
  at.settle();
  CHECK(std::filesystem::exists(at.folder / "main.log"));
  child.write("two\n");
  at.drain(1, 1);
  CHECK(content(path + ".old") == "one\n");
  CHECK(content(path) == "two\n");
}

TEST_CASE("clear empties logs of running and of stopped processes, and unlinks nothing") {
  log_fixture at;
  const auto path = at.folder / "web.log";
  at.define(1, log_fixture::spec_for("web", path));
  const auto child = at.start(1, 1);
  child.write("running\n");
  REQUIRE(soon([&] { return content(path) == "running\n"; }));
  struct ::stat before {};
  REQUIRE(::stat(path.c_str(), &before) == 0);
  CHECK(at.clear(1).code == core::fault_code::success);
  CHECK(content(path).empty());
  child.write("after\n");
  at.drain(1, 1);
  CHECK(content(path) == "after\n");
  CHECK(at.clear(1).code == core::fault_code::success);  // it runs no more
  struct ::stat after {};
  REQUIRE(::stat(path.c_str(), &after) == 0);
  CHECK(after.st_size == 0);
  CHECK(after.st_ino == before.st_ino);
  std::filesystem::remove(path);
  CHECK(at.clear(1).code == core::fault_code::success);  // nothing to clear
  CHECK_FALSE(std::filesystem::exists(path));
}

TEST_CASE("clear leaves other things than files alone") {
  log_fixture at;
  const auto path = at.folder / "fifo";
  REQUIRE(::mkfifo(path.c_str(), 0600) == 0);
  at.define(1, log_fixture::spec_for("web", path));
  CHECK(at.clear(1).code == core::fault_code::success);
  CHECK(std::filesystem::is_fifo(path));
  std::filesystem::create_directory(at.folder / "folder");
  at.define(2, log_fixture::spec_for("web", at.folder / "folder"));
  CHECK(at.clear(2).code == core::fault_code::failed);
}

TEST_CASE("the main log is cleared, if it is there") {
  log_fixture at;
  const auto path = at.folder / "main.log";
  CHECK(at.clear(0) == core::fault{core::fault_code::no_file, {}});
  CHECK(at.define_main({path, 0, 0}) == 0);
  at.logs->append({{0}, core::stream_kind::out}, "line\n");
  CHECK(at.clear(0).code == core::fault_code::success);
  CHECK(content(path).empty());
  std::filesystem::remove(path);
  CHECK(at.clear(0) == core::fault{core::fault_code::no_file, {}});
}

TEST_CASE("the main log rotates like any other") {
  log_fixture at;
  CHECK(at.define_main({at.folder / "main.log", 20, 3}) == 0);
  for (int line = 0; line < 4; ++line)
    at.logs->append({{0}, core::stream_kind::out}, "message " + std::to_string(line) + "\n");
  at.settle();
  CHECK(all_generations(at.folder / "main.log") == "message 0\nmessage 1\nmessage 2\nmessage 3\n");
  CHECK(content(at.folder / "main.log.1") == "message 2\nmessage 3\n");
}
