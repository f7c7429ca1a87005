// load() on whole configurations: processing order, names, groups, defaults.
#include "config/load.hpp"

#include "tests/helpers/catch.hpp"
#include "tests/unit/config_fixture.hpp"

using namespace actord;
using namespace std::chrono_literals;
using core::log_spec;

TEST_CASE("a program without options gets Supervisor's defaults") {
  config_dir dir;
  const auto c = dir.loaded("[supervisord]\n[program:cat]\ncommand=/bin/cat -u\n");
  REQUIRE(c.groups.size() == 1);
  CHECK(c.groups[0].name == "cat");
  CHECK(c.groups[0].kind == core::group_kind::program);
  CHECK(c.groups[0].priority == 999);
  REQUIRE(c.groups[0].programs.size() == 1);
  REQUIRE(c.groups[0].programs[0].processes.size() == 1);
  core::process_spec expected;
  expected.group = expected.program = expected.name = "cat";
  expected.command = "/bin/cat -u";
  CHECK(*c.groups[0].programs[0].processes[0] == expected);
  CHECK(c.remarks.empty());
}

TEST_CASE("the daemon section gets Supervisor's defaults, files seen from the working directory") {
  config_dir dir;
  const auto d = dir.loaded("[supervisord]\n").daemon;
  CHECK(d.logfile == dir.path("supervisord.log"));
  CHECK(d.pidfile == dir.path("supervisord.pid"));
  CHECK(d.log_max_bytes == 50u * 1024 * 1024);
  CHECK(d.log_backups == 10);
  CHECK(d.level == core::log_level::info);
  CHECK(d.umask == 022);
  CHECK_FALSE(d.nodaemon);
  CHECK_FALSE(d.silent);
  CHECK(d.minfds == 1024);
  CHECK(d.minprocs == 200);
  CHECK_FALSE(d.nocleanup);
  CHECK_FALSE(d.strip_ansi);
  CHECK_FALSE(d.uid);
  CHECK(d.directory.empty());
  CHECK(d.identifier == "supervisor");
  CHECK(d.environment.empty());
}

TEST_CASE("every program option reaches the specification") {
  config_dir dir;
  const auto p = dir.process(
      "command=/bin/cat %(program_name)s\nprocess_name=p%(process_num)02d\nnumprocs_start=7\n"
      "directory=/usr\numask=027\npriority=5\nautostart=no\nstartsecs=3\nstartretries=4\n"
      "autorestart=TRUE\nexitcodes=0, 2\nrestart_pause=0.25\nstopsignal=usr1\nstopwaitsecs=20\n"
      "stopasgroup=on\nuser=root\nstdout_logfile=/tmp/%(group_name)s.log\n"
      "stdout_logfile_maxbytes=1KB\nstdout_logfile_backups=2\nstdout_capture_maxbytes=2mb\n"
      "stdout_events_enabled=1\nstdout_syslog=true\nstderr_logfile=NONE\n"
      "stderr_logfile_maxbytes=3\nstderr_logfile_backups=4\nstderr_capture_maxbytes=5\n"
      "stderr_events_enabled=yes\nstderr_syslog=yes\nenvironment=A=\"1\",B='x y'\n"
      "serverurl=http://example\n");
  core::process_spec e;
  e.group = e.program = "x";
  e.name = "p07";
  e.number = 7;
  e.command = "/bin/cat x";
  e.directory = "/usr";
  e.umask = 027;
  e.uid = 0;
  e.environment = {{"A", "1"}, {"B", "x y"}};
  e.server_url = "http://example";
  e.priority = 5;
  e.autostart = false;
  e.restart = core::auto_restart::always;
  e.start_secs = 3s;
  e.start_retries = 4;
  e.exit_codes = {0, 2};
  e.stop_signal = 10;
  e.stop_wait = 20s;
  e.stop_as_group = e.kill_as_group = true;
  e.restart_pause = 250ms;
  e.out = {.kind = log_spec::target::file,
           .path = "/tmp/x.log",
           .max_bytes = 1024,
           .backups = 2,
           .capture_max_bytes = 2 * 1024 * 1024,
           .events_enabled = true,
           .syslog = true,
           .prefix = {},
           .syslog_as = {}};
  e.err = {.kind = log_spec::target::none,
           .path = "",
           .max_bytes = 3,
           .backups = 4,
           .capture_max_bytes = 5,
           .events_enabled = true,
           .syslog = true,
           .prefix = {},
           .syslog_as = {}};
  CHECK(p == e);
}

TEST_CASE("every daemon option reaches the specification") {
  config_dir dir;
  dir.write("a/x", "");
  const auto d = dir.loaded(
                        "[supervisord]\nlogfile=%(here)s/a/../m.log\nlogfile_maxbytes=0\n"
                        "logfile_backups=3\nloglevel=Trace\npidfile=~/p.pid\numask=077\n"
                        "nodaemon=true\nsilent=1\nminfds=99\nminprocs=98\nnocleanup=on\n"
                        "childlogdir=/usr\nuser=root\ndirectory=/\nstrip_ansi=yes\n"
                        "environment=X=%(host_node_name)s\nidentifier=me\n")
                     .daemon;
  CHECK(d.logfile == dir.path("m.log"));
  CHECK(d.log_max_bytes == 0);
  CHECK(d.log_backups == 3);
  CHECK(d.level == core::log_level::trace);
  CHECK(d.pidfile == dir.path("p.pid"));
  CHECK(d.umask == 077);
  CHECK(d.nodaemon);
  CHECK(d.silent);
  CHECK(d.minfds == 99);
  CHECK(d.minprocs == 98);
  CHECK(d.nocleanup);
  CHECK(d.childlogdir == "/usr");
  CHECK(d.uid == 0u);
  CHECK(d.directory == "/");
  CHECK(d.strip_ansi);
  CHECK(d.environment == core::environment_list{{"X", "testhost"}});
  CHECK(d.identifier == "me");
}

TEST_CASE("numprocs makes processes that are sorted and numbered") {
  config_dir dir;
  const auto c = dir.loaded(
      "[supervisord]\n[program:w]\ncommand=/bin/w %(process_num)d of %(numprocs)s\nnumprocs=3\n"
      "numprocs_start=9\nprocess_name=%(program_name)s_%(process_num)s\n");
  const auto& processes = c.groups.at(0).programs.at(0).processes;
  REQUIRE(processes.size() == 3);
  CHECK(processes[0]->name == "w_10");  // names sort as texts
  CHECK(processes[1]->name == "w_11");
  CHECK(processes[2]->name == "w_9");
  CHECK(processes[2]->number == 9);
  CHECK(processes[2]->command == "/bin/w 9 of 3");
}

TEST_CASE("numprocs of zero leaves an empty group") {
  config_dir dir;
  const auto c = dir.loaded("[supervisord]\n[program:w]\ncommand=%(nope)s\nnumprocs=0\n");
  REQUIRE(c.groups.size() == 1);
  CHECK(c.groups[0].programs.at(0).processes.empty());
}

TEST_CASE("a program in groups runs once per group and forms none of its own") {
  config_dir dir;
  const auto c = dir.loaded(
      "[supervisord]\n[group:g]\nprograms = b , a\npriority=3\n[group:h]\nprograms=a\n"
      "[program:a]\ncommand=/a %(group_name)s\n[program:b]\ncommand=/b\n[program:c]\ncommand=/c\n"
      "priority=2\n");
  REQUIRE(c.groups.size() == 3);
  CHECK(c.groups[0].name == "c");
  CHECK(c.groups[0].priority == 2);
  CHECK(c.groups[1].name == "g");
  CHECK(c.groups[1].kind == core::group_kind::group);
  REQUIRE(c.groups[1].programs.size() == 2);
  CHECK(c.groups[1].programs[0].name == "b");
  CHECK(c.groups[1].programs[1].processes.at(0)->command == "/a g");
  CHECK(c.groups[1].programs[1].processes.at(0)->group == "g");
  CHECK(c.groups[2].name == "h");
  CHECK(c.groups[2].programs.at(0).processes.at(0)->command == "/a h");
}

TEST_CASE("of two groups with one name the first in order is used, and that is said") {
  config_dir dir;
  const auto c = dir.loaded(
      "[supervisord]\n[program:foo]\ncommand=/foo\npriority=5\n[group:foo]\nprograms=a\n"
      "[program:a]\ncommand=/a\n");
  REQUIRE(c.groups.size() == 1);
  CHECK(c.groups[0].kind == core::group_kind::program);
  CHECK(texts_of(c) ==
        std::vector<std::string>{"There are two groups named foo; only the first is used"});
}

TEST_CASE("of equal process names in a group the last counts") {
  config_dir dir;
  const auto c = dir.loaded(
      "[supervisord]\n[group:g]\nprograms=a,b\n[program:a]\ncommand=/a\nprocess_name=p\n"
      "[program:b]\ncommand=/b\nprocess_name=p\n");
  CHECK(c.groups.at(0).programs.at(0).processes.empty());
  CHECK(c.groups[0].programs.at(1).processes.at(0)->command == "/b");
  CHECK(texts_of(c) ==
        std::vector<std::string>{"[group:g] has two processes named p; only the last is used"});
}

TEST_CASE("the daemon's environment lies under the program's and feeds later names") {
  config_dir dir;
  const auto c = dir.loaded(
      "[supervisord]\nenvironment=A=1,B=2\n[program:x]\nenvironment=B=3,C=%(ENV_A)s\n"
      "command=/bin/%(ENV_A)s%(ENV_B)s%(ENV_C)s%(ENV_OUTER)s\n");
  const auto& p = *c.groups.at(0).programs.at(0).processes.at(0);
  CHECK(p.environment == core::environment_list{{"A", "1"}, {"B", "3"}, {"C", "1"}});
  CHECK(p.command == "/bin/131outside");
}

TEST_CASE("the automatic server URL is the first UNIX server, else the first TCP one") {
  config_dir dir;
  const std::string program = "[program:x]\ncommand=/x\n[program:y]\ncommand=/y\nserverurl= auto\n";
  const auto url = [&](const std::string& servers) {
    const auto c = dir.loaded("[supervisord]\n" + program + servers);
    CHECK(c.groups.at(0).programs.at(0).processes.at(0)->server_url ==
          c.groups.at(1).programs.at(0).processes.at(0)->server_url);
    return c.groups[0].programs[0].processes[0]->server_url;
  };
  CHECK(url("") == "");
  CHECK(url("[inet_http_server]\nport=9001\n") == "http://localhost:9001");
  CHECK(url("[inet_http_server]\nport=Host:9001\n[inet_http_server:b]\nport=2\n") ==
        "http://host:9001");
  CHECK(url("[inet_http_server]\nport=9001\n[unix_http_server]\nfile=/tmp/x/../s\n") ==
        "unix:///tmp/s");
}

TEST_CASE("servers: TCP ones first, each with its settings") {
  config_dir dir;
  const auto servers = dir.loaded(
                              "[supervisord]\n[unix_http_server]\nfile=s.sock\nchmod=0770\n"
                              "chown=root:root\nusername=u\npassword={SHA}x\n"
                              "[inet_http_server:b]\nport=*:9002\n[unix_http_server:two]\n"
                              "file=/t\n")
                           .servers;
  REQUIRE(servers.size() == 3);
  CHECK(servers[0].family == core::server_spec::kind::inet);
  CHECK(servers[0].section == "inet_http_server:b");
  CHECK(servers[0].host == "");
  CHECK(servers[0].port == 9002);
  CHECK(servers[1].file == dir.path("s.sock"));
  CHECK(servers[1].mode == 0770);
  CHECK(servers[1].uid == 0u);
  CHECK(servers[1].gid == 0u);
  CHECK(servers[1].username == "u");
  CHECK(servers[1].password == "{SHA}x");
  CHECK(servers[2].mode == 0700);
  CHECK_FALSE(servers[2].uid);
}

TEST_CASE("listeners and FastCGI programs form groups of their own kind") {
  config_dir dir;
  const auto c = dir.loaded(
      "[supervisord]\n[eventlistener:l]\ncommand=/l\nevents=tick_5, PROCESS_STATE\nbuffer_size=3\n"
      "stdout_capture_maxbytes=5\nstdout_events_enabled=1\nstdout_syslog=1\n"
      "stderr_capture_maxbytes=5\nresult_handler = supervisor.dispatchers:default_handler\n"
      "[fcgi-program:f]\ncommand=/f\nsocket=unix:///tmp/../tmp/%(program_name)s.sock\n"
      "socket_mode=0770\nsocket_owner=root:root\nsocket_backlog=5\n");
  REQUIRE(c.groups.size() == 2);
  CHECK(c.groups[0].kind == core::group_kind::listeners);
  CHECK(c.groups[0].priority == -1);
  CHECK(c.groups[0].listener.events == std::vector<std::string>{"TICK_5", "PROCESS_STATE"});
  CHECK(c.groups[0].listener.buffer_size == 3);
  const auto& listener = *c.groups[0].programs.at(0).processes.at(0);
  CHECK(listener.priority == 999);
  CHECK(listener.out.capture_max_bytes == 0);
  CHECK_FALSE(listener.out.events_enabled);
  CHECK_FALSE(listener.out.syslog);
  CHECK(listener.err.capture_max_bytes == 5);
  const auto& fcgi = c.groups[1].fcgi;
  CHECK(c.groups[1].kind == core::group_kind::fcgi);
  CHECK(fcgi.socket == "unix:///tmp/f.sock");
  CHECK(fcgi.mode == 0770);
  CHECK(fcgi.backlog == 5);
  CHECK(fcgi.owner_uid == 0u);
  CHECK(fcgi.owner_gid == 0u);
}

TEST_CASE("a command line value beats the file, but the file is still checked") {
  config_dir dir;
  const auto d = dir.loaded("[supervisord]\nlogfile=/tmp/a\nminfds=5\n",
                            {{"logfile", "b.log"}, {"nodaemon", "true"}, {"user", "root"}})
                     .daemon;
  CHECK(d.logfile == dir.path("b.log"));
  CHECK(d.nodaemon);
  CHECK(d.minfds == 5);
  CHECK(d.uid == 0u);
  CHECK(dir.error("[supervisord]\nminfds=x\n", {{"minfds", "5"}}).message ==
        "invalid literal for int() with base 10: 'x'");
}

TEST_CASE("the control socket follows the configuration (decision 10)") {
  config_dir dir;
  CHECK(dir.loaded("[supervisord]\n[unix_http_server]\nfile=/run/s.sock\n").daemon.control_socket ==
        "/run/s.sock.actord");
  CHECK(dir.loaded("[supervisord]\n[unix_http_server]\nfile=/run/s.sock\n[actord]\n"
                   "socket=%(here)s/mine\n")
            .daemon.control_socket == dir.path("mine"));
  auto elsewhere = dir.request();
  dir.write("s.conf", "[supervisord]\n[actord]\nsocket=run/../a.sock\n");
  elsewhere.path = dir.path("s.conf");
  elsewhere.cwd = "/";
  CHECK(config::load(elsewhere).value().daemon.control_socket == dir.path("a.sock"));
  const auto fallback = dir.loaded("[supervisord]\n").daemon.control_socket;
  CHECK(fallback.starts_with(::geteuid() == 0 ? "/run/actord/" : "/"));
  CHECK(fallback.ends_with(".sock"));
}
