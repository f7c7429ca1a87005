// Questions about logs: reading by Supervisor's rules, following across rotation and truncation,
// and the clean-up of AUTO files.
#include <sys/stat.h>

#include <chrono>

#include "core/messages.hpp"
#include "io/log_automatic.hpp"
#include "tests/io/log_fixture.hpp"

using namespace actord;
using namespace actord::test;

namespace {

constexpr core::log_address web_out{{1}, core::stream_kind::out};
constexpr core::log_address web_err{{1}, core::stream_kind::err};
constexpr core::log_address main_log{{0}, core::stream_kind::out};

// Somebody who runs `tail -f`: asks, takes the answer, asks again from there.
class follower {
 public:
  follower(log_fixture& at, core::log_address log, std::uint64_t back = 0) : at_{at} {
    question_.log = log;
    question_.back = back;
    question_.patience = 0ms;
    question_.reply_to = 7;
  }

  void ask(std::chrono::milliseconds patience) {
    question_.patience = patience;
    at_.logs->follow(question_);
  }
  core::from_host::log_followed answer() {
    auto got = at_.notices.take<core::from_host::log_followed>();
    CHECK(got.reply_to == 7);
    if (got.problem.code == core::fault_code::success) question_.from = got.next;
    return got;
  }
  core::from_host::log_followed look() {
    ask(0ms);
    return answer();
  }
  // Everything until there is nothing more; truncations are marked.
  std::string catch_up() {
    for (std::string text;;) {
      const auto got = look();
      if (got.truncated) text += "<truncated>";
      text += got.bytes;
      if (got.bytes.empty()) return text;
    }
  }
  void limit(std::uint64_t max_bytes) { question_.max_bytes = max_bytes; }
  void start_from(core::log_cursor from) { question_.from = from; }

 private:
  log_fixture& at_;
  core::to_host::follow_log question_;
};

void append_to(const std::string& path, const std::string& bytes) {
  std::ofstream{path, std::ios::binary | std::ios::app} << bytes;
}

}  // namespace

TEST_CASE("a log is read by Supervisor's rules") {
  log_fixture at;
  const auto path = at.folder / "web.log";
  put_file(path, "hello\n");
  at.define(1, log_fixture::spec_for("web", path));
  const auto whole = at.read(web_out, 0, 0);
  CHECK(whole.bytes == "hello\n");
  CHECK(whole.file_size == 6);
  CHECK(whole.reply_to == 1);
  CHECK(at.read(web_out, -3, 0).bytes == "lo\n");
  CHECK(at.read(web_out, 1, 2).bytes == "el");
  CHECK(at.read(web_out, 100, 5).bytes.empty());
  CHECK(at.read(web_out, 100, 5).problem.code == core::fault_code::success);
  CHECK(at.read(web_out, -3, 2).problem == core::fault{core::fault_code::bad_arguments, {}});
  CHECK(at.read(web_out, 0, -2).problem == core::fault{core::fault_code::bad_arguments, {}});
}

TEST_CASE("a log that is not there is no file, before the arguments are looked at") {
  log_fixture at;
  const auto path = at.folder / "web.log";
  at.define(1, log_fixture::spec_for("web", path));
  CHECK(at.read(web_out, -3, 2).problem == core::fault{core::fault_code::no_file, path});
  CHECK(at.read(web_err, 0, 0).problem == core::fault{core::fault_code::no_file, {}});
  CHECK(at.read(main_log, 0, 0).problem == core::fault{core::fault_code::no_file, {}});
  CHECK(at.read({{42}, core::stream_kind::out}, 0, 0).problem.code == core::fault_code::no_file);
}

TEST_CASE("what is no file cannot be read, and a fifo loses nothing to a reader of its log") {
  log_fixture at;
  std::filesystem::create_directory(at.folder / "folder");
  at.define(1, log_fixture::spec_for("web", at.folder / "folder"));
  CHECK(at.read(web_out, 0, 0).problem == core::fault{core::fault_code::failed, {}});

  const auto path = at.folder / "fifo";
  REQUIRE(::mkfifo(path.c_str(), 0600) == 0);
  const io::fd reader{::open(path.c_str(), O_RDONLY | O_NONBLOCK)};
  at.define(1, log_fixture::spec_for("web", path));
  const auto child = at.start(1, 1);
  child.write("for the reader\n");
  at.drain(1, 1);
  CHECK(at.read(web_out, 0, 0).problem.code == core::fault_code::failed);
  CHECK(follower{at, web_out}.look().problem.code == core::fault_code::failed);
  char got[32] = {};
  CHECK(::read(reader.number(), got, sizeof got) == 15);
}

TEST_CASE("one answer is bounded; the asker asks again") {
  log_fixture at;
  const auto path = at.folder / "web.log";
  std::string text;
  while (text.size() < 3 * core::max_log_slice + 17)
    text += std::to_string(text.size()) + "\n";
  put_file(path, text);
  at.define(1, log_fixture::spec_for("web", path));
  std::string got;
  for (;;) {
    const auto slice = at.read(web_out, static_cast<std::int64_t>(got.size()), 0);
    CHECK(slice.bytes.size() <= core::max_log_slice);
    if (slice.bytes.empty()) break;
    got += slice.bytes;
  }
  CHECK(got == text);
  CHECK(follower{at, web_out, text.size()}.catch_up() == text);
}

TEST_CASE("a follower begins near the end and then gets what is new") {
  log_fixture at;
  const auto path = at.folder / "web.log";
  put_file(path, "one\ntwo\n");
  at.define(1, log_fixture::spec_for("web", path));
  follower tail{at, web_out, 4};
  CHECK(tail.look().bytes == "two\n");
  const auto child = at.start(1, 1);
  tail.ask(10s);
  child.write("three\n");
  CHECK(tail.answer().bytes == "three\n");
  follower all{at, web_out, 1000};
  all.limit(3);
  CHECK(all.look().bytes == "one");
}

TEST_CASE("a follower's patience ends") {
  log_fixture at;
  put_file(at.folder / "web.log", "one\n");
  at.define(1, log_fixture::spec_for("web", at.folder / "web.log"));
  follower tail{at, web_out};
  const auto begin = std::chrono::steady_clock::now();
  tail.ask(50ms);
  const auto nothing = tail.answer();
  CHECK(std::chrono::steady_clock::now() - begin >= 50ms);
  CHECK(nothing.bytes.empty());
  CHECK_FALSE(nothing.truncated);
  CHECK(nothing.next.offset == 4);
}

TEST_CASE("a stopped process's log can be followed, too") {
  log_fixture at;
  put_file(at.folder / "web.log", "one\n");
  at.define(1, log_fixture::spec_for("web", at.folder / "web.log"));
  follower tail{at, web_out};
  CHECK(tail.catch_up().empty());
  append_to(at.folder / "web.log", "by another hand\n");
  CHECK(tail.catch_up() == "by another hand\n");
}

TEST_CASE("the main log is followed like any other") {
  log_fixture at;
  CHECK(at.define_main({at.folder / "main.log", 0, 0}) == 0);
  follower tail{at, main_log};
  tail.ask(10s);
  at.logs->append(main_log, "line\n");
  CHECK(tail.answer().bytes == "line\n");
}

TEST_CASE("a follower misses nothing across rotations") {
  log_fixture at;
  const auto path = at.folder / "web.log";
  auto spec = log_fixture::spec_for("web", path);
  spec->out.max_bytes = 1000;
  spec->out.backups = 300;
  at.define(1, spec);
  auto child = at.start(1, 1);
  child.write("begin\n");
  REQUIRE(soon([&] { return !content(path).empty(); }));
  follower tail{at, web_out, 100};
  tail.limit(700);  // so that it falls behind
  std::string followed = tail.catch_up();
  std::string written = "begin\n";
  for (int round = 0; round < 10; ++round) {
    for (int line = 0; line < 100; ++line) {
      const auto text = std::to_string(round) + " " + std::to_string(line) + " some text\n";
      child.write(text);
      written += text;
    }
    if (round % 3 == 2) followed += tail.catch_up();
  }
  at.drain(1, 1);
  followed += tail.catch_up();
  CHECK(std::filesystem::exists(path + ".5"));
  CHECK(followed == written);
}

TEST_CASE("a follower is told when what it was reading is gone") {
  log_fixture at;
  const auto path = at.folder / "web.log";
  auto spec = log_fixture::spec_for("web", path);
  spec->out.max_bytes = 10;
  spec->out.backups = 1;
  put_file(path, "one\n");
  at.define(1, spec);
  follower tail{at, web_out};
  CHECK(tail.catch_up().empty());
  SECTION("by clear") {
    CHECK(at.clear(1).code == core::fault_code::success);
    append_to(path, "two\n");
    CHECK(tail.catch_up() == "<truncated>two\n");
  }
  SECTION("by somebody else") {
    put_file(path, "2\n");
    CHECK(tail.catch_up() == "<truncated>2\n");
  }
  SECTION("by clear, while it waits") {
    tail.ask(10s);
    CHECK(at.clear(1).code == core::fault_code::success);
    const auto got = tail.answer();
    CHECK(got.truncated);
    CHECK(got.next.offset == 0);
  }
  SECTION("by rotation beyond the last backup") {
    const auto child = at.start(1, 1);
    child.write("23456\n");
    child.write("12345678\n123456789\nlast\n");
    at.drain(1, 1);
    CHECK(tail.catch_up() == "<truncated>123456789\nlast\n");
  }
  SECTION("by a deletion, after which the file is made again") {
    std::filesystem::remove(path);
    put_file(at.folder / "other", "");  // takes the inode
    put_file(path, "new\n");
    CHECK(tail.catch_up() == "<truncated>new\n");
  }
}

TEST_CASE("a cursor from another life leads to the file as it is") {
  log_fixture at;
  put_file(at.folder / "web.log", "one\n");
  at.define(1, log_fixture::spec_for("web", at.folder / "web.log"));
  for (const std::uint64_t generation : {0U, 77U}) {
    follower tail{at, web_out};
    tail.start_from({generation, 12345});
    CHECK(tail.catch_up() == "<truncated>one\n");
  }
}

TEST_CASE("followers without a file are told so") {
  log_fixture at;
  at.define(1, log_fixture::spec_for("web", at.folder / "web.log"));
  CHECK(follower{at, web_out}.look().problem ==
        core::fault{core::fault_code::no_file, at.folder / "web.log"});
  CHECK(follower{at, web_err}.look().problem.code == core::fault_code::no_file);
}

TEST_CASE("waiting followers are answered when the service stops") {
  log_fixture at;
  put_file(at.folder / "web.log", "one\n");
  at.define(1, log_fixture::spec_for("web", at.folder / "web.log"));
  follower tail{at, web_out};
  tail.ask(60s);
  at.logs->stop();
  CHECK(tail.answer().bytes.empty());
}

TEST_CASE("the clean-up removes AUTO files of this identifier only") {
  temp_folder folder;
  for (const auto* name : {"web-stdout---a.b-12345678.log", "web-stdout---a.b-12345678.log.1",
                           "web-stdout---aXb-12345678.log", "web.log", "web-stdout---a.b-.log"})
    put_file(folder / name, "");
  CHECK(io::clean_up_automatic_logs(folder.path(), "a.b").empty());
  std::size_t left = 0;
  for ([[maybe_unused]] const auto& entry : std::filesystem::directory_iterator{folder.path()})
    ++left;
  CHECK(left == 3);
  CHECK(std::filesystem::exists(folder / "web-stdout---aXb-12345678.log"));
}

TEST_CASE("the clean-up says what it cannot do") {
  temp_folder folder;
  std::filesystem::create_directories(folder / "x---sup-y.log/full");
  auto remarks = io::clean_up_automatic_logs(folder.path(), "sup");
  REQUIRE(remarks.size() == 1);
  CHECK(remarks[0].text == "Failed to clean up '" + (folder / "x---sup-y.log") + "'");
  remarks = io::clean_up_automatic_logs(folder / "absent", "sup");
  REQUIRE(remarks.size() == 1);
  CHECK(remarks[0].level == core::log_level::warn);
  CHECK(remarks[0].text == "Could not clear childlog dir");
}
