// YAML configurations: the same model as from the INI, natural types, inheritance, references.
#include "config/yaml_reader.hpp"

#include "config/ctl_settings.hpp"
#include "tests/helpers/catch.hpp"
#include "tests/helpers/golden.hpp"
#include "tests/unit/yaml_fixture.hpp"

using namespace actord;
using namespace std::chrono_literals;

TEST_CASE("an empty YAML file is a daemon with defaults") {
  yaml_dir dir;
  const auto c = dir.loaded_yaml("");
  const auto ini = dir.loaded(
      "[supervisord]\n[rpcinterface:supervisor]\n"
      "supervisor.rpcinterface_factory=supervisor.rpcinterface:make_main_rpcinterface\n");
  CHECK(tests::text_of_model(c) == tests::text_of_model(ini));
  CHECK(tests::text_of_model(dir.loaded_yaml("# nothing\n")) == tests::text_of_model(ini));
  CHECK(tests::text_of_model(dir.loaded_yaml("programs:\n")) == tests::text_of_model(ini));
}

TEST_CASE("the example of docs/yaml.md loads") {
  yaml_dir dir;
  const auto page = tests::file_text("docs/yaml.md");
  const auto begin = page.find("```yaml\n# actord.yaml") + 8;
  const auto text = page.substr(begin, page.find("```", begin) - begin);
  dir.write("conf.d/more.conf", "[program:included]\ncommand=/bin/true\n");
  dir.write("web.env", "TOKEN=abc\n");
  const auto c = dir.loaded_yaml(text);
  CHECK(c.groups.size() == 5);
  for (const auto& remark : c.remarks)
    CHECK(remark.level == core::log_level::info);
}

TEST_CASE("natural types are the texts of the INI") {
  yaml_dir dir;
  const auto p = dir.yaml_program(R"(
    command: [sh, -c, "echo 'a b'", "", "%(program_name)s"]
    startsecs: 1m30s
    stopwaitsecs: 2h
    restart_pause: 500ms
    stdout_logfile_maxbytes: 5M
    stderr_logfile_maxbytes: 2 KiB
    stdout_capture_maxbytes: 100
    autostart: off
    autorestart: unexpected
    exitcodes: [0, 2]
    umask: "027"
    stopsignal: 2
    environment: {A: 1, "B": 'q"uo\te, x', C: "%(program_name)s"}
)");
  CHECK(p.command == R"(sh -c 'echo '\''a b'\''' '' x)");
  CHECK(p.start_secs == 90s);
  CHECK(p.stop_wait == 2h);
  CHECK(p.restart_pause == 500ms);
  CHECK(p.out.max_bytes == 5u << 20u);
  CHECK(p.err.max_bytes == 2048);
  CHECK(p.out.capture_max_bytes == 100);
  CHECK_FALSE(p.autostart);
  CHECK(p.restart == core::auto_restart::unexpected);
  CHECK(p.exit_codes == std::vector<int>{0, 2});
  CHECK(p.umask == 027);
  CHECK(p.stop_signal == 2);
  CHECK(p.environment == core::environment_list{{"A", "1"}, {"B", "q\"uo\\te, x"}, {"C", "x"}});
}

TEST_CASE("values may be written as in the INI, too") {
  yaml_dir dir;
  const auto p = dir.yaml_program(R"(
    command: sh -c "echo a"
    startsecs: 5
    restart_pause: 0.25
    exitcodes: 0, 2
    umask: 022
    environment: 'A="1",B=2'
    stdout_logfile_maxbytes: 1KB
)");
  CHECK(p.command == "sh -c \"echo a\"");
  CHECK(p.start_secs == 5s);
  CHECK(p.restart_pause == 250ms);
  CHECK(p.exit_codes == std::vector<int>{0, 2});
  CHECK(p.umask == 022);
  CHECK(p.environment == core::environment_list{{"A", "1"}, {"B", "2"}});
  CHECK(p.out.max_bytes == 1024);
}

TEST_CASE("an empty list of exit codes expects none, an empty value is no value") {
  yaml_dir dir;
  CHECK(dir.yaml_program("    command: x\n    exitcodes: []\n").exit_codes.empty());
  CHECK(dir.yaml_program("    command: x\n    exitcodes:\n").exit_codes == std::vector<int>{0});
  CHECK(dir.yaml_program("    command: x\n    environment: {}\n").environment.empty());
  CHECK(dir.yaml_program("    command: x\n    environment: {A: ~, B: ''}\n").environment ==
        core::environment_list{{"B", ""}});
}

TEST_CASE("a command alone may stand for its program") {
  yaml_dir dir;
  const auto c = dir.loaded_yaml("programs: {a: /bin/a -v, b: [/bin/b, 'x y']}\n");
  REQUIRE(c.groups.size() == 2);
  CHECK(tests::first_process(c, 0).command == "/bin/a -v");
  CHECK(tests::first_process(c, 1).command == "/bin/b 'x y'");
}

TEST_CASE("names are expanded item by item and cannot break a list or a map") {
  yaml_dir dir;
  const auto p =
      dir.yaml_program("    command: [echo, '%(ENV_ODD)s']\n    environment: {A: '%(ENV_ODD)s'}\n",
                       {{"ODD", "a\" 'b', c=\"d\\"}});
  CHECK(p.command == R"(echo 'a" '\''b'\'', c="d\')");
  CHECK(p.environment == core::environment_list{{"A", "a\" 'b', c=\"d\\"}});
}

TEST_CASE("references take variables of the daemon, defaults and dollar signs") {
  yaml_dir dir;
  const auto p = dir.yaml_program(R"(
    command: run ${OUTER} ${NOT_SET:-a ${OUTER} b} ${EMPTY:-full} "${EMPTY}" $$x $HOME $${y} $
    stdout_logfile: ${HOME}/%(program_name)s%%%%.log
    environment: {A: "${PERCENT}", B: $$$$}
    startsecs: ${SECONDS:-3s}
    autostart: ${START:-false}
)",
                                  {{"OUTER", "outside"}, {"EMPTY", ""}, {"PERCENT", "5%s"}});
  CHECK(p.command == "run outside a outside b full \"\" $x $HOME ${y} $");
  CHECK(p.out.path == dir.root() + "/x%.log");
  CHECK(p.environment == core::environment_list{{"A", "5%s"}, {"B", "$$"}});
  CHECK(p.start_secs == 3s);
  CHECK_FALSE(p.autostart);
}

TEST_CASE("a percent sign of a variable stays one in the name of a log") {
  yaml_dir dir;
  const auto p =
      dir.yaml_program("    command: x\n    stdout_logfile: ${HOME}/${P}.log\n", {{"P", "50%%"}});
  CHECK(p.out.path == dir.root() + "/50%%.log");
}

TEST_CASE("defaults reach programs and FastCGI programs, not listeners") {
  yaml_dir dir;
  const auto c = dir.loaded_yaml(R"(
defaults: {startsecs: 7s, redirect_stderr: true, environment: {A: 1, B: 1}}
programs:
  own: {command: x, startsecs: 2s, environment: {B: 2}}
  plain: {command: x, environment: ~, redirect_stderr: ~}
fcgi_programs:
  f: {command: x, socket: "tcp://127.0.0.1:1"}
listeners:
  l: {command: x, events: [TICK_5, process_state]}
)");
  REQUIRE(c.groups.size() == 4);
  CHECK(c.groups[0].listener.events == std::vector<std::string>{"TICK_5", "PROCESS_STATE"});
  CHECK(tests::first_process(c, 0).start_secs == 1s);
  CHECK(tests::first_process(c, 1).start_secs == 7s);
  CHECK(tests::first_process(c, 2).start_secs == 2s);
  CHECK(tests::first_process(c, 2).redirect_stderr);
  CHECK(tests::first_process(c, 2).environment == core::environment_list{{"A", "1"}, {"B", "2"}});
  CHECK(tests::first_process(c, 3).environment.empty());
  CHECK_FALSE(tests::first_process(c, 3).redirect_stderr);
}

TEST_CASE("extends takes templates and programs; the nearer one wins, maps are merged") {
  yaml_dir dir;
  const auto c = dir.loaded_yaml(R"(
programs:
  third: {extends: second, startretries: 3}
  second: {extends: [one, two], command: x, environment: {C: second}}
  other: {extends: second, command: other, priority: ~}
templates:
  base: {priority: 5, environment: {A: base, B: base}}
  one: {extends: base, priority: 1, startsecs: 1m}
  two: {priority: 2, environment: {B: two}}
defaults: {startsecs: 9s, stopwaitsecs: 9s}
)");
  REQUIRE(c.groups.size() == 3);
  const auto& third = tests::first_process(c, 1);
  CHECK(third.name == "third");
  CHECK(third.priority == 2);
  CHECK(third.start_secs == 60s);
  CHECK(third.stop_wait == 9s);
  CHECK(third.start_retries == 3);
  CHECK(third.command == "x");
  CHECK(third.environment == core::environment_list{{"A", "base"}, {"B", "two"}, {"C", "second"}});
  const auto& other = tests::first_process(c, 2);
  CHECK(other.priority == 999);
  CHECK(other.command == "other");
}

TEST_CASE("groups are maps or plain lists of programs") {
  yaml_dir dir;
  const auto c = dir.loaded_yaml(
      "programs: {a: x, b: x, c: x}\n"
      "groups: {g: [a, b], h: {programs: [c], priority: 3}, i: {programs: b}}\n");
  REQUIRE(c.groups.size() == 3);
  CHECK(c.groups[0].name == "h");
  CHECK(c.groups[0].priority == 3);
  CHECK(c.groups[1].name == "g");
  CHECK(c.groups[1].programs.size() == 2);
  CHECK(c.groups[2].programs.at(0).name == "b");
}

TEST_CASE("servers are called unix and inet, further ones with a name behind a colon") {
  yaml_dir dir;
  const auto c = dir.loaded_yaml(R"(
servers:
  unix: {file: /a/s, chmod: "0770", chown: root}
  unix:second: {file: /b/s, username: u, password: p}
  inet: {port: 9001}
  inet_http_server:x: {port: "127.0.0.1:9002"}
)");
  REQUIRE(c.servers.size() == 4);
  CHECK(c.servers[0].section == "inet_http_server");
  CHECK(c.servers[0].port == 9001);
  CHECK(c.servers[1].section == "inet_http_server:x");
  CHECK(c.servers[2].section == "unix_http_server");
  CHECK(c.servers[2].mode == 0770);
  CHECK(c.servers[3].section == "unix_http_server:second");
  CHECK(c.servers[3].username == "u");
  CHECK(c.daemon.control_socket == "/a/s.actord");
}

TEST_CASE("daemon takes the options of [supervisord] and of [actord]") {
  yaml_dir dir;
  const auto c = dir.loaded_yaml(
      "daemon: {identifier: me, socket: own.sock, environment: {K: v}, minfds: 2_048}\n"
      "programs: {x: {command: '%(ENV_K)s'}}\n");
  CHECK(c.daemon.identifier == "me");
  CHECK(c.daemon.minfds == 2048);
  CHECK(c.daemon.control_socket == dir.path("own.sock"));
  CHECK(tests::first_process(c, 0).command == "v");
  CHECK(tests::first_process(c, 0).environment == core::environment_list{{"K", "v"}});
  CHECK(dir.loaded_yaml("supervisord: {identifier: me}\n").daemon.identifier == "me");
}

TEST_CASE("anchors, aliases and merge keys are understood") {
  yaml_dir dir;
  const auto c = dir.loaded_yaml(R"(
x-base: &base {startsecs: 3s, priority: 7}
x-more: &more {priority: 8, startretries: 1}
programs:
  a: {<<: *base, command: x, priority: 1}
  b: {<<: [*base, *more], command: x}
)");
  CHECK(tests::first_process(c, 0).priority == 1);
  CHECK(tests::first_process(c, 0).start_secs == 3s);
  CHECK(tests::first_process(c, 1).priority == 7);
  CHECK(tests::first_process(c, 1).start_retries == 1);
}

TEST_CASE("YAML includes YAML and INI, which may use what is before") {
  yaml_dir dir;
  dir.write("d/a.yaml", "programs: {a: {extends: t, directory: '%(here)s'}, m: {priority: 2}}\n");
  dir.write("d/b.conf", "[program:b]\ncommand=%(here)s/b\n[program:m]\nstartretries=1\n");
  dir.write("d/c.yml", "defaults: {startretries: 8}\nprograms: {c: {extends: a}}\n");
  const auto c = dir.loaded_yaml(R"(
include: [d/*.yaml, d/*.conf, 'd/*.yml']
templates: {t: {command: x, startsecs: 5s}}
defaults: {startretries: 9, priority: 50}
programs: {m: {command: '%(here)s/m', priority: 1}}
)");
  REQUIRE(c.groups.size() == 4);
  const auto& m = tests::first_process(c, 0);
  CHECK(m.name == "m");
  CHECK(m.priority == 2);
  CHECK(m.start_retries == 1);
  CHECK(m.command == dir.root() + "/m");
  CHECK(tests::first_process(c, 1).directory == dir.path("d"));
  CHECK(tests::first_process(c, 1).start_secs == 5s);
  CHECK(tests::first_process(c, 1).start_retries == 9);
  CHECK(tests::first_process(c, 2).start_retries == 8);
  CHECK(tests::first_process(c, 3).command == dir.path("d") + "/b");
  CHECK(tests::first_process(c, 3).start_retries == 3);
}

TEST_CASE("an INI may include YAML") {
  yaml_dir dir;
  dir.write("more.yaml", "programs: {a: {command: [x, y]}}\n");
  const auto c = dir.loaded("[supervisord]\n[include]\nfiles=more.yaml\n");
  CHECK(tests::first_process(c, 0).command == "x y");
  CHECK(c.servers.empty());
}

namespace {

// What the client makes of a YAML file.
config::ctl_settings client_of(const yaml_dir& dir, const std::string& text) {
  dir.write("c.yaml", text);
  const auto request = dir.request();
  const auto settings = config::load_ctl_settings({.path = "c.yaml",
                                                   .environment = request.environment,
                                                   .host_node_name = "",
                                                   .cwd = dir.root(),
                                                   .serverurl = {},
                                                   .username = {},
                                                   .password = {},
                                                   .history_file = {}});
  INFO((settings.ok() ? "" : settings.reason().message));
  REQUIRE(settings.ok());
  return settings.value();
}

}  // namespace

TEST_CASE("the client finds its daemon through the servers of a YAML file") {
  yaml_dir dir;
  const auto unix_client = client_of(
      dir, "servers: {inet: {port: 1}, unix: {file: '%(here)s/s', username: u, password: p}}\n");
  CHECK(unix_client.serverurl == "unix://" + dir.path("s"));
  CHECK(unix_client.endpoint == dir.path("s.actord"));
  CHECK(unix_client.username == "u");
  CHECK(unix_client.password == "p");
  const auto hashed = client_of(
      dir, "servers: {unix: {file: /s, username: u, password: '{SHA}82ab876d1387bfafe46'}}\n");
  CHECK(hashed.username.empty());
  CHECK(client_of(dir, "servers: {inet: {port: '*:1'}}\n").serverurl == "http://localhost:1");
  CHECK(client_of(dir, "servers: {inet: {port: 'h:1'}}\n").serverurl == "http://h:1");
  CHECK(client_of(dir, "client: {serverurl: 'http://x:2', prompt: me}\n").prompt == "me");
  const auto bare = client_of(dir, "");
  CHECK(bare.serverurl == "http://localhost:9001");
  auto request = dir.request();
  request.path = "c.yaml";
  CHECK(bare.endpoint == config::load(request).value().daemon.control_socket);
}

TEST_CASE("what is wrong with programs does not keep the client away") {
  yaml_dir dir;
  const auto settings = client_of(dir,
                                  "servers: {unix: {file: /a/s}}\n"
                                  "programs: {x: {command: '${ONLY_THE_DAEMON_HAS_IT}', y: z}}\n");
  CHECK(settings.endpoint == "/a/s.actord");
  dir.write("bad.yaml", "a: [\n");
  CHECK_FALSE(config::load_ctl_settings({.path = "bad.yaml",
                                         .environment = {},
                                         .host_node_name = "",
                                         .cwd = dir.root(),
                                         .serverurl = {},
                                         .username = {},
                                         .password = {},
                                         .history_file = {}})
                  .ok());
}

TEST_CASE("[DEFAULT] has its counterpart") {
  yaml_dir dir;
  const auto yaml = dir.loaded_yaml(
      "DEFAULT: {priority: 5, identifier: x}\nprograms: {a: x}\ngroups: {g: [a]}\n");
  CHECK(yaml.groups.at(0).priority == 5);
  CHECK(yaml.daemon.identifier == "x");
}
