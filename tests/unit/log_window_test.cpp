#include "core/log_window.hpp"

#include <cstdint>
#include <limits>

#include "core/automatic_log.hpp"
#include "tests/helpers/catch.hpp"

using namespace actord::core;

namespace {

constexpr auto least = std::numeric_limits<std::int64_t>::min();
constexpr auto most = std::numeric_limits<std::int64_t>::max();

bool reads(std::int64_t offset, std::int64_t length, log_window expected) {
  const auto window = read_window(offset, length, 6);
  return window.ok() && *window == expected;
}

bool refuses(std::int64_t offset, std::int64_t length) {
  const auto window = read_window(offset, length, 6);
  return !window.ok() && window.reason().code == fault_code::bad_arguments;
}

}  // namespace

TEST_CASE("a read follows Supervisor's table") {
  CHECK(reads(-3, 0, {3, 3}));
  CHECK(reads(-100, 0, {0, 6}));
  CHECK(reads(least, 0, {0, 6}));
  CHECK(reads(0, 0, {0, 6}));
  CHECK(reads(2, 0, {2, 4}));
  CHECK(reads(2, 3, {2, 3}));
  CHECK(reads(2, most, {2, 4}));
  CHECK(reads(100, 5, {6, 0}));
  CHECK(reads(most, 0, {6, 0}));
  CHECK(refuses(-3, 2));
  CHECK(refuses(-3, -2));
  CHECK(refuses(0, -1));
}

TEST_CASE("a tail gives the reference values of the contract") {
  CHECK(tail_window_of(0, 10, 6) == tail_window{{0, 6}, false});
  CHECK(tail_window_of(0, 3, 6) == tail_window{{3, 3}, true});
  CHECK(tail_window_of(3, 3, 6) == tail_window{{3, 3}, false});
  CHECK(tail_window_of(6, 10, 6) == tail_window{{6, 0}, false});
  CHECK(tail_window_of(100, 5, 6) == tail_window{{6, 0}, false});
  CHECK(tail_window_of(0, 0, 6).bytes.length == 0);
  CHECK(tail_window_of(0, 0, 6).overflow);
  CHECK(tail_window_of(-5, 3, 6) == tail_window{{3, 3}, true});
}

TEST_CASE("a tail of absurd numbers stays within the file") {
  for (const auto offset : {least, std::int64_t{-1}, std::int64_t{0}, most})
    for (const auto length : {least, std::int64_t{-1}, std::int64_t{7}, most}) {
      CAPTURE(offset, length);
      const auto window = tail_window_of(offset, length, 6).bytes;
      CHECK(window.start + window.length <= 6);
    }
}

TEST_CASE("an AUTO log is known by its name") {
  CHECK(automatic_log_name("web", "stdout", "sup", "abc_1234") == "web-stdout---sup-abc_1234.log");
  CHECK(is_automatic_log("web-stdout---sup-abc_1234.log", "sup"));
  CHECK(is_automatic_log("web-stdout---sup-abc_1234.log.10", "sup"));
  CHECK(is_automatic_log("a b---sup-x.log trailing", "sup"));
  CHECK(is_automatic_log("x---sup-y---sup-z.log", "sup"));
  CHECK_FALSE(is_automatic_log("web-stdout---other-abc_1234.log", "sup"));
  CHECK_FALSE(is_automatic_log("web-stdout---sup-abc_1234.txt", "sup"));
  CHECK_FALSE(is_automatic_log("---sup-abc.log", "sup"));
  CHECK_FALSE(is_automatic_log("x---sup-.log", "sup"));
  CHECK_FALSE(is_automatic_log("x---sup-a b.log", "sup"));
}

TEST_CASE("an identifier is no pattern") {
  CHECK(is_automatic_log("web-stdout---a.b+-abc.log", "a.b+"));
  CHECK_FALSE(is_automatic_log("web-stdout---axbb-abc.log", "a.b+"));
}
