// Every class of error in a YAML configuration, with its place.
#include "config/check.hpp"
#include "config/yaml_tree.hpp"
#include "tests/helpers/catch.hpp"
#include "tests/unit/yaml_fixture.hpp"

using namespace actord;

namespace {

std::string message(const std::string& text) {
  yaml_dir dir;
  return dir.yaml_error(text).message;
}

// The message for these options of program x, without its place.
std::string about(const std::string& option) {
  const std::string text = message("programs:\n  x:\n    command: x\n    " + option + "\n");
  INFO(text);
  REQUIRE(text.starts_with("s.yaml:4:"));
  return text.substr(text.find(' ') + 1);
}

}  // namespace

TEST_CASE("unknown keys are errors with their place and a suggestion") {
  CHECK(message("progams: {}\n") ==
        "s.yaml:1:1: unknown key 'progams' at the top of the file; did you mean 'programs'?");
  CHECK(message("other: 1\n") == "s.yaml:1:1: unknown key 'other' at the top of the file");
  CHECK(message("programs:\n  web:\n    comand: x\n") ==
        "s.yaml:3:5: unknown key 'comand' in programs.web; did you mean 'command'?");
  CHECK(message("programs: {web: {cmd: x}}\n") == "s.yaml:1:18: unknown key 'cmd' in programs.web");
  CHECK(message("daemon: {socet: x}\n") ==
        "s.yaml:1:10: unknown key 'socet' in daemon; did you mean 'socket'?");
  CHECK(message("defaults: {events: x}\n") == "s.yaml:1:12: unknown key 'events' in defaults");
  CHECK(message("templates: {t: {priorty: 1}}\n") ==
        "s.yaml:1:17: unknown key 'priorty' in templates.t; did you mean 'priority'?");
  CHECK(message("groups: {g: {program: a}}\n") ==
        "s.yaml:1:14: unknown key 'program' in groups.g; did you mean 'programs'?");
  CHECK(message("servers: {http: {}}\n") ==
        "s.yaml:1:11: servers.http: a server is called unix, inet, unix:name or inet:name");
  CHECK(message("servers: {unix: {port: 1}}\n") ==
        "s.yaml:1:18: unknown key 'port' in servers.unix");
}

TEST_CASE("wrong types say what was expected and what was found") {
  CHECK(
      about("startsecs: abc") ==
      "programs.x.startsecs: expected a duration in whole seconds such as 10s or 2m, found 'abc'");
  CHECK(about("startsecs: 500ms") ==
        "programs.x.startsecs: expected a duration in whole seconds such as 10s or 2m, found "
        "'500ms'");
  CHECK(about("startsecs: 1y") ==
        "programs.x.startsecs: expected a duration in whole seconds such as 10s or 2m, found '1y'");
  CHECK(about("restart_pause: -1s") ==
        "programs.x.restart_pause: expected a duration such as 10s or 500ms, found '-1s'");
  CHECK(about("numprocs: two") == "programs.x.numprocs: expected a whole number, found 'two'");
  CHECK(about("numprocs: [1]") == "programs.x.numprocs: expected a whole number, found a list");
  CHECK(about("numprocs: {a: 1}") == "programs.x.numprocs: expected a whole number, found a map");
  CHECK(about("autostart: maybe") == "programs.x.autostart: expected true or false, found 'maybe'");
  CHECK(about("autorestart: never") ==
        "programs.x.autorestart: expected true, false or unexpected, found 'never'");
  CHECK(about("stdout_logfile_maxbytes: 5XB") ==
        "programs.x.stdout_logfile_maxbytes: expected a size such as 50MB, or a number of bytes, "
        "found '5XB'");
  CHECK(about("umask: 9") ==
        "programs.x.umask: expected an octal number such as \"022\", found '9'");
  CHECK(about("stopsignal: FOO") ==
        "programs.x.stopsignal: expected a signal such as TERM or 15, found 'FOO'");
  CHECK(about("exitcodes: [0, 256]") ==
        "programs.x.exitcodes: expected a list of exit codes from 0 to 255 such as [0, 2], found "
        "'0,256'");
  CHECK(about("environment: [A]") ==
        "programs.x.environment: expected a map of variables, found a list");
  CHECK(about("environment: {A: [1]}") ==
        "programs.x.environment: expected a map of variables, found a list");
  CHECK(about("environment: {A=B: 1}") == "programs.x.environment: 'A=B' names no variable");
  CHECK(about("env_file: [[a]]") ==
        "programs.x.env_file: expected a list of names such as [a, b], found a list");
  CHECK(about("env_file: ['a,b']") ==
        "programs.x.env_file: the item 'a,b' is empty or has a comma, which no item can hold");
  CHECK(message("programs:\n  x: {command: []}\n") ==
        "s.yaml:2:16: programs.x.command: expected a command, as a text or as a list of words, "
        "found an empty list");
  CHECK(message("daemon: {loglevel: loud}\n") ==
        "s.yaml:1:20: daemon.loglevel: expected critical, error, warn, info, debug, trace or "
        "blather, found 'loud'");
  CHECK(message("servers: {inet: {port: x}}\n") ==
        "s.yaml:1:24: servers.inet.port: expected an address such as 127.0.0.1:9001, found 'x'");
}

TEST_CASE("maps and lists stand where they belong") {
  CHECK(message("[a]\n") ==
        "s.yaml:1:1: the file: expected a map with keys such as programs, found a list");
  CHECK(message("programs: [a]\n") ==
        "s.yaml:1:11: programs: expected a map of names, found a list");
  CHECK(message("groups: {g: x}\n") ==
        "s.yaml:1:13: groups.g: expected a map of options, found a text");
  CHECK(message("daemon: x\n") == "s.yaml:1:9: daemon: expected a map of options, found a text");
  CHECK(message("defaults: x\n").starts_with("s.yaml:1:11: defaults: expected a map of options"));
  CHECK(message("include: [a b]\n") ==
        "s.yaml:1:11: include: the item 'a b' is empty or has a blank, which no pattern can hold; "
        "write ? for it");
  CHECK(message("daemon: {}\nsupervisord: {}\n") ==
        "s.yaml:2:1: 'supervisord' and 'daemon' are the same; use one of them");
}

TEST_CASE("what is no YAML is told with its place") {
  CHECK(message("programs: {a: [}\n").starts_with("s.yaml:1:16: this is no YAML: "));
  CHECK(message("daemon:\n  pidfile: %(here)s/x\n") ==
        "s.yaml:2:12: this is no YAML: unknown token; a text that begins with % needs quotes");
  CHECK(message("daemon:\n\tpidfile: x\n").ends_with("; a tab cannot indent, use blanks"));
  CHECK(message("a: 1\na: 2\n") == "s.yaml:2:1: the key 'a' is given twice, first in line 1");
  CHECK(message("? [a]\n: 1\n") == "s.yaml:1:3: a key must be a text, not a list");
  CHECK(message("programs: {}\n---\nprograms: {}\n") ==
        "s.yaml:3:1: a second document begins here; a file holds one");
  CHECK(message("x-a: *nobody\n").starts_with("s.yaml:1:6: this is no YAML: "));
  CHECK(message("x-a: &a [*a]\n") == "s.yaml:1:10: this alias stands inside its own anchor");
  CHECK(message("programs: {a: {<<: 1}}\n") ==
        "s.yaml:1:20: << takes a map or a list of maps, not a text");
  CHECK(message("x-a: \xff\n").starts_with("s.yaml: 'utf-8' codec can't decode byte 0xff"));
  CHECK(message(std::string(2000, '[')).find("this is no YAML") != std::string::npos);
}

TEST_CASE("aliases cannot make a small file large") {
  std::string bomb = "x-0: &n0 [a]\n";
  for (int i = 1; i < 30; ++i) {
    const std::string before = "*n" + std::to_string(i - 1);
    bomb += "x-" + std::to_string(i) + ": &n" + std::to_string(i) + " [" + before + ", " + before +
            ", " + before + ", " + before + "]\n";
  }
  CHECK(message(bomb).find("the document has more than 300000 values, aliases included") !=
        std::string::npos);
}

TEST_CASE("extends knows its names and refuses cycles") {
  CHECK(message("programs: {a: {extends: weeb}, web: x}\n") ==
        "s.yaml:1:25: programs.a.extends: there is no template or program 'weeb'; did you mean "
        "'web'?");
  CHECK(message("programs: {a: {extends: a}}\n") ==
        "s.yaml:1:25: a cycle: programs.a extends programs.a");
  CHECK(message("programs: {a: {extends: b}}\ntemplates: {b: {extends: c}, c: {extends: b}}\n") ==
        "s.yaml:2:43: a cycle: templates.b extends templates.c extends templates.b");
  CHECK(message("programs: {a: {extends: {b: c}}}\n") ==
        "s.yaml:1:25: programs.a.extends: expected the name of a template or program, found a map");
  CHECK(message("templates: {t: {events: TICK_5}}\nprograms: {a: {extends: t, command: x}}\n") ==
        "s.yaml:1:17: unknown key 'events' in programs.a");
}

TEST_CASE("references say what is wrong with them") {
  CHECK(about("directory: ${NOT_SET}") ==
        "programs.x.directory: the environment variable NOT_SET is not set; a default is written "
        "${NOT_SET:-default}");
  CHECK(about("directory: ${OPEN") ==
        "programs.x.directory: the reference ${OPEN has no closing brace");
  CHECK(about("directory: ${a b}") ==
        "programs.x.directory: ${a b} is no reference: write ${NAME} or ${NAME:-default}, or $${ "
        "for the signs themselves");
  std::string deep = "x";
  for (int i = 0; i < 20; ++i)
    deep = "${N:-" + deep + "}";
  CHECK(about("directory: " + deep) == "programs.x.directory: references are nested too deeply");
}

TEST_CASE("later errors name the column, too, in the style of the INI's") {
  yaml_dir dir;
  const auto name = dir.yaml_error("programs:\n  x:\n    command: '%(nope)s'\n");
  CHECK(name.where == "s.yaml:3:14: [program:x] command = %(nope)s");
  CHECK(name.message.starts_with("Format string '%(nope)s' for 'program:x.command'"));
  const auto user = dir.yaml_error("programs: {x: {command: x, user: nobody-there}}\n");
  CHECK(user.message == "Invalid user name nobody-there in section 'program:x' (file: 's.yaml')");
  CHECK(user.where == "s.yaml:1:34: [program:x] user = nobody-there");
  const auto none = dir.yaml_error("programs: {x: {priority: 1}}\n");
  CHECK(none.message ==
        "program section program:x does not specify a command in section 'program:x' (file: "
        "'s.yaml')");
  CHECK(none.where == "s.yaml:1:12: [program:x]");
}

TEST_CASE("an included file names itself and cannot include others") {
  yaml_dir dir;
  dir.write("i/a.yaml", "programs:\n  y: {comand: z}\n");
  CHECK(dir.yaml_error("include: i/*.yaml\n").message ==
        dir.path("i/a.yaml") + ":2:7: unknown key 'comand' in programs.y; did you mean 'command'?");
  dir.write("i/a.yaml", "include: b.yaml\n");
  CHECK(dir.yaml_error("include: i/*.yaml\n").message ==
        dir.path("i/a.yaml") + ":1:1: an included file cannot include others");
}
