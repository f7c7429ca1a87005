#include "core/ansi_strip.hpp"

#include <string>
#include <vector>

#include "tests/helpers/catch.hpp"

using actord::core::ansi_stripper;

namespace {

std::string stripped(const std::vector<std::string>& chunks) {
  ansi_stripper stripper;
  std::string out;
  for (const auto& chunk : chunks)
    stripper.strip(chunk, out);
  stripper.finish(out);
  return out;
}

}  // namespace

TEST_CASE("colours are removed, text stays") {
  CHECK(stripped({"\x1b[31mred\x1b[0m and \x1b[1;32mgreen\x1b[m\n"}) == "red and green\n");
  CHECK(stripped({"plain \xff\xfe\n"}) == "plain \xff\xfe\n");
}

TEST_CASE("every terminator ends a sequence") {
  for (const char end : std::string{"HfABCDRsuJKhlpm"})
    CHECK(stripped({std::string{"a\x1b[1;2"} + end + "b"}) == "ab");
}

TEST_CASE("other bytes do not end a sequence") {
  CHECK(stripped({"a\x1b[2G\nzz mb"}) == "ab");
}

TEST_CASE("a sequence may be cut anywhere") {
  const std::string text = "x\x1b[1;31my\x1b[0mz";
  for (std::size_t cut = 0; cut <= text.size(); ++cut) {
    CAPTURE(cut);
    CHECK(stripped({text.substr(0, cut), text.substr(cut)}) == "xyz");
  }
}

TEST_CASE("an escape that begins no sequence is text") {
  CHECK(stripped({"a\x1b]0;t\x07"}) == "a\x1b]0;t\x07");
  CHECK(stripped({"a\x1b\x1b[0mb"}) ==
        "a\x1b"
        "b");
  CHECK(stripped({"a\x1b", "\x1b"}) == "a\x1b\x1b");
  CHECK(stripped({"a\x1b", "", "c"}) ==
        "a\x1b"
        "c");
}

TEST_CASE("an unterminated sequence swallows the rest, but not for ever") {
  CHECK(stripped({"a\x1b[1234", "5678"}) == "a");
  const std::string far(ansi_stripper::longest + 5, '7');
  CHECK(stripped({"a\x1b[" + far}) == "a77777");
  CHECK(stripped({"a\x1b[", far.substr(0, 1000), far.substr(1000)}) == "a77777");
}
