// [include] (contract §1.4) and the remarks that a configuration leaves.
#include <sys/stat.h>
#include <unistd.h>

#include "config/load.hpp"
#include "tests/helpers/catch.hpp"
#include "tests/unit/config_fixture.hpp"

using namespace actord;
using texts = std::vector<std::string>;

namespace {
const std::string head = "[supervisord]\n";

std::string command_of(const core::configuration& c, std::size_t group) {
  return c.groups.at(group).programs.at(0).processes.at(0)->command;
}
}  // namespace

TEST_CASE("included files are read pattern by pattern, each sorted, and logged") {
  config_dir dir;
  dir.write("i/b.conf", "[program:y]\ncommand=/b\n");
  dir.write("i/a.conf", "[program:y]\ncommand=/a\n[program:x]\ncommand=/x\n");
  dir.write("i/.hidden.conf", "[program:z]\ncommand=/z\n");
  const auto c = dir.loaded(head + "[include]\nfiles = none/*.ini\n  i/*.conf i/a.conf\n");
  REQUIRE(c.groups.size() == 2);
  CHECK(command_of(c, 1) == "/a");
  CHECK(texts_of(c) ==
        texts{"No file matches via include \"" + dir.path("none/*.ini") + "\"",
              "Included extra file \"" + dir.path("i/a.conf") + "\" during parsing",
              "Included extra file \"" + dir.path("i/b.conf") + "\" during parsing"});
  CHECK(c.remarks[0].level == core::log_level::warn);
  CHECK(c.remarks[1].level == core::log_level::info);
}

TEST_CASE("include patterns may be absolute and use names") {
  config_dir dir;
  dir.write("testhost.conf", "[program:x]\ncommand=/x\n");
  const auto c =
      dir.loaded(head + "[include]\nfiles=%(here)s/%(host_node_name)s.conf %(ENV_HOME)s/no\n");
  CHECK(command_of(c, 0) == "/x");
  CHECK(dir.error(head + "[include]\nfiles=%(nope)s\n").message ==
        "Format string '%(nope)s' for 'include.files' contains names ('nope') which cannot be "
        "expanded. Available names: ENV_HOME, ENV_OUTER, here, host_node_name");
}

TEST_CASE("an included file cannot include others, and errors name it") {
  config_dir dir;
  dir.write("i/a.conf", "[include]\nfiles=b.conf\n[program:y]\ncommand=/y\nstartsecs=x\n");
  dir.write("i/b.conf", "[program:z]\ncommand=/z\n");
  const auto error = dir.error(head + "[include]\nfiles=i/a.conf\n");
  CHECK(error.message ==
        "invalid literal for int() with base 10: 'x' in section 'program:y' "
        "(file: '" +
            dir.path("i/a.conf") + "')");
  CHECK(error.where == dir.path("i/a.conf") + ":5: [program:y] startsecs = x");
}

TEST_CASE("the error's file is the one that first defined the section") {
  config_dir dir;
  dir.write("a.conf", "[program:y]\ncommand=/y\nstartsecs=x\n");
  CHECK(dir.error(head + "[program:y]\nautostart=true\n[include]\nfiles=a.conf\n").message ==
        "invalid literal for int() with base 10: 'x' in section 'program:y' (file: 's.conf')");
}

TEST_CASE("%(here)s means the directory of the file that says it, if there is [include]") {
  config_dir dir;
  dir.write("i/a.conf", "[program:y]\ncommand=%(here)s/y\n");
  const auto c = dir.loaded(head + "[program:x]\ncommand=%(here)s/x\n[include]\nfiles=i/a.conf\n");
  CHECK(command_of(c, 0) == dir.path("x"));
  CHECK(command_of(c, 1) == dir.path("i/y"));
}

TEST_CASE("what cannot be read is skipped with a warning") {
  config_dir dir;
  dir.write("i/d/file", "");
  const auto c = dir.loaded(head + "[include]\nfiles=i/*\n");
  CHECK(texts_of(c) == texts{"Included extra file \"" + dir.path("i/d") + "\" during parsing",
                             "cannot read included file \"" + dir.path("i/d") +
                                 "\": Is a directory; it is ignored"});
}

TEST_CASE("a syntax error in an included file is an error") {
  config_dir dir;
  dir.write("a.conf", "[program:x]\nfoo\n");
  CHECK(dir.error(head + "[include]\nfiles=a.conf\n").message ==
        "Source contains parsing errors: '" + dir.path("a.conf") + "'\n\t[line  2]: 'foo\\n'");
}

TEST_CASE("defaults reach every section but plug-ins") {
  config_dir dir;
  const auto c = dir.loaded(
      "[DEFAULT]\nautostart=false\n[supervisord]\n[program:x]\ncommand=/x\n"
      "[rpcinterface:supervisor]\n"
      "supervisor.rpcinterface_factory=supervisor.rpcinterface:make_main_rpcinterface\n");
  CHECK_FALSE(c.groups.at(0).programs.at(0).processes.at(0)->autostart);
  CHECK(c.remarks.empty());
}

TEST_CASE("a foreign plug-in is ignored with a warning, so that the daemon starts") {
  config_dir dir;
  const auto c = dir.loaded(head +
                            "[rpcinterface:x]\nsupervisor.rpcinterface_factory=a:b\nkey=v\n"
                            "[ctlplugin:y]\n");
  CHECK(texts_of(c) == texts{"[rpcinterface:x] names the Python plug-in a:b, which cannot be "
                             "loaded; the section is ignored"});
  CHECK(dir.error(head + "[rpcinterface:x]\nsupervisor.rpcinterface_factory=a\nk=%(n)s\n")
            .message.find("for 'rpcinterface:x.k' contains names ('n')") != std::string::npos);
}

TEST_CASE("warnings about logs, once per section") {
  config_dir dir;
  const auto c =
      dir.loaded(head +
                 "[program:x]\ncommand=/x\nnumprocs=2\nprocess_name=%(process_num)s\n"
                 "stdout_logfile_maxbytes=0\nstderr_logfile=/tmp/e\nredirect_stderr=true\n"
                 "[program:y]\ncommand=/y\nstdout_logfile=syslog\nstderr_logfile=SYSLOG\n");
  CHECK(texts_of(c) ==
        texts{"For [program:x], AUTO logging used for stdout_logfile without rollover, set "
              "maxbytes > 0 to avoid filling up filesystem unintentionally",
              "For [program:x], redirect_stderr=true but stderr_logfile has also been set to a "
              "filename, the filename has been ignored",
              "For [program:y], stdout_logfile=syslog but this is deprecated and will be "
              "removed.  Use stdout_syslog=true to enable syslog instead.",
              "For [program:y], stderr_logfile=syslog but this is deprecated and will be "
              "removed.  Use stderr_syslog=true to enable syslog instead."});
  const auto& x = *c.groups.at(0).programs.at(0).processes.at(0);
  CHECK(x.err.kind == core::log_spec::target::none);
  CHECK(x.err.path.empty());
  const auto& y = *c.groups.at(1).programs.at(0).processes.at(0);
  CHECK(y.out.syslog);
  CHECK(y.out.kind == core::log_spec::target::none);
}

TEST_CASE("a percent sign in a log file name may be written twice or four times") {
  config_dir dir;
  CHECK(dir.process("command=/x\nstdout_logfile=/tmp/%%b\n").out.path == "/tmp/%b");
  CHECK(dir.process("command=/x\nstdout_logfile=/tmp/%%%%b\n").out.path == "/tmp/%b");
}

TEST_CASE("values that end earlier than they seem to are warned about") {
  config_dir dir;
  CHECK(texts_of(dir.loaded(head + "environment=A=$HOME\n[program:x]\ncommand=sh -c 'a ; b'\n"
                                   "environment=B=x y\n")) ==
        texts{"For [supervisord], the value of A in environment ends earlier than it seems to; "
              "quote it",
              "For [program:x], command ends within quotes, because a ; or # behind a blank "
              "begins a comment there",
              "For [program:x], the value of B in environment ends earlier than it seems to; "
              "quote it"});
}

TEST_CASE("clear typing errors are warned about, foreign names are not") {
  config_dir dir;
  const auto c = dir.loaded(
      head +
      "logfiel=/tmp/x\n[progam:x]\ncommand=/x\n[program:y]\ncommand=/y\nauto_restart=true\n"
      "x_note=1\n[superlance]\na=1\n[circus:x]\nb=2\n[unix_http_servr]\n");
  CHECK(texts_of(c) ==
        texts{"s.conf:2: option logfiel of [supervisord] is ignored; did you mean logfile?",
              "section [progam:x] in s.conf is ignored; did you mean [program:x]?",
              "s.conf:7: option auto_restart of [program:y] is ignored; did you mean "
              "autorestart?",
              "section [unix_http_servr] in s.conf is ignored; did you mean "
              "[unix_http_server]?"});
}
