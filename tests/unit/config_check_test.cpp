// check: all errors at once, and everything that is ignored.
#include "config/check.hpp"

#include "tests/unit/yaml_fixture.hpp"

using namespace actord;
using texts = std::vector<std::string>;

namespace {

std::string checked(const config_dir& dir, const std::string& name, const std::string& text) {
  dir.write(name, text);
  auto wanted = dir.request();
  wanted.path = name;
  return config::text_of(config::check(wanted), name);
}

}  // namespace

TEST_CASE("a good configuration is counted") {
  yaml_dir dir;
  CHECK(checked(dir, "a.conf", "[supervisord]\n") == "a.conf: good, 0 programs, 0 processes\n");
  CHECK(checked(dir, "a.conf", "[supervisord]\n[program:x]\ncommand=x\n") ==
        "a.conf: good, 1 program, 1 process\n");
  CHECK(checked(dir, "a.yaml",
                "programs: {a: x, b: {command: x, numprocs: 3, process_name: 'n%(process_num)d'}}\n"
                "groups: {g: [a]}\n") == "a.yaml: good, 2 programs, 4 processes\n");
}

TEST_CASE("every wrong option is told, not only the first") {
  config_dir dir;
  CHECK(checked(dir, "a.conf",
                "[supervisord]\nloglevel=loud\n[program:x]\nstartsecs=a\nuser=nobody-there\n"
                "[program:y]\ncommand=y\nnumprocs=2\n[group:g]\nprograms=zz\n"
                "[inet_http_server]\nusername=u\n[unix_http_server]\nfile=/x\nchmod=9\n") ==
        "error: a.conf:2: [supervisord] loglevel = loud: bad logging level name 'loud'\n"
        "error: a.conf:10: [group:g] programs = zz: [group:g] names unknown program or "
        "fcgi-program zz\n"
        "error: a.conf:4: [program:x] startsecs = a: invalid literal for int() with base 10: 'a' "
        "in section 'program:x' (file: 'a.conf')\n"
        "error: a.conf:5: [program:x] user = nobody-there: Invalid user name nobody-there in "
        "section 'program:x' (file: 'a.conf')\n"
        "error: a.conf:3: [program:x]: program section program:x does not specify a command in "
        "section 'program:x' (file: 'a.conf')\n"
        "error: a.conf:6: [program:y]: %(process_num) must be present within process_name when "
        "numprocs > 1 in section 'program:y' (file: 'a.conf')\n"
        "error: a.conf:12: [inet_http_server] username = u: Section [inet_http_server] contains "
        "incomplete authentication: If a username or a password is specified, both the username "
        "and password "
        "must be specified\n"
        "error: a.conf:11: [inet_http_server]: section [inet_http_server] has no port value\n"
        "error: a.conf:15: [unix_http_server] chmod = 9: Invalid chmod value 9\n"
        "a.conf: 9 errors\n");
}

TEST_CASE("an error that leaves nothing to go on with is the last one") {
  config_dir dir;
  CHECK(checked(dir, "a.conf", "[program:x]\n") ==
        "error: .ini file does not include supervisord section\na.conf: 1 error\n");
  CHECK(checked(dir, "a.conf", "[supervisord]\n[program:a b]\ncommand=x\n[program:c]\n") ==
        "error: a.conf:2: [program:a b]: Invalid name: 'a b' because of character: ' '\n"
        "a.conf: 1 error\n");
  CHECK(checked(dir, "a.conf", "x\n")
            .starts_with("error: a.conf:1: File contains no section headers."));
}

TEST_CASE("a missing option is told, and the search goes on") {
  config_dir dir;
  CHECK(checked(dir, "a.conf",
                "[supervisord]\n[program:x]\nuser=root\n[eventlistener:l]\ncommand=x\n"
                "redirect_stderr=true\nevents=TICK_5\n[DEFAULT]\nstartretries=many\n") ==
        "error: a.conf:9: [program:x] startretries = many: invalid literal for int() with base 10: "
        "'many' in section 'program:x' (file: 'a.conf')\n"
        "error: a.conf:2: [program:x]: program section program:x does not specify a command in "
        "section 'program:x' (file: 'a.conf')\n"
        "error: a.conf:6: [eventlistener:l] redirect_stderr = true: [eventlistener:l] section sets "
        "redirect_stderr=true but this is not allowed because it will interfere with the "
        "eventlistener protocol\n"
        "a.conf: 3 errors\n");
}

TEST_CASE("all that is wrong in a YAML file is told") {
  config_dir dir;
  CHECK(checked(dir, "a.yaml",
                "programs:\n  x: {comand: y, startsecs: z, umask: [1]}\n  y: {extends: none}\n"
                "foo: 1\n") ==
        "error: a.yaml:4:1: unknown key 'foo' at the top of the file\n"
        "error: a.yaml:2:7: unknown key 'comand' in programs.x; did you mean 'command'?\n"
        "error: a.yaml:2:29: programs.x.startsecs: expected a duration in whole seconds such as "
        "10s or 2m, found 'z'\n"
        "error: a.yaml:2:39: programs.x.umask: expected an octal number such as \"022\", found a "
        "list\n"
        "error: a.yaml:3:16: programs.y.extends: there is no template or program 'none'\n"
        "a.yaml: 5 errors\n");
}

TEST_CASE("no more errors are told than anybody reads") {
  config_dir dir;
  std::string ini = "[supervisord]\n";
  std::string yaml = "programs:\n";
  for (int i = 0; i < 110; ++i) {
    if (i < 25) ini += "[program:p" + std::to_string(i) + "]\ncommand=x\nstartsecs=x\n";
    yaml += "  p" + std::to_string(i) + ": {comand: x}\n";
  }
  CHECK(checked(dir, "a.conf", ini).ends_with("\na.conf: 20 errors\n"));
  CHECK(checked(dir, "a.yaml", yaml).ends_with("\na.yaml: 100 errors\n"));
}

TEST_CASE("what nobody reads is warned about, with a suggestion where one is near") {
  config_dir dir;
  CHECK(
      checked(dir, "a.conf",
              "[supervisord]\nnodeamon=true\n[program]\ncommand=x\n[progam:x]\n[foo]\n"
              "[program:x]\ncommand=x\nautorestrat=true\ncolour=red\nstdout_logfile_maxbytes=0\n"
              "[rpcinterface:supervisor]\nanything=goes\nsupervisor.rpcinterface_factory="
              "supervisor.rpcinterface:make_main_rpcinterface\n[DEFAULT]\nzzz=1\npriority=5\n") ==
      "warning: For [program:x], AUTO logging used for stdout_logfile without rollover, set "
      "maxbytes > 0 to avoid filling up filesystem unintentionally\n"
      "warning: a.conf:2: [supervisord] nodeamon = true is ignored: there is no such option; did "
      "you mean nodaemon?\n"
      "warning: a.conf:3: section [program] is ignored; it needs a name, such as [program:x]\n"
      "warning: a.conf:5: section [progam:x] is ignored; did you mean [program:x]?\n"
      "warning: a.conf:6: section [foo] is ignored\n"
      "warning: a.conf:9: [program:x] autorestrat = true is ignored: there is no such option; did "
      "you mean autorestart?\n"
      "warning: a.conf:10: [program:x] colour = red is ignored: there is no such option\n"
      "warning: a.conf:16: [DEFAULT] zzz = 1 is ignored: no section has such an option\n"
      "a.conf: good, 1 program, 1 process, 8 warnings\n");
}

TEST_CASE("check creates nothing") {
  config_dir dir;
  (void)checked(dir, "a.conf",
                "[supervisord]\nlogfile=%(here)s/main.log\npidfile=%(here)s/pid\n"
                "[unix_http_server]\nfile=%(here)s/sock\n[program:x]\ncommand=x\n");
  std::size_t entries = 0;
  for (const auto& entry : std::filesystem::directory_iterator{dir.root()}) {
    CHECK(entry.path().filename() == "a.conf");
    ++entries;
  }
  CHECK(entries == 1);
}
