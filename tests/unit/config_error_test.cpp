// Every validation message of contract §1 with its suffix and place.
#include <array>

#include "config/load.hpp"
#include "tests/helpers/catch.hpp"
#include "tests/unit/config_fixture.hpp"

namespace {

const std::string head = "[supervisord]\n";
const std::string suffix = " in section 'program:x' (file: 's.conf')";

struct error_case {
  std::string text;
  std::string message;
};

void check_all(const std::vector<error_case>& cases) {
  config_dir dir;
  for (const auto& [text, message] : cases)
    CHECK(dir.error(text).message == message);
}

// Options of [program:x] that have a command.
void check_program(const std::vector<error_case>& cases) {
  config_dir dir;
  for (const auto& [options, message] : cases)
    CHECK(dir.error(head + "[program:x]\ncommand=/x\n" + options + "\n").message ==
          message + suffix);
}

}  // namespace

TEST_CASE("errors of files and required sections") {
  check_all(
      {{"", ".ini file does not include supervisord section"},
       {"[foo]\na=1\n", ".ini file does not include supervisord section"},
       {"[supervisord]\nfoo\n", "Source contains parsing errors: 's.conf'\n\t[line  2]: 'foo\\n'"},
       {head + "[include]\n", ".ini file has [include] section, but no files setting"},
       {head + "[rpcinterface:x]\n",
        "section [rpcinterface:x] does not specify a supervisor.rpcinterface_factory"}});
  config_dir dir;
  auto request = dir.request();
  request.path = "/nope/f";
  CHECK(actord::config::load(request).reason().message == "could not find config file /nope/f");
  request.path = ".";
  CHECK(actord::config::load(request).reason().message == "could not read config file .");
}

TEST_CASE("errors of [supervisord]") {
  check_all({{head + "minfds=abc\n", "invalid literal for int() with base 10: 'abc'"},
             {head + "nodaemon=maybe\n", "not a valid boolean value: 'maybe'"},
             {head + "directory=~/nope\n", "~/nope is not an existing directory"},
             {head + "childlogdir=/nope\n", "/nope is not an existing directory"},
             {head + "logfile=~/nope/x\n",
              "The directory named as part of the path ~/nope/x does not exist"},
             {head + "pidfile=/nope/x\n",
              "The directory named as part of the path /nope/x does not exist"},
             {head + "user=no-such-user\n", "Invalid user name no-such-user"},
             {head + "user=4000000\n", "Invalid user id 4000000"},
             {head + "umask=999\n", "999 can not be converted to an octal type"},
             {head + "logfile_maxbytes=5xb\n", "invalid literal for int() with base 10: '5xb'"},
             {head + "loglevel=foo\n", "bad logging level name 'foo'"},
             {head + "environment=A\n", "Unexpected end of key/value pairs in value 'A'"},
             {head + "environment=A=\"x\n", "No closing quotation"},
             {head + "logfile=%(nope)s\n",
              "Format string '%(nope)s' for 'supervisord.logfile' contains names ('nope') which "
              "cannot be expanded. Available names: ENV_HOME, ENV_OUTER, here"},
             {head + "environment=%(nope)s\n",
              "Format string '%(nope)s' for 'supervisord.environment' contains names ('nope') "
              "which cannot be expanded. Available names: ENV_HOME, ENV_OUTER, here, "
              "host_node_name"}});
}

TEST_CASE("errors of programs carry section and file") {
  check_program(
      {{"startsecs=abc", "invalid literal for int() with base 10: 'abc'"},
       {"autostart=x", "not a valid boolean value: 'x'"},
       {"autorestart=Maybe", "invalid 'autorestart' value 'maybe'"},
       {"exitcodes=0,256", "not a valid list of exit codes: '0,256'"},
       {"stopsignal=foo", "value 'foo' is not a valid signal name"},
       {"stopsignal=99", "value '99' is not a valid signal number"},
       {"user=no-such-user", "Invalid user name no-such-user"},
       {"umask=9", "9 can not be converted to an octal type"},
       {"restart_pause=x", "not a valid number of seconds: 'x'"},
       {"stopasgroup=true\nkillasgroup=false", "Cannot set stopasgroup=true and killasgroup=false"},
       {"numprocs=2", "%(process_num) must be present within process_name when numprocs > 1"},
       {"process_name=a b", "Invalid name: 'a b' because of character: ' '"},
       {"process_name=a/b", "Invalid name: 'a/b' because of character: '/'"},
       {"stdout_logfile=/nope/x", "The directory named as part of the path /nope/x does not exist"},
       {"stderr_logfile_maxbytes=x", "invalid literal for int() with base 10: 'x'"},
       {"environment=A", "Unexpected end of key/value pairs in value 'A'"}});
  check_all(
      {{head + "[program:x]\n", "program section program:x does not specify a command" + suffix}});
}

TEST_CASE("labels and names of failed expansions in programs") {
  const std::string names = "ENV_HOME, ENV_OUTER, group_name, here, host_node_name, ";
  const auto text = [](const std::string& value, const std::string& label) {
    return "Format string '" + value + "' for '" + label +
           "' contains names ('nope') which cannot be expanded. Available names: ";
  };
  check_program(
      {{"umask=%(nope)s", text("%(nope)s", "program:x.umask") + names + "program_name"},
       {"directory=%(nope)s",
        text("%(nope)s", "program:x.directory") + names + "numprocs, process_num, program_name"},
       {"process_name=%(nope)s",
        text("%(nope)s", "process_name") + names + "numprocs, process_num, program_name"},
       {"environment=%(nope)s",
        text("%(nope)s", "environment") + names + "numprocs, process_num, program_name"},
       {"stdout_logfile=/tmp/%b",
        "Format string '/tmp/%b' for 'program:x.stdout_logfile' is badly formatted: unsupported "
        "format character 'b' (0x62) at index 6"}});
  check_all({{head + "[program:x]\npriority=%(program_name)s\n",
              "Format string '%(program_name)s' for 'program:x.priority' contains names "
              "('program_name') which cannot be expanded. Available names: ENV_HOME, ENV_OUTER, "
              "here"}});
}

TEST_CASE("errors at group level carry no suffix") {
  const std::string listener = head + "[eventlistener:a]\ncommand=/x\n";
  const std::string fcgi = head + "[fcgi-program:a]\ncommand=/x\n";
  check_all({
      {head + "[program:a b]\n", "Invalid name: 'a b' because of character: ' '"},
      {head + "[program:a:b]\n", "Invalid name: 'a:b' because of character: ':'"},
      {head + "[group:a/b]\n", "Invalid name: 'a/b' because of character: '/'"},
      {head + "[program:x]\ncommand=/x\npriority=abc\n",
       "invalid literal for int() with base 10: 'abc'"},
      {head + "[group:g]\npriority=x\n", "invalid literal for int() with base 10: 'x'"},
      {head + "[group:g]\nprograms=zz\n", "[group:g] names unknown program or fcgi-program zz"},
      {head + "[group:g]\nprograms=x,zz\n[program:x]\ncommand=/x\n",
       "[group:g] names unknown program or fcgi-program zz"},
      {head + "[group:g]\nprograms=x\n[program:x]\ncommand=/x\n[fcgi-program:x]\ncommand=/x\n",
       "[group:g] name x is ambiguous (exists as program and fcgi-program)"},
      {head + "[group:g]\nprograms=e\n[eventlistener:e]\ncommand=/x\nevents=TICK\n",
       "[group:g] names unknown program or fcgi-program e"},
      {listener, "[eventlistener:a] section requires an \"events\" line"},
      {listener + "events=\n", "[eventlistener:a] section requires an \"events\" line"},
      {listener + "events=TICK_5,foo\n", "Unknown event type FOO in [eventlistener:a] events"},
      {listener + "events=TICK,\n", "Unknown event type  in [eventlistener:a] events"},
      {listener + "buffer_size=0\n", "[eventlistener:a] section sets invalid buffer_size (0)"},
      {listener + "priority=x\n", "invalid literal for int() with base 10: 'x'"},
      {listener + "result_handler=foo:bar\n",
       "foo:bar cannot be resolved within [eventlistener:a]: result handlers written in Python "
       "cannot be loaded"},
      {listener + "events=TICK\nredirect_stderr=true\n",
       "[eventlistener:a] section sets redirect_stderr=true but this is not allowed because it "
       "will interfere with the eventlistener protocol"},
      {fcgi, "[fcgi-program:a] section requires a \"socket\" line"},
      {fcgi + "socket=foo\n", "Bad socket format foo in [fcgi-program:a] socket"},
      {fcgi + "socket=tcp://a\n", "Bad socket format tcp://a in [fcgi-program:a] socket"},
      {fcgi + "socket=tcp://a:x\n", "Bad socket format tcp://a:x in [fcgi-program:a] socket"},
      {fcgi + "socket=tcp://a:70000\n",
       "70000 is above upper bound (65535) in [fcgi-program:a] socket"},
      {fcgi + "socket=unix://foo\n",
       "Unix socket path foo is not an absolute path in [fcgi-program:a] socket"},
      {fcgi + "socket=tcp://a:1\nsocket_mode=0700\n",
       "socket_owner and socket_mode params should only be used with a Unix domain socket in "
       "[fcgi-program:a] socket"},
      {fcgi + "socket=tcp://a:1\nsocket_backlog=0\n", "Invalid socket_backlog value 0"},
      {fcgi + "socket_backlog=x\n", "Invalid socket_backlog value x"},
      {fcgi + "socket_owner=no-such-user\n", "Invalid socket_owner value no-such-user"},
      {fcgi + "socket_mode=99\n", "Invalid socket_mode value 99"},
  });
}

TEST_CASE("errors of servers") {
  const std::string file = head + "[unix_http_server]\nfile=/tmp/s\n";
  const std::string incomplete =
      "contains incomplete authentication: If a username or a password is specified, both the "
      "username and password must be specified";
  check_all({
      {head + "[unix_http_server]\n", "section [unix_http_server] has no file value"},
      {head + "[unix_http_server2]\n", "section [unix_http_server2] has no file value"},
      {file + "chmod=99\n", "Invalid chmod value 99"},
      {file + "chown=no-such-user\n", "Invalid sockchown value no-such-user"},
      {file + "username=a\n", "Section [unix_http_server] " + incomplete},
      {file + "password=a\n", "Section [unix_http_server] " + incomplete},
      {file + "username=%(here)s\n",
       "Format string '%(here)s' for 'unix_http_server.username' contains names ('here') which "
       "cannot be expanded. Available names: ENV_HOME, ENV_OUTER"},
      {head + "[inet_http_server]\n", "section [inet_http_server] has no port value"},
      {head + "[inet_http_server]\nport=foo\n", "not a valid port number: 'foo' "},
      {head + "[inet_http_server]\nport=a:0\n", "0 is below lower bound (1)"},
      {head + "[inet_http_server:b]\nport=1\nusername=a\n",
       "Section [inet_http_server:b] " + incomplete},
  });
}

TEST_CASE("the first error in Supervisor's order wins") {
  check_all({
      {head + "user=no-such-user\nlogfile=/nope/x\n",
       "The directory named as part of the path /nope/x does not exist"},
      {head + "environment=A\nstrip_ansi=x\n", "not a valid boolean value: 'x'"},
      {head + "[unix_http_server]\n[program:a b]\n",
       "Invalid name: 'a b' because of character: ' '"},
      {head + "[unix_http_server]\n[inet_http_server]\n",
       "section [inet_http_server] has no port value"},
      {head + "[program:a b]\n[rpcinterface:x]\n",
       "section [rpcinterface:x] does not specify a supervisor.rpcinterface_factory"},
      {head + "[program:a b]\n[group:c d]\n", "Invalid name: 'c d' because of character: ' '"},
  });
  check_program(
      {{"process_name=a b\numask=99", "99 can not be converted to an octal type"},
       {"process_name=a b\nnumprocs=2", "Invalid name: 'a b' because of character: ' '"},
       {"numprocs=2\nstopasgroup=1\nkillasgroup=0",
        "%(process_num) must be present within process_name when numprocs > 1"},
       {"stopasgroup=1\nkillasgroup=0\nexitcodes=x", "not a valid list of exit codes: 'x'"}});
}

TEST_CASE("errors name the place") {
  config_dir dir;
  CHECK(dir.error(head + "minfds=abc\n").where == "s.conf:2: [supervisord] minfds = abc");
  CHECK(dir.error(head + "[program:x]\nstartsecs : 1s\n").where ==
        "s.conf:3: [program:x] startsecs = 1s");
  CHECK(dir.error(head + "[program:x]\n").where == "s.conf:2: [program:x]");
  CHECK(dir.error(head + "[group:g]\nprograms=x\n").where == "s.conf:3: [group:g] programs = x");
  CHECK(dir.error(head + "foo\n").where == "s.conf:2");
  CHECK(dir.error(head, {{"user", "no-such-user"}}).where == "command line: user = no-such-user");
}
