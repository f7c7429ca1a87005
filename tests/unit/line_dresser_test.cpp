#include "core/line_dresser.hpp"

#include <random>
#include <string>

#include "tests/helpers/catch.hpp"

using namespace actord::core;

namespace {

const std::string time_text = "2026-11-21T18:36:53.123+01:00";

line_dresser prefixed(const std::string& prefix) {
  return line_dresser{line_dress{.prefix = prefix}};
}

line_dresser as_json() {
  return line_dresser{line_dress{.format = log_format::json,
                                 .prefix = "unused",
                                 .program = "app:web",
                                 .stream = "stdout",
                                 .pid = 42}};
}

std::string fed(line_dresser& by, std::string_view chunk) {
  std::string out;
  by.feed(chunk, time_text, out);
  return out;
}
std::string rest(line_dresser& by) {
  std::string out;
  by.finish(time_text, out);
  return out;
}
std::string json(const std::string& message, const std::string& more = "") {
  return "{\"time\":\"" + time_text +
         "\",\"stream\":\"stdout\",\"program\":\"app:web\",\"pid\":42,\"message\":\"" + message +
         "\"" + more + "}\n";
}

}  // namespace

TEST_CASE("each line gets the prefix, wherever the chunks end") {
  auto by = prefixed("web | ");
  CHECK(fed(by, "one\ntw") == "web | one\n");
  CHECK(fed(by, "o") == "");
  CHECK(fed(by, "\n\nthree\n") == "web | two\nweb | \nweb | three\n");
  CHECK(rest(by) == "");
}

TEST_CASE("a last line without an end gets one") {
  auto by = prefixed("> ");
  CHECK(fed(by, "prompt") == "");
  CHECK(rest(by) == "> prompt\n");
  CHECK(rest(by) == "");
}

TEST_CASE("a line in JSON tells when, where from and what") {
  auto by = as_json();
  CHECK(fed(by, "say \"hi\"\n") == json("say \\\"hi\\\""));
  CHECK(fed(by, "\xff\n") == json("\xef\xbf\xbd"));
  CHECK(by.wants_time());
  CHECK_FALSE(prefixed("x").wants_time());
}

TEST_CASE("a line that is too long comes out in pieces that are marked") {
  auto by = as_json();
  const std::string piece(line_dresser::longest, 'x');
  CHECK(fed(by, piece) == "");
  CHECK(fed(by, "yz\n") == json(piece, ",\"partial\":true") + json("yz"));
  auto plain = prefixed("> ");
  CHECK(fed(plain, piece + "yz\n") == "> " + piece + "\n> yz\n");
}

TEST_CASE("a line of just the longest length is whole") {
  auto by = prefixed("> ");
  const std::string line(line_dresser::longest, 'x');
  CHECK(fed(by, line + "\n") == "> " + line + "\n");
}

TEST_CASE("a cut never goes through a character") {
  auto by = as_json();
  const std::string piece(line_dresser::longest - 1, 'x');
  CHECK(fed(by, piece + "€\n") == json(piece, ",\"partial\":true") + json("€"));
}

TEST_CASE("a line of somebody else's is dressed alike") {
  const auto by = prefixed("web | ");
  std::string out;
  by.add_line("gone", time_text, out);
  CHECK(out == "web | gone\n");
}

TEST_CASE("no byte is lost however the stream is cut") {
  std::mt19937 random{7};
  std::string whole;
  for (int line = 0; line < 300; ++line)
    whole += std::string(random() % 2000, static_cast<char>('a' + line % 26)) + "\n";
  auto by = prefixed("");
  std::string out;
  for (std::size_t at = 0; at < whole.size();) {
    const auto size = 1 + random() % 5000;
    out += fed(by, std::string_view{whole}.substr(at, size));
    at += size;
  }
  CHECK(out == whole);
  CHECK(rest(by) == "");
}
