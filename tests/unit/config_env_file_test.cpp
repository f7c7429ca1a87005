// env_file: the form of the files, and where their variables go.
#include "config/env_file.hpp"

#include "config/config_error.hpp"
#include "tests/helpers/catch.hpp"
#include "tests/unit/yaml_fixture.hpp"

using namespace actord;
using variables = core::environment_list;

namespace {

variables read(const std::string& text) {
  return config::parse_env_file(text, "f.env", {{"HOME", "/root"}, {"EMPTY", ""}});
}

std::string complaint(const std::string& text) {
  try {
    (void)read(text);
  } catch (const config::value_error& problem) {
    return problem.what();
  }
  return "<none>";
}

}  // namespace

TEST_CASE("lines of an env file") {
  CHECK(read("").empty());
  CHECK(read("# comment\n\n  # another\nA=1\n") == variables{{"A", "1"}});
  CHECK(read("A=1\nB = 2 \nexport C=3\n\tD=4") ==
        variables{{"A", "1"}, {"B", "2"}, {"C", "3"}, {"D", "4"}});
  CHECK(read("A=\nB=''\nC=\"\"\n") == variables{{"A", ""}, {"B", ""}, {"C", ""}});
  CHECK(read("A=1\nA=2\n") == variables{{"A", "2"}});
  CHECK(read("A=a b=c # remark\nB=a#b\nC=#\n") ==
        variables{{"A", "a b=c"}, {"B", "a#b"}, {"C", ""}});
  CHECK(read("A=1\r\nB=2\r\n") == variables{{"A", "1"}, {"B", "2"}});
  CHECK(read("A=%(here)s 5%\n") == variables{{"A", "%(here)s 5%"}});
}

TEST_CASE("quotes of an env file") {
  CHECK(read("A='a \"b\" # $HOME ${HOME} \\n'\n") ==
        variables{{"A", "a \"b\" # $HOME ${HOME} \\n"}});
  CHECK(read("A=\"a 'b' # \\n\\t\\r\\\"\\\\\\$\\x\" # remark\n") ==
        variables{{"A", "a 'b' # \n\t\r\"\\$\\x"}});
  CHECK(read("A=\"one\ntwo\"\nB='three\n\nfour'\n") ==
        variables{{"A", "one\ntwo"}, {"B", "three\n\nfour"}});
}

TEST_CASE("references of an env file") {
  CHECK(read("A=1\nB=${A}2\nC=\"${B}\\${B}\"\nD='${B}'\nE=$A$$\n") ==
        variables{{"A", "1"}, {"B", "12"}, {"C", "12${B}"}, {"D", "${B}"}, {"E", "$A$$"}});
  CHECK(read("A=${HOME}/x\nB=${EMPTY:-d}\nC=${NOPE:-e f}\n") ==
        variables{{"A", "/root/x"}, {"B", "d"}, {"C", "e f"}});
}

TEST_CASE("errors of an env file have a line") {
  CHECK(complaint("A=1\nnonsense\n") == "f.env:2: expected KEY=value, found 'nonsense'");
  CHECK(complaint("=1\n") == "f.env:1: expected KEY=value, found '=1'");
  CHECK(complaint("A B=1\n") == "f.env:1: expected KEY=value, found 'A B=1'");
  CHECK(complaint("A='x\n\n") == "f.env:1: the single quote is not closed");
  CHECK(complaint("A=1\nB=\"x") == "f.env:2: the double quote is not closed");
  CHECK(complaint("A='x\ny' z\n") == "f.env:2: unexpected 'z' behind the closing quote");
  CHECK(complaint("\nA=${NOPE}\n") ==
        "f.env:2: the environment variable NOPE is not set; a default is written ${NOPE:-default}");
  CHECK(complaint("A=\"\n${NOPE}\"\n") ==
        "f.env:2: the environment variable NOPE is not set; a default is written ${NOPE:-default}");
  CHECK(complaint("A=\xff\n").starts_with("f.env: 'utf-8' codec can't decode"));
}

TEST_CASE("env_file stands below environment and above the daemon's") {
  config_dir dir;
  dir.write("a.env", "A=file\nB=file\nC=file\n");
  dir.write("b.env", "B=second\nD=${OUTER}\n");
  const auto c = dir.loaded(
      "[supervisord]\nenvironment=A=\"daemon\",Z=\"daemon\"\n"
      "[program:x]\ncommand=echo %(ENV_B)s %(ENV_C)s\nenv_file=a.env, ?no.env,b.env\n"
      "environment=C=\"own %(ENV_B)s\"\n");
  CHECK(
      tests::first_process(c, 0).environment ==
      variables{
          {"A", "file"}, {"Z", "daemon"}, {"B", "second"}, {"C", "own second"}, {"D", "outside"}});
  CHECK(tests::first_process(c, 0).command == "echo second own second");
}

TEST_CASE("the daemon's env_file is for all programs") {
  config_dir dir;
  dir.write("d.env", "K=v\nL=v\n");
  const auto c = dir.loaded(
      "[supervisord]\nenv_file=%(here)s/d.env\nenvironment=L=\"%(ENV_K)sw\"\n"
      "[program:x]\ncommand=%(ENV_K)s %(ENV_L)s\n");
  CHECK(c.daemon.environment == variables{{"K", "v"}, {"L", "vw"}});
  CHECK(tests::first_process(c, 0).command == "v vw");
}

TEST_CASE("an env_file is looked for beside the file that names it") {
  yaml_dir dir;
  dir.write("i/x.env", "A=1\n");
  dir.write("i/x.yaml", "programs: {x: {command: x, env_file: [x.env, '?%(program_name)s.no']}}\n");
  const auto c = dir.loaded_yaml("include: i/*.yaml\n");
  CHECK(tests::first_process(c, 0).environment == variables{{"A", "1"}});
}

TEST_CASE("an env_file that cannot be read is an error") {
  config_dir dir;
  const auto missing = dir.error("[supervisord]\n[program:x]\ncommand=x\nenv_file=no.env\n");
  CHECK(missing.message == "cannot read env_file '" + dir.path("no.env") +
                               "': No such file or directory; write ?no.env if it may be missing "
                               "in section 'program:x' (file: 's.conf')");
  CHECK(missing.where == "s.conf:4: [program:x] env_file = no.env");
  const auto directory = dir.error("[supervisord]\nenv_file=?.\n");
  CHECK(directory.message == "cannot read env_file '" + dir.root() + "': Is a directory");
  dir.write("big.env", std::string(config::largest_env_file + 1, '#'));
  CHECK(dir.error("[supervisord]\nenv_file=big.env\n").message ==
        "cannot read env_file '" + dir.path("big.env") + "': it is larger than 1048576 bytes");
  dir.write("bad.env", "?\n");
  CHECK(dir.error("[supervisord]\nenv_file=bad.env\n").message ==
        dir.path("bad.env") + ":1: expected KEY=value, found '?'");
}
