#include "core/json_text.hpp"

#include <random>
#include <string>

#include "tests/helpers/catch.hpp"

using actord::core::append_json_string;
using actord::core::unfinished_utf8;

namespace {

std::string quoted(std::string_view bytes) {
  std::string out;
  append_json_string(out, bytes);
  return out;
}

const std::string unknown = "\xef\xbf\xbd";

std::size_t count_of(const std::string& what, const std::string& text) {
  std::size_t count = 0;
  for (auto at = text.find(what); at != text.npos; at = text.find(what, at + what.size()))
    ++count;
  return count;
}

}  // namespace

TEST_CASE("text stands as it is") {
  CHECK(quoted("") == "\"\"");
  CHECK(quoted("plain text, 1/2") == "\"plain text, 1/2\"");
  CHECK(quoted("größer €, 𝄞") == "\"größer €, 𝄞\"");
}

TEST_CASE("what JSON reserves is escaped") {
  CHECK(quoted("a\"b\\c") == "\"a\\\"b\\\\c\"");
  CHECK(quoted("\n\r\t") == "\"\\n\\r\\t\"");
  CHECK(quoted(std::string("\0\x1b\x7f", 3)) == "\"\\u0000\\u001b\\u007f\"");
}

TEST_CASE("bytes that are no UTF-8 become the replacement character") {
  CHECK(quoted("a\xff"
               "b") == "\"a" + unknown + "b\"");
  CHECK(quoted("\x80") == "\"" + unknown + "\"");
  CHECK(quoted("\xc3") == "\"" + unknown + "\"");  // cut short
  CHECK(quoted("\xe2\x82"
               "x") == "\"" + unknown + "x\"");                  // cut short, then text
  CHECK(quoted("\xc0\xaf") == "\"" + unknown + unknown + "\"");  // overlong
  CHECK(quoted("\xed\xa0\x80") == "\"" + unknown + unknown + unknown + "\"");  // surrogate
  CHECK(quoted("\xf4\x90\x80\x80") == "\"" + unknown + unknown + unknown + unknown + "\"");
}

TEST_CASE("an unfinished character at the end is found") {
  CHECK(unfinished_utf8("") == 0);
  CHECK(unfinished_utf8("ab") == 0);
  CHECK(unfinished_utf8("ü") == 0);
  CHECK(unfinished_utf8("a\xc3") == 1);
  CHECK(unfinished_utf8("a\xe2\x82") == 2);
  CHECK(unfinished_utf8("a\xf0\x9d\x84") == 3);
  CHECK(unfinished_utf8("€") == 0);
  CHECK(unfinished_utf8("a\xff") == 0);     // will never be one
  CHECK(unfinished_utf8("\xe2\x28") == 0);  // is broken already
}

TEST_CASE("whatever the bytes, the result is printable UTF-8") {
  std::mt19937 random{20261121};
  for (int round = 0; round < 2000; ++round) {
    std::string bytes(random() % 40, ' ');
    for (auto& byte : bytes)
      byte = static_cast<char>(random());
    const auto text = quoted(bytes);
    CAPTURE(bytes);
    // Once more finds nothing to replace.
    CHECK(count_of(unknown, quoted(text)) == count_of(unknown, text));
    for (const char c : text)
      CHECK(static_cast<unsigned char>(c) >= 0x20);
    CHECK(unfinished_utf8(text) == 0);
  }
}
