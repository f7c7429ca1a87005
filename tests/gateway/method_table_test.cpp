// Dispatch, faults and structs of the XML-RPC methods (contract §6.2 to §6.6) over a made-up
// daemon.
#include "gateway/method_table.hpp"

#include <memory>
#include <optional>

#include "gateway/log_reading.hpp"
#include "tests/gateway/paper_backend.hpp"
#include "tests/helpers/catch.hpp"

using namespace actord;
using namespace actord::gateway;
using core::fault;
using core::fault_code;
using test::paper_backend;
using xmlrpc::array;
using xmlrpc::structure;
using xmlrpc::value;

namespace {

struct desk {
  std::shared_ptr<paper_backend> daemon = std::make_shared<paper_backend>();
  bool with_supervisor{true};

  desk() {
    daemon->processes = {paper_backend::process("cat", "cat"), paper_backend::process("pair", "a"),
                         paper_backend::process("pair", "b")};
    daemon->logs["cat:cat:out"] = "hello\n";
  }
  std::optional<rpc_result> begin(const std::string& method, std::vector<value> params = {}) {
    auto kept = std::make_shared<std::optional<rpc_result>>();
    answer_ = kept;
    dispatch({method, std::move(params)}, {daemon, with_supervisor},
             [kept](rpc_result r) { kept->emplace(std::move(r)); });
    return *kept;
  }
  std::optional<rpc_result> later() const { return *answer_; }
  value good(const std::string& method, std::vector<value> params = {}) {
    const auto result = begin(method, std::move(params));
    REQUIRE(result);
    REQUIRE(result->ok());
    return result->value();
  }
  std::string bad(const std::string& method, std::vector<value> params = {}) {
    const auto result = begin(method, std::move(params));
    REQUIRE(result);
    REQUIRE(!result->ok());
    return std::to_string(core::row_of(result->reason().code).number) + " " +
           core::text_of(result->reason());
  }

 private:
  std::shared_ptr<std::optional<rpc_result>> answer_;
};

value row(const char* group, const char* name, int status, const char* description) {
  return structure{
      {"name", name}, {"group", group}, {"status", status}, {"description", description}};
}

}  // namespace

TEST_CASE("41 methods are listed in order, 4 without the supervisor namespace") {
  desk d;
  const auto all = d.good("system.listMethods");
  REQUIRE(all.as<array>()->size() == 41);
  CHECK(all.as<array>()->front() == value{"supervisor.addProcessGroup"});
  d.with_supervisor = false;
  CHECK(d.good("system.listMethods").as<array>()->size() == 4);
  CHECK(d.bad("supervisor.getVersion") == "1 UNKNOWN_METHOD");
  CHECK(d.bad("system.methodHelp", {"supervisor.getVersion"}) == "4 SIGNATURE_UNSUPPORTED");
}

TEST_CASE("every method has help and a signature") {
  desk d;
  for (const auto& method : method_table()) {
    CHECK_FALSE(d.good("system.methodHelp", {method.name}).as<std::string>()->empty());
    const auto types = d.good("system.methodSignature", {method.name});
    CHECK(types.as<array>()->size() == method.params.size() + 1);
  }
  CHECK(d.good("system.methodSignature", {"supervisor.startProcess"}) ==
        value{array{"boolean", "string", "boolean"}});
  CHECK(d.good("system.methodSignature", {"supervisor.readLog"}) ==
        value{array{"string", "int", "int"}});
  CHECK(d.bad("system.methodSignature", {"zz"}) == "4 SIGNATURE_UNSUPPORTED");
}

TEST_CASE("only exact names are methods") {
  desk d;
  for (const auto* name : {"nope", "supervisor.nope", "supervisor._x", "supervisor.a.b", "",
                           "supervisor.supervisord.options", "supervisor", "supervisor."})
    CHECK(d.bad(name) == "1 UNKNOWN_METHOD");
}

TEST_CASE("the number and the types of parameters are checked") {
  desk d;
  CHECK(d.bad("supervisor.startProcess") == "2 INCORRECT_PARAMETERS");
  CHECK(d.bad("supervisor.startProcess", {"cat", true, 1}) == "2 INCORRECT_PARAMETERS");
  CHECK(d.bad("supervisor.startProcess", {5}) == "2 INCORRECT_PARAMETERS");
  CHECK(d.bad("supervisor.readLog", {"x", 0}) == "2 INCORRECT_PARAMETERS");
  CHECK(d.bad("supervisor.getState", {1}) == "2 INCORRECT_PARAMETERS");
  CHECK(d.bad("supervisor.sendProcessStdin", {"nope", 5}) == "2 INCORRECT_PARAMETERS: 5");
}

TEST_CASE("while the daemon ends all but the system methods say so") {
  desk d;
  d.daemon->up = false;
  CHECK(d.bad("supervisor.getState") == "6 SHUTDOWN_STATE");
  CHECK(d.bad("supervisor.shutdown") == "6 SHUTDOWN_STATE");
  CHECK(d.bad("supervisor.startProcess") == "2 INCORRECT_PARAMETERS");
  CHECK(d.good("supervisor.sendRemoteCommEvent", {"a", "b"}) == value{true});
  CHECK(d.good("system.listMethods").as<array>()->size() == 41);
}

TEST_CASE("what the daemon says of itself") {
  desk d;
  CHECK(d.good("supervisor.getAPIVersion") == value{"3.0"});
  CHECK(d.good("supervisor.getVersion") == value{"3.0"});
  CHECK(d.good("supervisor.getSupervisorVersion") == value{"4.3.0"});
  CHECK(d.good("supervisor.getIdentification") == value{"paper"});
  CHECK(d.good("supervisor.getPID") == value{4711});
  CHECK(d.good("supervisor.getState") ==
        value{structure{{"statecode", 1}, {"statename", "RUNNING"}}});
  CHECK(d.good("supervisor.reloadConfig") ==
        value{array{array{array{"new"}, array{"other"}, array{"old", "older"}}}});
}

TEST_CASE("wait is a truth value of any type and true by default") {
  desk d;
  d.good("supervisor.startProcess", {"cat"});
  CHECK(d.daemon->asked.back().wait);
  d.good("supervisor.startProcess", {"cat", 1});
  CHECK(d.daemon->asked.back().wait);
  d.good("supervisor.startProcess", {"cat", 0});
  CHECK_FALSE(d.daemon->asked.back().wait);
  d.good("supervisor.startProcess", {"cat", ""});
  CHECK_FALSE(d.daemon->asked.back().wait);
  d.good("supervisor.stopAllProcesses", {false});
  CHECK_FALSE(d.daemon->asked.back().wait);
}

TEST_CASE("faults of one process carry the name as it was given") {
  desk d;
  CHECK(d.bad("supervisor.startProcess", {"nope:nope"}) == "10 BAD_NAME: nope:nope");
  CHECK(d.bad("supervisor.startProcess", {"nope:*"}) == "10 BAD_NAME: nope:*");
  CHECK(d.bad("supervisor.startProcess", {"pair"}) == "10 BAD_NAME: pair");
  d.daemon->verdict = fault_code::already_started;
  d.daemon->verdict_detail = "cat";
  CHECK(d.bad("supervisor.startProcess", {"cat:cat"}) == "60 ALREADY_STARTED: cat:cat");
  d.daemon->verdict = fault_code::no_file;
  d.daemon->verdict_detail = "can't find command '/x'";
  CHECK(d.bad("supervisor.startProcess", {"cat"}) == "20 NO_FILE: can't find command '/x'");
}

TEST_CASE("a whole group answers with one struct per process") {
  desk d;
  CHECK(d.good("supervisor.startProcess", {"pair:*"}) ==
        value{array{row("pair", "a", 80, "OK"), row("pair", "b", 80, "OK")}});
  d.daemon->verdict = fault_code::spawn_error;
  d.daemon->verdict_detail = "pair:a";
  CHECK(d.good("supervisor.startProcessGroup", {"cat"}) ==
        value{array{row("cat", "cat", 50, "SPAWN_ERROR: cat")}});
  CHECK(d.bad("supervisor.stopProcessGroup", {"zz"}) == "10 BAD_NAME: zz");
}

TEST_CASE("a log is put together from slices by the rules of read") {
  desk d;
  const auto read = [&](int offset, int length) {
    return *d.good("supervisor.readProcessStdoutLog", {"cat", offset, length}).as<std::string>();
  };
  CHECK(read(0, 0) == "hello\n");
  CHECK(read(-3, 0) == "lo\n");
  CHECK(read(1, 4) == "ello");
  CHECK(read(100, 1).empty());
  CHECK(d.bad("supervisor.readProcessLog", {"cat", -1, 5}) == "3 BAD_ARGUMENTS");
  CHECK(d.bad("supervisor.readProcessLog", {"cat", 0, -5}) == "3 BAD_ARGUMENTS");
  CHECK(d.bad("supervisor.readProcessStderrLog", {"cat", 0, 0}) == "20 NO_FILE");
  CHECK(d.bad("supervisor.readProcessLog", {"pair:*", 0, 0}) == "10 BAD_NAME: pair:*");
}

TEST_CASE("tail follows the reference of section 6.5") {
  desk d;
  const auto tail = [&](int offset, int length) {
    return d.good("supervisor.tailProcessStdoutLog", {"cat", offset, length});
  };
  CHECK(tail(0, 10) == value{array{"hello\n", 6, false}});
  CHECK(tail(0, 3) == value{array{"lo\n", 6, true}});
  CHECK(tail(3, 3) == value{array{"lo\n", 6, false}});
  CHECK(tail(6, 10) == value{array{"", 6, false}});
  CHECK(tail(0, 0) == value{array{"", 6, true}});
  CHECK(tail(-5, 3) == value{array{"lo\n", 6, true}});
  CHECK(d.good("supervisor.tailProcessStderrLog", {"cat", 0, 100}) == value{array{"", 0, false}});
}

TEST_CASE("multicall runs one after the other and waits for deferred answers") {
  desk d;
  d.daemon->hold = true;
  const auto call = [](const char* name, array params) {
    return value{structure{{"methodName", name}, {"params", std::move(params)}}};
  };
  const value calls{array{call("supervisor.getPID", {}), call("supervisor.stopProcess", {"cat"}),
                          call("supervisor.startProcess", {"nope"}), call("zz", {}),
                          call("system.multicall", {}), structure{}, 7}};
  CHECK_FALSE(d.begin("system.multicall", {calls}));
  CHECK(d.daemon->asked.size() == 1);
  d.daemon->release();
  CHECK(d.daemon->asked.size() == 2);  // the start came after the stop was done
  d.daemon->release();
  REQUIRE(d.later());
  const auto results = *d.later()->value().as<array>();
  REQUIRE(results.size() == 7);
  CHECK(results[0] == value{4711});
  CHECK(results[1] == value{true});
  const auto fault_of = [](int code, const char* text) {
    return value{structure{{"faultCode", code}, {"faultString", text}}};
  };
  CHECK(results[2] == fault_of(10, "BAD_NAME: nope"));
  CHECK(results[3] == fault_of(1, "UNKNOWN_METHOD"));
  CHECK(results[4] == fault_of(2, "INCORRECT_PARAMETERS: Recursive system.multicall forbidden"));
  CHECK(results[5] == fault_of(2, "INCORRECT_PARAMETERS: No methodName"));
  CHECK(results[6] == fault_of(2, "INCORRECT_PARAMETERS: No methodName"));
}

TEST_CASE("stdin reaches the process as it was sent") {
  desk d;
  CHECK(d.good("supervisor.sendProcessStdin", {"pair:a", "h\xC3\xA9\n"}) == value{true});
  REQUIRE(d.daemon->written.size() == 1);
  CHECK(d.daemon->written[0].process == "a");
  CHECK(d.daemon->written[0].bytes == "h\xC3\xA9\n");
  d.daemon->verdict = fault_code::not_running;
  CHECK(d.bad("supervisor.sendProcessStdin", {"cat", "x"}) == "70 NOT_RUNNING: cat");
  d.daemon->verdict = fault_code::no_file;
  CHECK(d.bad("supervisor.sendProcessStdin", {"cat", "x"}) == "20 NO_FILE: cat");
  CHECK(d.bad("supervisor.sendProcessStdin", {"pair:*", "x"}) == "10 BAD_NAME: pair:*");
}

TEST_CASE("process info has its fourteen members in order") {
  desk d;
  auto& p = d.daemon->processes.front();
  p.state = core::proc_state::running;
  p.pid = 12;
  p.stdout_logfile = "/o";
  p.description = "pid 12, uptime 0:00:01";
  const auto info = d.good("supervisor.getProcessInfo", {"cat"});
  std::string names;
  for (const auto& m : *info.as<structure>())
    names += m.name + " ";
  CHECK(names ==
        "name group start stop now state statename spawnerr exitstatus logfile stdout_logfile "
        "stderr_logfile pid description ");
  CHECK(*xmlrpc::find(*info.as<structure>(), "state") == value{20});
  CHECK(*xmlrpc::find(*info.as<structure>(), "logfile") == value{"/o"});
  CHECK(d.bad("supervisor.getProcessInfo", {"pair:*"}) == "10 BAD_NAME: pair:*");
}
