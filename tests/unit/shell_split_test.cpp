#include "core/shell_split.hpp"

#include <string>
#include <vector>

#include "tests/helpers/catch.hpp"

using actord::core::shell_split;
using words = std::vector<std::string>;

namespace {
words split(std::string_view text) {
  const auto parts = shell_split(text);
  REQUIRE(parts.ok());
  return parts.value();
}
}  // namespace

TEST_CASE("a command is split at blanks, newlines included") {
  CHECK(split("/bin/sh  -c\t'a b'\nlast") == words{"/bin/sh", "-c", "a b", "last"});
  CHECK(split("") == words{});
  CHECK(split(" \t\n") == words{});
}

TEST_CASE("quotes protect and pieces join") {
  CHECK(split(R"(a"b c"'d e'f)") == words{"ab cd ef"});
  CHECK(split(R"('' "")") == words{"", ""});
  CHECK(split("'line one\nline two'") == words{"line one\nline two"});
}

TEST_CASE("a backslash escapes outside quotes, only quote and itself inside double quotes") {
  CHECK(split(R"(a\ b \" \\)") == words{"a b", "\"", "\\"});
  CHECK(split(R"("q\"x" "n\n" "b\\")") == words{"q\"x", "n\\n", "b\\"});
  CHECK(split(R"('single\n')") == words{"single\\n"});
}

TEST_CASE("nothing is expanded and comment signs are ordinary") {
  CHECK(split("echo $HOME ~ *.c #x ;y") == words{"echo", "$HOME", "~", "*.c", "#x", ";y"});
}

TEST_CASE("an open quote and a trailing backslash are errors with Python's words") {
  CHECK(shell_split("sh -c 'x").reason() == "No closing quotation");
  CHECK(shell_split("sh -c \"x").reason() == "No closing quotation");
  CHECK(shell_split("sh -c \"x\\").reason() == "No escaped character");
  CHECK(shell_split("sh \\").reason() == "No escaped character");
}
