#include "io/command_path.hpp"

#include <sys/stat.h>

#include "tests/io/host_world.hpp"

using namespace actord;
using namespace actord::io::testing;
using actord::io::resolve_command;
using core::fault_code;

namespace {

const core::environment_list no_environment;

std::string problem_of(const core::process_spec& spec,
                       const core::environment_list& daemon = no_environment) {
  const auto command = resolve_command(spec, daemon);
  return command ? "found " + command->executable : text_of(command.reason());
}

core::process_spec with_path(core::process_spec spec, std::string path) {
  spec.environment = {{"PATH", std::move(path)}};
  return spec;
}

// Goes to a directory and back.
class visit {
 public:
  explicit visit(const std::string& to) : before_{std::filesystem::current_path()} {
    std::filesystem::current_path(to);
  }
  ~visit() { std::filesystem::current_path(before_); }
  visit(const visit&) = delete;
  visit& operator=(const visit&) = delete;

 private:
  std::filesystem::path before_;
};

}  // namespace

TEST_CASE("an absolute command is used as it is, its words split like a shell's") {
  const auto command = resolve_command(program("/bin/sh -c 'a  b' \"c\" d\\ e"), no_environment);
  REQUIRE(command.ok());
  CHECK(command->executable == "/bin/sh");
  CHECK(command->words == std::vector<std::string>{"/bin/sh", "-c", "a  b", "c", "d e"});
}

TEST_CASE("what cannot be started is told in Supervisor's words") {
  temporary_directory dir;
  CHECK(problem_of(program("/nope/x y")) == "NO_FILE: can't find command '/nope/x'");
  CHECK(problem_of(program("\"/nope/it's\"")) == "NO_FILE: can't find command \"/nope/it's\"");
  CHECK(problem_of(program("/bin/echo 'a")) ==
        "NOT_EXECUTABLE: can't parse command \"/bin/echo 'a\": No closing quotation");
  CHECK(problem_of(program("/bin/echo a\\")) ==
        "NOT_EXECUTABLE: can't parse command '/bin/echo a\\\\': No escaped character");
  CHECK(problem_of(program("")) == "NOT_EXECUTABLE: command is empty");
  CHECK(problem_of(program("  ")) == "NOT_EXECUTABLE: command is empty");
  CHECK(problem_of(program("/tmp")) == "NOT_EXECUTABLE: command at '/tmp' is a directory");
  const auto plain = dir.file("plain", "", 0644);
  CHECK(problem_of(program(plain)) ==
        "NOT_EXECUTABLE: command at '" + plain + "' is not executable");
}

TEST_CASE("a command that the daemon may not run is told so") {
  if (::getuid() == 0) {
    WARN("skipped: root may run anything with an x bit");
    return;
  }
  temporary_directory dir;
  const auto path = dir.file("others", "", 0001);
  CHECK(problem_of(program(path)) == "NOT_EXECUTABLE: no permission to run command '" + path + "'");
}

TEST_CASE("PATH is the process's own, else the daemon's, else a default") {
  temporary_directory own;
  temporary_directory daemons;
  const auto in_own = own.file("tool", "", 0755);
  const auto in_daemons = daemons.file("tool", "", 0755);
  const core::environment_list daemon{{"PATH", daemons.path()}};
  CHECK(problem_of(with_path(program("tool"), own.path()), daemon) == "found " + in_own);
  CHECK(problem_of(program("tool"), daemon) == "found " + in_daemons);
  CHECK(problem_of(program("tool")) == "NO_FILE: can't find command 'tool'");
  CHECK(problem_of(program("sh")) == "found /bin/sh");
  CHECK(problem_of(with_path(program("sh"), "")) == "NO_FILE: can't find command 'sh'");
}

TEST_CASE("the search on PATH goes on past what cannot be executed") {
  temporary_directory a;
  temporary_directory b;
  temporary_directory c;
  const auto plain = a.file("tool", "", 0644);
  REQUIRE(::mkdir((b.path() + "/tool").c_str(), 0755) == 0);
  const auto path = a.path() + ":" + b.path();
  CHECK(problem_of(with_path(program("tool"), path)) ==
        "NOT_EXECUTABLE: command at '" + plain + "' is not executable");
  const auto good = c.file("tool", "", 0755);
  CHECK(problem_of(with_path(program("tool"), path + ":" + c.path())) == "found " + good);
}

TEST_CASE("a relative path is looked up in the process's directory, then in the daemon's") {
  temporary_directory directory;
  temporary_directory here;
  const visit there{here.path()};
  auto spec = program("./tool arg");
  CHECK(problem_of(spec) == "NO_FILE: can't find command './tool'");
  here.file("tool", "", 0755);
  CHECK(problem_of(spec) == "found " + here.path() + "/./tool");
  spec.directory = directory.path();
  CHECK(problem_of(spec) == "found " + here.path() + "/./tool");
  directory.file("tool", "", 0644);
  CHECK(problem_of(spec) == "found " + here.path() + "/./tool");
  std::filesystem::permissions(here.path() + "/tool", std::filesystem::perms{0644});
  CHECK(problem_of(spec) == "NOT_EXECUTABLE: command at './tool' is not executable");
  directory.file("tool", "", 0755);
  CHECK(problem_of(spec) == "found " + directory.path() + "/./tool");
  CHECK(resolve_command(spec, no_environment)->words.front() == "./tool");
}

TEST_CASE("an empty entry of PATH is the process's directory") {
  temporary_directory directory;
  const auto tool = directory.file("tool", "", 0755);
  auto spec = with_path(program("tool"), "/nope:");
  spec.directory = directory.path();
  CHECK(problem_of(spec) == "found " + tool);
}
