#include "core/python_repr.hpp"

#include "tests/helpers/catch.hpp"

using actord::core::python_repr;

TEST_CASE("plain text is put in single quotes") {
  CHECK(python_repr("") == "''");
  CHECK(python_repr("/nope/x y") == "'/nope/x y'");
}

TEST_CASE("double quotes are used for a single quote alone") {
  CHECK(python_repr("it's") == R"("it's")");
  CHECK(python_repr(R"(it's "x")") == R"('it\'s "x"')");
  CHECK(python_repr(R"("x")") == R"('"x"')");
}

TEST_CASE("backslashes and control characters are escaped") {
  CHECK(python_repr("a\\") == R"('a\\')");
  CHECK(python_repr("a\tb\r\n") == R"('a\tb\r\n')");
  CHECK(python_repr(std::string{"\0\x1b\x7f", 3}) == R"('\x00\x1b\x7f')");
}

TEST_CASE("well-formed UTF-8 stays, other bytes become surrogate escapes") {
  CHECK(python_repr("/nope/\xc3\xbc") == "'/nope/\xc3\xbc'");
  CHECK(python_repr("\xff\xc3") == R"('\udcff\udcc3')");
  CHECK(python_repr("\xed\xa0\x80") == R"('\udced\udca0\udc80')");
  CHECK(python_repr("\xf0\x9f\x98\x80") == "'\xf0\x9f\x98\x80'");
}
