// `%` expansion (contract §1.3); every row compared with Python's own operator.
#include "config/expand.hpp"

#include "config/config_error.hpp"
#include "tests/helpers/catch.hpp"

using namespace actord::config;

namespace {

name_scope names() {
  name_scope scope;
  scope.set("a", std::string{"x"});
  scope.set("long", std::string{"gr\xc3\xbc\xc3\x9f"
                                "e"});
  scope.set("n", std::int64_t{5});
  scope.set("m", std::int64_t{-42});
  return scope;
}

std::string expanded(std::string_view value) {
  return expand(value, names(), "program:x.command");
}

std::string reason(std::string_view value) {
  try {
    return "no error: " + expanded(value);
  } catch (const value_error& problem) {
    const std::string text = problem.what();
    const std::string marker = " for 'program:x.command' is badly formatted: ";
    const auto at = text.find(marker);
    return at == std::string::npos ? text : text.substr(at + marker.size());
  }
}

}  // namespace

TEST_CASE("names are replaced, %% is a percent sign, the rest stays") {
  CHECK(expanded("") == "");
  CHECK(expanded("plain") == "plain");
  CHECK(expanded("%(a)s-%(n)s") == "x-5");
  CHECK(expanded("100%%") == "100%");
  CHECK(expanded("%%(a)s") == "%(a)s");
}

TEST_CASE("flags, width, precision and conversions work as in Python") {
  CHECK(expanded("%(n)02d") == "05");
  CHECK(expanded("%(n)05d") == "00005");
  CHECK(expanded("%(n)-5d|") == "5    |");
  CHECK(expanded("%(n)-05d|") == "5    |");
  CHECK(expanded("%(n) 5d") == "    5");
  CHECK(expanded("%(n)+d") == "+5");
  CHECK(expanded("%(n)5.3d") == "  005");
  CHECK(expanded("%(m)06d") == "-00042");
  CHECK(expanded("%(m)x") == "-2a");
  CHECK(expanded("%(n)#x %(n)#o %(n)X") == "0x5 0o5 5");
  CHECK(expanded("%(n)#06x") == "0x0005");
  CHECK(expanded("%(n)i%(n)u%(n)ld") == "555");
  CHECK(expanded("%(n)f %(n).1e %(n)g") == "5.000000 5.0e+00 5");
  CHECK(expanded("%(a)5s|%(a)-5s|") == "    x|x    |");
  CHECK(expanded("%(long).3s|%(long)7s") ==
        "gr\xc3\xbc|  gr\xc3\xbc\xc3\x9f"
        "e");
  CHECK(expanded("%(a)r %(n)r") == "'x' 5");
  CHECK(expanded("%(long)a") == "'gr\\xfc\\xdfe'");
  CHECK(expanded("%(a)c%(n)c") == "x\x05");
}

TEST_CASE("a conversion without a name takes the whole dictionary") {
  name_scope scope;
  scope.set("a", std::string{"x"});
  scope.set("n", std::int64_t{5});
  CHECK(expand("%s", scope, "l") == "{'a': 'x', 'n': 5}");
}

TEST_CASE("inner names hide outer ones") {
  const name_scope outer = names();
  name_scope inner{&outer};
  inner.set("a", std::string{"y"});
  CHECK(expand("%(a)s%(n)s", inner, "l") == "y5");
}

TEST_CASE("an unknown name is reported with all names there are") {
  CHECK(reason("%(nope)s %(a)Y") ==
        "Format string '%(nope)s %(a)Y' for 'program:x.command' contains names ('nope') which "
        "cannot be expanded. Available names: a, long, m, n");
  CHECK(reason("%(a(b))s").find("contains names ('a(b)')") != std::string::npos);
}

TEST_CASE("malformed values are reported with Python's reason") {
  CHECK(reason("%") == "incomplete format");
  CHECK(reason("%5") == "incomplete format");
  CHECK(reason("%(n)l") == "incomplete format");
  CHECK(reason("%(a") == "incomplete format key");
  CHECK(reason("%(a)s abc%(a)Y") == "unsupported format character 'Y' (0x59) at index 13");
  CHECK(reason("%\t") == "unsupported format character '?' (0x9) at index 1");
  CHECK(reason("\xc3\xbc%\xc3\xa9") == "unsupported format character '?' (0xe9) at index 2");
  CHECK(reason("%(a)5%") == "unsupported format character '%' (0x25) at index 5");
  CHECK(reason("%(a)d") == "%d format: a real number is required, not str");
  CHECK(reason("%(a)x") == "%x format: an integer is required, not str");
  CHECK(reason("%(a)f") == "must be real number, not str");
  CHECK(reason("%(long)c") == "%c requires int or char");
  CHECK(reason("%d") == "%d format: a real number is required, not dict");
  CHECK(reason("%f") == "must be real number, not dict");
  CHECK(reason("%c") == "%c requires int or char");
  CHECK(reason("%(a)*d") == "* wants int");
  CHECK(reason("%(n)*d") == "not enough arguments for format string");
  CHECK(reason("%(a)s%s") == "not enough arguments for format string");
}

TEST_CASE("a value cannot ask for endless padding") {
  CHECK(reason("%(n)999999999999d") == "width too big");
}
