// The client's settings and where it finds its daemon (contract §1.1, §1.5, decision 10).
#include "config/ctl_settings.hpp"

#include <unistd.h>

#include "config/endpoint.hpp"
#include "config/find_config.hpp"
#include "tests/helpers/catch.hpp"
#include "tests/unit/config_fixture.hpp"

using namespace actord;
using namespace actord::config;

namespace {

class ctl_dir : public config_dir {
 public:
  ctl_request request_for(const std::string& text) const {
    write("s.conf", text);
    const auto base = request();
    ctl_request wanted;
    wanted.path = "s.conf";
    wanted.environment = base.environment;
    wanted.host_node_name = base.host_node_name;
    wanted.cwd = base.cwd;
    return wanted;
  }
  ctl_settings settings(const std::string& text) const { return settings(request_for(text)); }
  static ctl_settings settings(const ctl_request& wanted) {
    const auto result = load_ctl_settings(wanted);
    INFO((result.ok() ? "" : result.reason().message));
    REQUIRE(result.ok());
    return result.value();
  }
  std::string ctl_error(const std::string& text) const {
    const auto result = load_ctl_settings(request_for(text));
    INFO(text);
    REQUIRE_FALSE(result.ok());
    return result.reason().message;
  }
};

const std::string ctl = "[supervisorctl]\n";

}  // namespace

TEST_CASE("the client's defaults, without a file and with an empty section") {
  ctl_dir dir;
  auto without = dir.request_for("");
  without.path.reset();
  for (const auto& s : {ctl_dir::settings(without), dir.settings(ctl)}) {
    CHECK(s.serverurl == "http://localhost:9001");
    CHECK(s.prompt == "supervisor");
    CHECK(s.username == "");
    CHECK(s.password == "");
    CHECK(s.history_file == "");
  }
  CHECK_FALSE(ctl_dir::settings(without).endpoint);
}

TEST_CASE("the client's section, relative names made absolute") {
  ctl_dir dir;
  const auto s = dir.settings(ctl +
                              "serverurl=unix://rel/../s.sock\nusername=%(ENV_OUTER)s\npassword=p\n"
                              "prompt=me\nhistory_file=~/h\n");
  CHECK(s.serverurl == "unix://" + dir.path("s.sock"));
  CHECK(s.username == "outside");
  CHECK(s.password == "p");
  CHECK(s.prompt == "me");
  CHECK(s.history_file == dir.path("h"));
}

TEST_CASE("the client's command line beats the file") {
  ctl_dir dir;
  auto wanted = dir.request_for(ctl + "username=a\npassword=b\nhistory_file=/h\n");
  wanted.serverurl = "unix:///x/s";
  wanted.username = "c";
  wanted.password = "d";
  wanted.history_file = "e";
  const auto s = ctl_dir::settings(wanted);
  CHECK(s.serverurl == "unix:///x/s");
  CHECK(s.username == "c");
  CHECK(s.password == "d");
  CHECK(s.history_file == dir.path("e"));
}

TEST_CASE("errors of the client's file are usage errors") {
  ctl_dir dir;
  CHECK(dir.ctl_error("") == ".ini file does not include supervisorctl section");
  CHECK(dir.ctl_error(ctl + "foo\n") ==
        "Source contains parsing errors: 's.conf'\n\t[line  2]: 'foo\\n'");
  CHECK(dir.ctl_error("a=b\n") ==
        "File contains no section headers.\nfile: 's.conf', line: 1\n'a=b\\n'");
  CHECK(dir.ctl_error(ctl + "prompt=%(here)s\n") ==
        "Format string '%(here)s' for 'supervisorctl.prompt' contains names ('here') which "
        "cannot be expanded. Available names: ENV_HOME, ENV_OUTER");
  CHECK(dir.ctl_error(ctl + "[ctlplugin:x]\n") ==
        "section [ctlplugin:x] does not specify a supervisor.ctl_factory");
  auto missing = dir.request_for("");
  missing.path = "/nope";
  CHECK(load_ctl_settings(missing).reason().message == "could not find config file /nope");
}

TEST_CASE("a plug-in of the client is ignored with a warning") {
  ctl_dir dir;
  const auto s = dir.settings(ctl + "[ctlplugin:x]\nsupervisor.ctl_factory=a:b\n");
  REQUIRE(s.remarks.size() == 1);
  CHECK(s.remarks[0].text ==
        "[ctlplugin:x] names the Python plug-in a:b, which cannot be loaded; the section is "
        "ignored");
}

TEST_CASE("daemon and client agree on the endpoint of an unchanged file") {
  ctl_dir dir;
  dir.write("i/a.conf", "[unix_http_server]\nfile=%(ENV_RUN)s/s.sock\n");
  const std::vector<std::string> files{
      "[supervisord]\n" + ctl,
      "[supervisord]\n[inet_http_server]\nport=127.0.0.1:9001\n" + ctl +
          "serverurl=http://127.0.0.1:9001\n",
      "[supervisord]\n[unix_http_server]\nfile=/tmp/x/s.sock\n" + ctl +
          "serverurl=unix:///tmp/x/s.sock\n",
      "[supervisord]\n[unix_http_server]\nfile=/tmp/x/s.sock\n" + ctl,
      "[supervisord]\n[unix_http_server]\nfile=/tmp/x/s.sock\n[actord]\nsocket=%(here)s/a\n" + ctl +
          "serverurl=unix:///tmp/x/s.sock\n",
      "[supervisord]\nenvironment=RUN=/tmp/run\n[include]\nfiles=i/*.conf\n" + ctl,
      "[supervisord]\n[unix_http_server]\nfile=/tmp/" + std::string(100, 'l') + "\n" + ctl +
          "serverurl=unix:///tmp/" + std::string(100, 'l') + "\n",
  };
  for (const auto& text : files) {
    CAPTURE(text);
    const auto daemon = dir.loaded(text).daemon.control_socket;
    CHECK(dir.settings(text).endpoint == daemon);
    CHECK(daemon.size() <= longest_socket_name);
  }
}

TEST_CASE("the endpoint is found although the daemon's sections are broken") {
  ctl_dir dir;
  CHECK(dir.settings("[supervisord]\nenvironment=A\n[unix_http_server]\nfile=/tmp/s\n[include]\n"
                     "files=%(nope)s\n" +
                     ctl)
            .endpoint == "/tmp/s.actord");
}

TEST_CASE("FNV-1a of 64 bits") {
  CHECK(fnv1a("") == 0xcbf29ce484222325U);
  CHECK(fnv1a("a") == 0xaf63dc4c8601ec8cU);
  CHECK(fnv1a("foobar") == 0x85944171f73967e8U);
}

TEST_CASE("the rule for the daemon's endpoint") {
  endpoint_facts facts{.config_file = "foobar", .configured = {}, .server_files = {}};
  CHECK(endpoint_of(facts, 0, {}) == "/run/actord/85944171f73967e8.sock");
  CHECK(endpoint_of(facts, 7, {}) == "/tmp/actord-7/85944171f73967e8.sock");
  CHECK(endpoint_of(facts, 7, {{"XDG_RUNTIME_DIR", "/run/user/7"}}) ==
        "/run/user/7/actord-7/85944171f73967e8.sock");
  facts.server_files = {"/a/s", "/b/s"};
  CHECK(endpoint_of(facts, 7, {}) == "/a/s.actord");
  facts.configured = "/c";
  CHECK(endpoint_of(facts, 7, {}) == "/c");
}

TEST_CASE("where a server URL leads the client") {
  endpoint_facts facts{.config_file = "/x", .configured = {}, .server_files = {"/a/s"}};
  const auto lead = [&](const std::string& url, bool named, const endpoint_facts* known) {
    return client_endpoint(url, named, known, 7, {}).value_or("none");
  };
  CHECK(lead("unix:///z/s", true, nullptr) == "/z/s.actord");
  CHECK(lead("unix:///z/s", true, &facts) == "/z/s.actord");
  CHECK(lead("unix:///a/s", false, &facts) == "/a/s.actord");
  CHECK(lead("http://localhost:9001", false, nullptr) == "none");
  for (const auto* url : {"http://localhost:9001", "http://127.0.0.1:1/RPC2", "http://[::1]:9",
                          "http://u:p@LOCALHOST", "http://127.1.2.3"}) {
    CAPTURE(url);
    CHECK(lead(url, true, &facts) == "/a/s.actord");
  }
  for (const auto* url : {"http://example.org:9001", "http://10.0.0.1", "http://localhost.evil",
                          "ftp://localhost", "foo"}) {
    CAPTURE(url);
    CHECK(lead(url, false, &facts) == "none");
  }
  facts.configured = "/own";
  CHECK(lead("unix:///a/s", true, &facts) == "/own");
  CHECK(lead("unix:///z/s", false, &facts) == "/own");
  CHECK(lead("unix:///z/s", true, &facts) == "/z/s.actord");
  CHECK(lead("http://localhost", true, &facts) == "/own");
}

TEST_CASE("the default places for a configuration") {
  CHECK(no_config_text("/usr/bin/actord") ==
        "No config file found at default paths (/usr/etc/supervisord.conf, /usr/etc/actord.yaml, "
        "/usr/etc/actord.yml, /usr/supervisord.conf, /usr/actord.yaml, /usr/actord.yml, "
        "supervisord.conf, actord.yaml, actord.yml, etc/supervisord.conf, etc/actord.yaml, "
        "etc/actord.yml, /etc/supervisord.conf, /etc/actord.yaml, /etc/actord.yml, "
        "/etc/supervisor/supervisord.conf, /etc/actord/actord.yaml, /etc/actord/actord.yml); use "
        "the -c option to specify a config file at a different path");
  config_dir dir;
  dir.write("p/etc/supervisord.conf", "");
  dir.write("cwd/etc/supervisord.conf", "");
  const auto program = dir.path("p/bin/actord");
  CHECK(find_default_config(program, dir.path("cwd")) == dir.path("p/etc/supervisord.conf"));
  CHECK(find_default_config(dir.path("q/bin/actord"), dir.path("cwd")) == "etc/supervisord.conf");
  dir.write("cwd/supervisord.conf", "");
  CHECK(find_default_config(dir.path("q/bin/actord"), dir.path("cwd")) == "supervisord.conf");
}

TEST_CASE("YAML is looked for next to the names of Supervisor, behind each of them") {
  config_dir dir;
  dir.write("cwd/etc/supervisord.conf", "");
  const auto program = dir.path("q/bin/actord");
  dir.write("cwd/actord.yml", "");
  CHECK(find_default_config(program, dir.path("cwd")) == "actord.yml");
  dir.write("cwd/actord.yaml", "");
  CHECK(find_default_config(program, dir.path("cwd")) == "actord.yaml");
  dir.write("cwd/supervisord.conf", "");
  CHECK(find_default_config(program, dir.path("cwd")) == "supervisord.conf");
}
