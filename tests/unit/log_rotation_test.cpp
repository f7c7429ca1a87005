#include "core/log_rotation.hpp"

#include <cstdint>
#include <random>
#include <string>
#include <vector>

#include "tests/helpers/catch.hpp"

using namespace actord::core;

namespace {

// Carries the plan out on strings: what io/ does with files.
struct imagined_log {
  rotation_policy policy;
  std::vector<std::string> files{""};  // the last one is open

  void write(std::string_view bytes) {
    for (int guard = 0; guard < 1'000'000; ++guard) {
      const auto& open = files.back();
      const auto step =
          next_log_step(policy, {open.size(), open.empty() || open.back() == '\n'}, bytes);
      if (step.what == log_step::action::done) {
        REQUIRE(bytes.empty());
        return;
      }
      if (step.what == log_step::action::rotate) {
        REQUIRE_FALSE(open.empty());
        files.emplace_back();
        continue;
      }
      REQUIRE(step.bytes > 0);
      files.back().append(bytes.substr(0, step.bytes));
      bytes.remove_prefix(step.bytes);
    }
    FAIL("the plan never ends");
  }

  std::string all() const {
    std::string text;
    for (const auto& file : files)
      text += file;
    return text;
  }
};

}  // namespace

TEST_CASE("without a limit everything is written at once") {
  imagined_log log{{0, 3}};
  log.write(std::string(1000, 'x'));
  log.write("y\n");
  CHECK(log.files == std::vector<std::string>{std::string(1000, 'x') + "y\n"});
}

TEST_CASE("a file that is exactly full is rotated at once") {
  imagined_log log{{10, 3}};
  log.write("123456789\n");
  CHECK(log.files == std::vector<std::string>{"123456789\n", ""});
}

TEST_CASE("a chunk is cut after the last line that fits") {
  imagined_log log{{10, 3}};
  log.write("abc\ndef\nghi\njkl\n");
  CHECK(log.files == std::vector<std::string>{"abc\ndef\n", "ghi\njkl\n"});
}

TEST_CASE("a line that does not fit behind the others begins a new file") {
  imagined_log log{{10, 3}};
  log.write("abcdefg\n");
  log.write("hijkl\n");
  CHECK(log.files == std::vector<std::string>{"abcdefg\n", "hijkl\n"});
}

TEST_CASE("a line longer than the limit stays whole while its end is at hand") {
  imagined_log log{{10, 3}};
  log.write("ab\n0123456789abcdef\ncd\n");
  CHECK(log.files == std::vector<std::string>{"ab\n", "0123456789abcdef\n", "cd\n"});
}

TEST_CASE("a line begun in a full file is finished there") {
  imagined_log log{{10, 3}};
  log.write("ab\ncdefgh");
  log.write("ijk\nlm\n");
  CHECK(log.files == std::vector<std::string>{"ab\ncdefghijk\n", "lm\n"});
}

TEST_CASE("bytes without any newline are cut at the limit") {
  imagined_log log{{10, 3}};
  log.write(std::string(25, 'x'));
  log.write(std::string(5, 'y'));
  CHECK(log.files ==
        std::vector<std::string>{std::string(10, 'x'), std::string(10, 'x'), "xxxxxyyyyy"});
}

TEST_CASE("a file found beyond its limit is rotated before anything is written") {
  CHECK(next_log_step({10, 3}, {50, true}, "a\n") == log_step{log_step::action::rotate, 0});
}

namespace {

// Random lines of fewer than `longest` bytes in pieces of at least `least` bytes.
imagined_log random_log(std::mt19937& random, std::size_t longest, std::size_t least) {
  imagined_log log{{longest + random() % 200, 3}};
  std::string written;
  for (int line = 0; line < 200; ++line)
    written += std::string(random() % longest, static_cast<char>('a' + line % 26)) + "\n";
  for (std::size_t at = 0; at < written.size();) {
    const std::size_t piece = least + random() % 90;
    log.write(std::string_view{written}.substr(at, piece));
    at += piece;
  }
  CHECK(log.all() == written);
  for (const auto& file : log.files)
    CHECK(file.size() <= log.policy.max_bytes + longest);
  return log;
}

}  // namespace

TEST_CASE("rotation keeps every byte and the limit, however the bytes arrive") {
  std::mt19937 random{20261121};
  for (int round = 0; round < 200; ++round) {
    CAPTURE(round);
    const auto log = random_log(random, 1 + random() % 60, 1);
    CHECK(log.files.size() > 1);
  }
}

TEST_CASE("lines stay whole when the end of a line that was begun is always at hand") {
  std::mt19937 random{42};
  for (int round = 0; round < 200; ++round) {
    CAPTURE(round);
    const std::size_t longest = 1 + random() % 60;
    for (const auto& file : random_log(random, longest, longest).files)
      CHECK((file.empty() || file.back() == '\n'));
  }
}
