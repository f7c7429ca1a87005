// The INI syntax of contract §1.2, rule by rule.
#include "config/ini_reader.hpp"

#include "config/config_error.hpp"
#include "tests/helpers/catch.hpp"

using actord::config::config_failure;
using actord::config::raw_config;
using actord::config::read_ini;

namespace {

raw_config read(const std::string& text) {
  raw_config raw;
  read_ini(text, "f.conf", raw);
  return raw;
}

// Value of option `a` in section [s] made of these lines.
std::string value(const std::string& lines) {
  const auto raw = read("[s]\n" + lines);
  const auto* section = raw.find("s");
  REQUIRE(section != nullptr);
  const auto* option = section->find("a");
  return option == nullptr ? "<absent>" : option->value;
}

std::string complaint(const std::string& text) {
  try {
    (void)read(text);
  } catch (const config_failure& problem) {
    return problem.error().message;
  }
  return "<none>";
}

}  // namespace

TEST_CASE("an option is a name, = or :, and a value, all trimmed") {
  CHECK(value("a=b") == "b");
  CHECK(value("  a  :  b c  ") == "b c");
  CHECK(value("A=b") == "b");
  CHECK(value("a=b:c=d") == "b:c=d");
  CHECK(value("a:b=c") == "b=c");
  CHECK(value("a=") == "");
  CHECK(value("a=1\na=2") == "2");
  CHECK(value("a=\xc2\xa0 b\xe2\x80\x83") == "b");
}

TEST_CASE("both comment signs cut a value behind a blank, quotes do not protect") {
  CHECK(value("a=b ;c") == "b");
  CHECK(value("a=b #c") == "b");
  CHECK(value("a=b\t; c") == "b");
  CHECK(value("a=b;c#d") == "b;c#d");
  CHECK(value("a=sh -c \"echo a #b\"") == "sh -c \"echo a");
  CHECK(value("a=\"x ; y\"") == "\"x");
}

TEST_CASE("the rounds of the comment search let an earlier sign survive") {
  CHECK(value("a=x;b ;c #d") == "x;b ;c");
  CHECK(value("a=x;b ;c") == "x;b");
  CHECK(value("a=x;y#z ;b #c") == "x;y#z");
  CHECK(value("a=x;y #b ;c") == "x;y");
}

TEST_CASE("a value that a comment cuts within quotes is marked") {
  const auto marked = [](const std::string& line) {
    return read("[s]\n" + line).find("s")->find("a")->cut_inside_quotes;
  };
  CHECK(marked("a=sh -c 'x ; y'"));
  CHECK(marked("a=sh\n  -c \"x # y\""));
  CHECK_FALSE(marked("a=sh -c 'x' ; 'y'"));
  CHECK_FALSE(marked("a=don't ; no quote behind"));
}

TEST_CASE("comment lines and blank lines") {
  CHECK(value("; a=1\n# a=2\n   ;a=3") == "<absent>");
  CHECK(value("a=1\n\n\n") == "1");
  CHECK(value("a=1\n\n  2") == "1\n\n2");
  CHECK(value("a=1\n# comment\n  2") == "1\n2");
  CHECK(value("a=1\n  ; comment\n  2") == "1\n2");
}

TEST_CASE("deeper indentation continues a value and swallows whatever is there") {
  CHECK(value("a=1\n  2\n\t3") == "1\n2\n3");
  CHECK(value("a=1\n  [t]\n  b=2") == "1\n[t]\nb=2");
  CHECK(value("  a=1\n  b=2") == "1");
  CHECK(value("  a=1\n    2") == "1\n2");
  CHECK(value("a=\n  1") == "\n1");
  CHECK(value("a=1\n  2 ; c") == "1\n2");
}

TEST_CASE("sections: greedy, case-sensitive, untrimmed, merged when repeated") {
  const auto raw = read("[S]\nx=1\n[s ]tail\nx=2\n[a]b]\nx=3\n[S]\ny=4\nx=5\n");
  REQUIRE(raw.sections.size() == 3);
  CHECK(raw.sections[0].name == "S");
  CHECK(raw.sections[0].find("x")->value == "5");
  CHECK(raw.sections[0].find("x")->line == 9);
  CHECK(raw.sections[0].find("y")->value == "4");
  CHECK(raw.sections[1].name == "s ");
  CHECK(raw.sections[2].name == "a]b");
  CHECK(raw.sections[2].line == 5);
}

TEST_CASE("[DEFAULT] is a fallback for every section and none itself") {
  const auto raw = read("[DEFAULT]\nx=1\ny=2\n[s]\nx=3\n");
  REQUIRE(raw.sections.size() == 1);
  CHECK(raw.lookup(raw.sections[0], "x")->value == "3");
  CHECK(raw.lookup(raw.sections[0], "y")->value == "2");
  CHECK(raw.lookup(raw.sections[0], "z") == nullptr);
}

TEST_CASE("lines end at CR LF, CR or LF") {
  CHECK(value("a=1\r\n  2\rb=3") == "1\n2");
}

TEST_CASE("an option before any section is an error at once") {
  CHECK(complaint("\nx\n[s]\n") ==
        "File contains no section headers.\nfile: 'f.conf', line: 2\n'x\\n'");
  CHECK(complaint("a=b") == "File contains no section headers.\nfile: 'f.conf', line: 1\n'a=b'");
}

TEST_CASE("lines that are nothing are collected") {
  CHECK(complaint("[s]\nfoo\na=1\n=x\n[]\n") ==
        "Source contains parsing errors: 'f.conf'\n\t[line  2]: 'foo\\n'"
        "\n\t[line  4]: '=x\\n'\n\t[line  5]: '[]\\n'");
  CHECK(complaint("[s]\na=1\n=x\n  y\n") ==
        "Source contains parsing errors: 'f.conf'\n\t[line  3]: '=x\\n'"
        "\n\t[line  4]: '  y\\n'");
}

TEST_CASE("bytes that are no UTF-8 are errors with Python's words") {
  const std::string head = "[supervisord]\nx=";
  const std::string start = "'utf-8' codec can't decode ";
  CHECK(complaint(head + "\xff\n") == start + "byte 0xff in position 16: invalid start byte");
  CHECK(complaint(head + "\xe4"
                         "a\n") == start + "byte 0xe4 in position 16: invalid continuation byte");
  CHECK(complaint(head + "\xe2\x82"
                         "a\n") == start + "bytes in position 16-17: invalid continuation byte");
  CHECK(complaint(head + "\xe2\x82") == start + "bytes in position 0-1: unexpected end of data");
  CHECK(complaint(head + "\xed\xa0\x80") ==
        start + "byte 0xed in position 16: invalid continuation byte");
  CHECK(complaint(head + "\xc0\x80") == start + "byte 0xc0 in position 16: invalid start byte");
  std::string large = "[s]\n";
  for (int i = 0; i < 4000; ++i)
    large += "x=1\n";
  CHECK(complaint(large + "\xff") == start + "byte 0xff in position 7812: invalid start byte");
  CHECK(complaint("[s]\na=\xc3\xa4\xe2\x82\xac\xf0\x9f\x98\x80\n") == "<none>");
}
