// What the YAML of an INI looks like. That it means the same is tested with every INI of these
// tests (config_fixture.hpp) and with generated ones (tests/property).
#include "config/convert.hpp"

#include "config/option_table.hpp"
#include "config/yaml_writer.hpp"
#include "tests/helpers/golden.hpp"
#include "tests/unit/yaml_fixture.hpp"

using namespace actord;
using config::yaml_of_ini;

TEST_CASE("the YAML of an INI, with its comments") {
  const auto printed = yaml_of_ini(tests::file_text("tests/golden/convert/before.conf"), "before");
  CHECK(printed == tests::golden_text("tests/golden/convert/after.yaml", printed));
}

TEST_CASE("the configurations of the repository convert to themselves") {
  for (const auto* name : {"tests/golden/actorctl/supervisord.conf", "examples/supervisord.conf",
                           "tests/golden/convert/before.conf"}) {
    CAPTURE(name);
    config_dir dir;
    for (const auto* folder : {"logs/x", "run/x"})
      dir.write(folder, "");
    dir.loaded(tests::file_text(name));
  }
}

TEST_CASE("texts are quoted where YAML would misread them") {
  using config::yaml_scalar;
  CHECK(yaml_scalar("plain text") == "plain text");
  CHECK(yaml_scalar("unix:///a/b") == "unix:///a/b");
  CHECK(yaml_scalar("unix:///a/b", true) == "'unix:///a/b'");
  CHECK(yaml_scalar("127.0.0.1:9001") == "127.0.0.1:9001");
  CHECK(yaml_scalar("12:30") == "'12:30'");
  CHECK(yaml_scalar("") == "''");
  CHECK(yaml_scalar("Null") == "'Null'");
  CHECK(yaml_scalar("~") == "'~'");
  CHECK(yaml_scalar("a: b") == "'a: b'");
  CHECK(yaml_scalar("a #b") == "'a #b'");
  CHECK(yaml_scalar("it's") == "'it''s'");
  CHECK(yaml_scalar("%(here)s") == "'%(here)s'");
  CHECK(yaml_scalar(" x") == "' x'");
  CHECK(yaml_scalar("x ") == "'x '");
  CHECK(yaml_scalar("a\nb") == "\"a\\nb\"");
  CHECK(yaml_scalar("a\t\"\\") == "\"a\\x09\\\"\\\\\"");
  CHECK(yaml_scalar("\xc3\xa4 \xe2\x80\xa8 \xc2\x85 \xf0\x9f\x98\x80") ==
        "\"\xc3\xa4 \\u2028 \\x85 \xf0\x9f\x98\x80\"");
}

TEST_CASE("an environment becomes a map only if that is certain to say the same") {
  const auto value = [](const std::string& text) {
    std::string lines;
    for (const auto& line :
         config::yaml_value(config::row_of(config::section_kind::program, "environment"), text))
      lines += line + "\n";
    return lines;
  };
  CHECK(value("A=1,B='x y'") == "\nA: 1\nB: x y\n");
  CHECK(value("A=\"%(here)s/x\",\n  B=\"2\"") == "\nA: '%(here)s/x'\nB: 2\n");
  CHECK(value("") == "{}\n");
  CHECK(value("PATH=\"/x:%(ENV_PATH)s\",A=b,C=\"%(process_num)02d%%\"") ==
        "\nPATH: /x:%(ENV_PATH)s\nA: b\nC: '%(process_num)02d%%'\n");
  CHECK(value("%(ENV_MORE)s") == "'%(ENV_MORE)s'\n");
  CHECK(value("A='%(here)s'") == "'A=''%(here)s'''\n");
  CHECK(value("A=$HOME") == "A=$HOME\n");
  CHECK(value("A=a b") == "A=a b\n");
  CHECK(value("A=") == "A=\n");
  CHECK(value("A=\"${x}$$\"") == "\nA: '$${x}$$$$'\n");
}

TEST_CASE("conversion refuses what it cannot read") {
  config_dir dir;
  dir.write("bad.conf", "nonsense\n");
  dir.write("a.yaml", "");
  const auto bad = config::converted_file("bad.conf", dir.root());
  REQUIRE_FALSE(bad.ok());
  CHECK(bad.reason().message.starts_with("File contains no section headers."));
  CHECK(bad.reason().where == "bad.conf:1");
  CHECK(config::converted_file("a.yaml", dir.root()).reason().message ==
        "a.yaml is a YAML file already");
  const auto none = config::converted_file(dir.path("none.conf"), "/");
  REQUIRE_FALSE(none.ok());
  CHECK(none.reason().message == "could not read config file " + dir.path("none.conf"));
  CHECK(none.reason().where == dir.path("none.conf") + ": No such file or directory");
  dir.write("good.conf", "[program:x]\ncommand=y\n");
  CHECK(*config::converted_file("good.conf", dir.root()) == "programs:\n  x:\n    command: y\n");
}
