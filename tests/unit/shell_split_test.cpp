#include "core/shell_split.hpp"

#include "tests/helpers/catch.hpp"

using actord::core::shell_split;
using words = std::vector<std::string>;

namespace {
words split(std::string_view line) {
  const auto result = shell_split(line);
  REQUIRE(result.ok());
  return *result;
}
}  // namespace

TEST_CASE("blanks of any number separate words") {
  CHECK(split("") == words{});
  CHECK(split(" \t\r\n ") == words{});
  CHECK(split("  /bin/a  b\tc\n") == words{"/bin/a", "b", "c"});
}

TEST_CASE("quotes keep blanks and join with their neighbours") {
  CHECK(split("a 'b  c' \"d e\"f'g'") == words{"a", "b  c", "d efg"});
  CHECK(split("'' \"\"") == words{"", ""});
}

TEST_CASE("a backslash outside quotes takes the next character as it is") {
  CHECK(split(R"(a\ b \' \\ \n)") == words{"a b", "'", "\\", "n"});
}

TEST_CASE("a backslash in double quotes only escapes a double quote or a backslash") {
  CHECK(split(R"("\" \\ \n \'")") == words{R"(" \ \n \')"});
  CHECK(split(R"('\n \\')") == words{R"(\n \\)"});
}

TEST_CASE("nothing else is special") {
  CHECK(split("a #b ;c $D ~ *") == words{"a", "#b", ";c", "$D", "~", "*"});
}

TEST_CASE("unfinished lines are refused with Supervisor's words") {
  CHECK(shell_split("a 'b").reason() == "No closing quotation");
  CHECK(shell_split("a \"b'").reason() == "No closing quotation");
  CHECK(shell_split("a\\").reason() == "No escaped character");
  CHECK(shell_split("a \"b\\").reason() == "No escaped character");
}
