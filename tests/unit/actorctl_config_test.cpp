// reread, update, add, remove (contract §7.5, §10): what is asked of the daemon and what is said.
#include <sstream>

#include "actorctl_fake_session.hpp"
#include "cli/actorctl/dispatch.hpp"
#include "tests/helpers/catch.hpp"

namespace actord::cli {

namespace {

using core::fault_code;
using enum core::group_step;

struct desk {
  fake_session daemon;
  std::ostringstream out;
  int status{0};

  std::string says(const std::string& line) {
    out.str({});
    daemon.asked.clear();
    surroundings here{daemon, out, out, "unix:///run/s.sock", false, {}};
    status = number_of(run_line(here, line).status);
    return out.str();
  }
};

using questions = std::vector<std::string>;

std::vector<core::planned_group> some_plan() {
  return {{remove, "dies", {"dies"}, {}, {}},
          {replace, "web", {"web_00", "web_01"}, {"web_00", "web_01"}, {}},
          {change, "app", {"old"}, {"worker"}, {"api"}},
          {add, "new", {}, {"new"}, {}},
          {unchanged, "cat", {}, {}, {}}};
}

}  // namespace

TEST_CASE("reread lists what is new by name") {
  desk user;
  CHECK(user.says("reread") == "No config updates to processes\n");
  user.daemon.plan = some_plan();
  CHECK(user.says("reread") == "app: changed\ndies: disappeared\nnew: available\nweb: changed\n");
  CHECK(user.status == 0);
  CHECK(user.daemon.asked == questions{"reread"});
}

TEST_CASE("update goes on from step to step and says what it has done") {
  desk user;
  CHECK(user.says("update").empty());
  user.daemon.plan = some_plan();
  CHECK(user.says("update") ==
        "dies: stopped\ndies: removed process group\n"
        "web: stopped\nweb: updated process group\n"
        "app:old: stopped\napp: updated process group\n"
        "new: added process group\n");
  CHECK(user.status == 0);
  CHECK(user.daemon.asked == questions{"reread", "stop dies:*", "remove dies", "stop web:*",
                                       "remove web", "add web", "change app", "add new"});
}

TEST_CASE("update of named groups does no others, and tells unknown names first") {
  desk user;
  user.daemon.plan = some_plan();
  CHECK(user.says("update new nope cat web nope") ==
        "ERROR: no such group: nope\nweb: stopped\nweb: updated process group\n"
        "new: added process group\n");
  CHECK(user.status == 1);
  CHECK(user.says("update cat").empty());
  CHECK(user.status == 0);
  for (const auto* line : {"update all", "update nope all"}) {
    CHECK(user.says(line).find("app: updated") != std::string::npos);
    CHECK(user.status == 0);
  }
}

TEST_CASE("a dry run prints the plan and asks for nothing else") {
  desk user;
  user.daemon.plan = some_plan();
  CHECK(user.says("update --dry-run") ==
        "dies: would be removed (stops dies)\n"
        "web: would be replaced (stops web:web_00 web:web_01; starts web:web_00 web:web_01)\n"
        "app: would be changed in place (stops app:old; starts app:worker; keeps app:api)\n"
        "new: would be added (starts new)\n");
  CHECK(user.daemon.asked == questions{"reread, forget"});
  CHECK(user.says("update --dry-run nope new") ==
        "ERROR: no such group: nope\nnew: would be added (starts new)\n");
  CHECK(user.status == 1);
  CHECK(user.says("update --dry-run cat") == "No config updates to processes\n");
  CHECK(user.status == 0);
}

TEST_CASE("a group that cannot be stopped is left, the others go on") {
  desk user;
  user.daemon.plan = some_plan();
  for (auto& process : user.daemon.world)
    if (process.name == "web_01") process.always = core::fault{fault_code::failed, "odd"};
  CHECK(user.says("update web new") ==
        "web: stopped\nweb: has problems; not removing\nnew: added process group\n");
  CHECK(user.status == 1);
  CHECK(user.daemon.asked == questions{"reread", "stop web:*", "add new"});
}

TEST_CASE("a step that is refused ends the update") {
  desk user;
  user.daemon.plan = some_plan();
  user.daemon.group_faults["dies"] = fault_code::still_running;
  CHECK(user.says("update") == "dies: stopped\nerror: <Fault 91: 'STILL_RUNNING: dies'>\n");
  CHECK(user.status == 1);
  user.daemon.group_faults = {{"app", fault_code::failed}};
  CHECK(user.says("update app new") == "error: <Fault 30: 'FAILED: app'>\n");
}

TEST_CASE("a configuration with an error is told alike by reread, update and reload") {
  desk user;
  user.daemon.unreadable = "no such thing";
  for (const auto* line : {"reread", "update", "update x", "update --dry-run"}) {
    CAPTURE(line);
    CHECK(user.says(line) == "ERROR: CANT_REREAD: no such thing\n");
    CHECK(user.status == 1);
  }
  user.daemon.refusal = fault_code::cant_reread;
  CHECK(user.says("reload") == "ERROR: CANT_REREAD\n");
  CHECK(user.status == 1);
}

TEST_CASE("add and remove take one group after the other") {
  desk user;
  CHECK(user.says("add").empty());
  CHECK(user.says("remove").empty());
  user.daemon.group_faults = {{"here", fault_code::already_added},
                              {"up", fault_code::still_running},
                              {"no", fault_code::bad_name}};
  CHECK(user.says("add a here no b") ==
        "a: added process group\nERROR: process group already active\n"
        "ERROR: no such process/group: no\nb: added process group\n");
  CHECK(user.status == 1);
  CHECK(user.says("add here") == "ERROR: process group already active\n");
  CHECK(user.status == 0);
  CHECK(user.says("remove a up no b") ==
        "a: removed process group\nERROR: process/group still running: up\n"
        "ERROR: no such process/group: no\nb: removed process group\n");
  CHECK(user.status == 1);
  CHECK(user.daemon.asked == questions{"remove a", "remove up", "remove no", "remove b"});
}

TEST_CASE("a daemon that shuts down is told in each action's own words") {
  desk user;
  user.daemon.refusal = fault_code::shutdown_state;
  CHECK(user.says("reread") == "ERROR: supervisor shutting down\n");
  CHECK(user.says("update") == "ERROR: already shutting down\n");
  CHECK(user.says("add a b") == "ERROR: shutting down\nERROR: shutting down\n");
  CHECK(user.status == 1);
  CHECK(user.says("remove a b") ==
        "error: <Fault 6: 'SHUTDOWN_STATE'>: the daemon is shutting down\n");
  CHECK(user.daemon.asked == questions{"remove a"});
}

TEST_CASE("without an answer there is an error line, and nothing more is asked") {
  desk user;
  user.daemon.broken = link_error{link_error::kind::no_file, "'/run/s.sock'", 2};
  for (const auto* line : {"reread", "update", "add a b", "remove a b", "update --dry-run"}) {
    CAPTURE(line);
    CHECK(user.says(line) == "error: [Errno 2] No such file or directory: '/run/s.sock'\n");
    CHECK(user.status == 1);
    CHECK(user.daemon.asked.size() == 1);
  }
}

TEST_CASE("what came out of range says and does nothing") {
  desk user;
  user.daemon.plan = {{static_cast<core::group_step>(99), "odd", {}, {}, {}}};
  CHECK(user.says("reread") == "No config updates to processes\n");
  (void)user.says("update");
  CHECK(user.daemon.asked == questions{"reread"});
}

}  // namespace actord::cli
