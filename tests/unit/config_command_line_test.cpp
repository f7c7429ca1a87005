// Command lines (contract §2.1, §7.1); error texts compared with Debian's supervisord.
#include "config/command_line.hpp"

#include <algorithm>

#include "config/option_table.hpp"
#include "tests/helpers/catch.hpp"

using namespace actord::config;
using words = std::vector<std::string>;

namespace {

const surroundings around{.environment = {}, .host_node_name = "", .cwd = "/tmp", .here = "/"};

std::string daemon_error(const words& arguments) {
  const auto line = parse_daemon_command_line(arguments, around);
  return line.ok() ? "<none>" : line.reason().message;
}
daemon_command_line daemon(const words& arguments) {
  const auto line = parse_daemon_command_line(arguments, around);
  REQUIRE(line.ok());
  return line.value();
}
std::string client_error(const words& arguments) {
  const auto line = parse_client_command_line(arguments, around);
  return line.ok() ? "<none>" : line.reason().message;
}
client_command_line client(const words& arguments) {
  const auto line = parse_client_command_line(arguments, around);
  REQUIRE(line.ok());
  return line.value();
}

}  // namespace

TEST_CASE("every flag of the daemon in both spellings") {
  const std::vector<std::pair<std::string, std::string>> rows{
      {"-n", "nodaemon=true"},
      {"--nodaemon", "nodaemon=true"},
      {"-s", "silent=true"},
      {"--silent", "silent=true"},
      {"-uroot", "user=root"},
      {"--user=root", "user=root"},
      {"-m022", "umask=022"},
      {"--umask=022", "umask=022"},
      {"-d/", "directory=/"},
      {"--directory=/", "directory=/"},
      {"-l/tmp/x", "logfile=/tmp/x"},
      {"--logfile=/tmp/x", "logfile=/tmp/x"},
      {"-y1MB", "logfile_maxbytes=1MB"},
      {"--logfile_maxbytes=1", "logfile_maxbytes=1"},
      {"-z3", "logfile_backups=3"},
      {"--logfile_backups=3", "logfile_backups=3"},
      {"-edebug", "loglevel=debug"},
      {"--loglevel=debug", "loglevel=debug"},
      {"-jp", "pidfile=p"},
      {"--pidfile=p", "pidfile=p"},
      {"-ime", "identifier=me"},
      {"--identifier=me", "identifier=me"},
      {"-q/", "childlogdir=/"},
      {"--childlogdir=/", "childlogdir=/"},
      {"-k", "nocleanup=true"},
      {"--nocleanup", "nocleanup=true"},
      {"-a5", "minfds=5"},
      {"--minfds=5", "minfds=5"},
      {"-t", "strip_ansi=true"},
      {"--strip_ansi", "strip_ansi=true"},
      {"--minprocs=5", "minprocs=5"},
  };
  for (const auto& [flag, setting] : rows) {
    CAPTURE(flag);
    const auto line = daemon({flag});
    REQUIRE(line.overrides.size() == 1);
    CHECK(line.overrides[0].name + "=" + line.overrides[0].value == setting);
  }
  CHECK(daemon({"--profile_options=calls"}).overrides.empty());
}

TEST_CASE("every option flag of the daemon is an option of [supervisord]") {
  for (const auto& row : daemon_flags())
    if (!row.option.empty()) CHECK(find_option(section_kind::supervisord, row.option) != nullptr);
}

TEST_CASE("letters may be joined, arguments may follow apart, prefixes are enough") {
  const auto line = daemon({"-nk", "-c", "f", "--minf", "7"});
  CHECK(line.path == "f");
  REQUIRE(line.overrides.size() == 3);
  CHECK(line.overrides[0].name == "nodaemon");
  CHECK(line.overrides[1].name == "nocleanup");
  CHECK(line.overrides[2].name == "minfds");
  CHECK(line.overrides[2].value == "7");
}

TEST_CASE("help and version are taken at once") {
  CHECK(daemon({"-h"}).help);
  CHECK(daemon({"-?"}).help);
  CHECK(daemon({"--help"}).help);
  CHECK(daemon({"-h", "-a", "x"}).help);
  CHECK(daemon({"-v"}).version);
  CHECK(daemon({"--version"}).version);
  CHECK_FALSE(daemon({}).help);
}

TEST_CASE("errors of the daemon's command line") {
  const std::string bad_int = ": invalid literal for int() with base 10: 'x'";
  const std::vector<std::pair<words, std::string>> rows{
      {{"-x"}, "option -x not recognized"},
      {{"-nx"}, "option -x not recognized"},
      {{"--foo"}, "option --foo not recognized"},
      {{"--no"}, "option --no not a unique prefix"},
      {{"-c"}, "option -c requires argument"},
      {{"--minfds"}, "option --minfds requires argument"},
      {{"--minf"}, "option --minfds requires argument"},
      {{"--nodaemon=1"}, "option --nodaemon must not have an argument"},
      {{"--help=a"}, "option --help must not have an argument"},
      {{"-n", "-n"}, "conflicting command line option '-n'"},
      {{"-n", "--nodaemon"}, "conflicting command line option '--nodaemon'"},
      {{"-c", "a", "-c", "b"}, "conflicting command line option '-c'"},
      {{"-a", "x"}, "invalid value for -a 'x'" + bad_int},
      {{"--minf", "x"}, "invalid value for --minfds 'x'" + bad_int},
      {{"-a", "x", "-h"}, "invalid value for -a 'x'" + bad_int},
      {{"-a", "-n"}, "invalid value for -a '-n': invalid literal for int() with base 10: '-n'"},
      {{"-e", "foo"}, "invalid value for -e 'foo': bad logging level name 'foo'"},
      {{"-m", "9"}, "invalid value for -m '9': 9 can not be converted to an octal type"},
      {{"-d", "/nope"}, "invalid value for -d '/nope': /nope is not an existing directory"},
      {{"-l", "/nope/x"},
       "invalid value for -l '/nope/x': The directory named as part of the path /nope/x does "
       "not exist"},
      {{"-u", "no-such-user"}, "<none>"},  // looked up by load()
      {{"foo", "-n"}, "positional arguments are not supported: ['foo', '-n']"},
      {{"-n", "--", "-x"}, "positional arguments are not supported: ['-x']"},
      {{"-"}, "positional arguments are not supported: ['-']"},
      {{"-h", "foo"}, "positional arguments are not supported: ['foo']"},
      {{"-h", "-x"}, "option -x not recognized"},
  };
  for (const auto& [arguments, message] : rows)
    CHECK(daemon_error(arguments) == message);
}

TEST_CASE("the client's flags end at the action") {
  const auto line = client(
      {"-c", "f", "-i", "-s", "unix:///x", "-u", "me", "--pass=pw", "-r", "h", "tail", "-f", "x"});
  CHECK(line.path == "f");
  CHECK(line.interactive);
  CHECK(line.serverurl == "unix:///x");
  CHECK(line.username == "me");
  CHECK(line.password == "pw");
  CHECK(line.history_file == "h");
  CHECK(line.words == words{"tail", "-f", "x"});
  CHECK(client({"--", "-x"}).words == words{"-x"});
  CHECK(client({"-?", "status"}).help);
  CHECK_FALSE(client({"status"}).path);
}

TEST_CASE("errors of the client's command line") {
  CHECK(client_error({"-x", "status"}) == "option -x not recognized");
  CHECK(client_error({"-r"}) == "option -r requires argument");
  CHECK(client_error({"-u", "a", "-u", "b"}) == "conflicting command line option '-u'");
  CHECK(client_error({"-i", "--interactive"}) == "conflicting command line option '--interactive'");
  CHECK(client_error({"-s", "foo"}) == "invalid value for -s 'foo': value 'foo' is not a URL");
  CHECK(client_error({"--server", "x"}) ==
        "invalid value for --serverurl 'x': value 'x' is not a URL");
}

TEST_CASE("the help texts list every flag") {
  const auto check = [](const std::string& text, std::span<const flag_row> flags) {
    for (const auto& row : flags) {
      CAPTURE(row.long_name);
      CHECK(text.find("--" + std::string{row.long_name}) != std::string::npos);
      CHECK(text.find(std::string{row.help}) != std::string::npos);
    }
  };
  check(daemon_help("actord"), daemon_flags());
  check(client_help("actorctl"), client_flags());
  CHECK(daemon_help("/x/actord").find("Usage: /x/actord [options]\n") != std::string::npos);
  CHECK(client_help("/x/ctl").find("Usage: /x/ctl [options] [action [arguments]]\n") !=
        std::string::npos);
}
