#include "core/own_lines.hpp"

#include <chrono>
#include <string>

#include "tests/helpers/catch.hpp"

using namespace actord::core;
using namespace std::chrono;
using namespace std::chrono_literals;

namespace {
const wall_time moment = sys_days{2026y / 11 / 21} + 18h + 36min + 53s + 123ms;
}

TEST_CASE("a time is told as it is at the place") {
  CHECK(iso_time(moment, 0s) == "2026-11-21T18:36:53.123+00:00");
  CHECK(iso_time(moment, 1h) == "2026-11-21T19:36:53.123+01:00");
  CHECK(iso_time(moment, -(9h + 30min)) == "2026-11-21T09:06:53.123-09:30");
  CHECK(iso_time(moment + 6h, 0s) == "2026-11-22T00:36:53.123+00:00");
  CHECK(iso_time(sys_days{1969y / 12 / 31}, 0s) == "1969-12-31T00:00:00.000+00:00");
}

TEST_CASE("a message is one object, however many lines it has") {
  CHECK(json_line({log_level::warn, 17, "'web' stdout output:\n\xff"}, iso_time(moment, 0s)) ==
        "{\"time\":\"2026-11-21T18:36:53.123+00:00\",\"level\":\"warn\",\"program\":\"actord\","
        "\"pid\":17,\"message\":\"'web' stdout output:\\n\xef\xbf\xbd\"}\n");
}

TEST_CASE("a line of either form tells its level") {
  for (std::size_t i = 0; i < level_letters.size(); ++i) {
    const auto level = static_cast<log_level>(i);
    const std::string text =
        "2026-11-21 18:36:53,123 " + std::string{level_letters[i]} + " some words";
    CHECK(level_of_line(text) == level);
    CHECK(level_of_line(json_line({level, 1, "x"}, iso_time(moment, 0s))) == level);
  }
}

TEST_CASE("other lines have none") {
  CHECK(level_of_line("") == std::nullopt);
  CHECK(level_of_line("2026-11-21 18:36:53,123 INFO") == std::nullopt);
  CHECK(level_of_line("an output of some length that INFO stands in") == std::nullopt);
  CHECK(level_of_line("{\"time\":\"x\",\"message\":\"y\"}") == std::nullopt);
  CHECK(level_of_line("{\"time\":\"x\",\"level\":\"loud\"}") == std::nullopt);
}

TEST_CASE("levels become syslog's") {
  CHECK(syslog_level_of(log_level::critical) == 2);
  CHECK(syslog_level_of(log_level::error) == 3);
  CHECK(syslog_level_of(log_level::warn) == 4);
  CHECK(syslog_level_of(log_level::info) == 6);
  CHECK(syslog_level_of(log_level::debug) == 7);
  CHECK(syslog_level_of(log_level::blather) == 7);
}
