// The process host with the real log service: what a child writes is in its file when its exit is
// told.
#include <csignal>
#include <sstream>

#include "tests/io/host_world.hpp"

using namespace actord;
using namespace actord::io::testing;

namespace {

std::string content(const std::string& path) {
  std::ostringstream all;
  all << std::ifstream{path}.rdbuf();
  return all.str();
}

// As the daemon has it: the log thread's notices and the host's come together.
class full_world {
 public:
  full_world() {
    io::log_options log_options;
    log_options.childlogdir = dir.path();
    auto logs = io::make_log_service(log_options, [](const core::host_notice&) {});
    REQUIRE(logs.ok());
    logs_ = std::move(logs).value();
    auto host = io::make_reactor_host(context_, *logs_, {}, [this](core::host_notice notice) {
      notices_.push_back(std::move(notice));
    });
    REQUIRE(host.ok());
    host_ = std::move(host).value();
  }

  core::process_spec logged(const std::string& what) const {
    auto spec = script(what);
    spec.out.kind = core::log_spec::target::file;
    spec.out.path = dir.path() + "/out.log";
    spec.err.kind = core::log_spec::target::file;
    spec.err.path = dir.path() + "/err.log";
    return spec;
  }

  template <class Notice>
  bool run(core::process_spec spec) {
    host_->submit(
        to_host::define{first, std::make_shared<const core::process_spec>(std::move(spec))});
    host_->submit(to_host::launch{first, run_number(1)});
    const auto deadline = std::chrono::steady_clock::now() + patience;
    while (std::chrono::steady_clock::now() < deadline) {
      for (const auto& notice : notices_)
        if (std::holds_alternative<Notice>(notice)) return true;
      context_.restart();
      context_.run_one_for(50ms);
    }
    return false;
  }
  void stop_logs() { logs_->stop(); }

  temporary_directory dir;

 private:
  boost::asio::io_context context_;
  std::vector<core::host_notice> notices_;
  std::unique_ptr<io::log_service> logs_;
  std::unique_ptr<core::process_host> host_;
};

}  // namespace

TEST_CASE("a child that exits leaves no byte behind") {
  full_world world;
  REQUIRE(world.run<from_host::exited>(
      world.logged("i=0; while [ $i -lt 20000 ]; do echo line $i; i=$((i+1)); done; echo e >&2")));
  world.stop_logs();
  std::string expected;
  for (int i = 0; i < 20000; ++i)
    expected += "line " + std::to_string(i) + "\n";
  CHECK((content(world.dir.path() + "/out.log") == expected));
  CHECK(content(world.dir.path() + "/err.log") == "e\n");
}

TEST_CASE("a grandchild that holds the pipe does not hold up the exit") {
  full_world world;
  REQUIRE(world.run<from_host::exited>(world.logged("echo before; sleep 30 & echo $!")));
  world.stop_logs();
  const auto text = content(world.dir.path() + "/out.log");
  REQUIRE(text.starts_with("before\n"));
  ::kill(std::stoi(text.substr(7)), SIGKILL);
}

TEST_CASE("the lines of a failed spawn are in the program's log file") {
  full_world world;
  auto spec = world.logged(":");
  spec.directory = "/nope";
  REQUIRE(world.run<from_host::spawn_failed>(spec));
  world.stop_logs();
  CHECK(content(world.dir.path() + "/err.log") ==
        "supervisor: couldn't chdir to /nope: ENOENT\n"
        "supervisor: child process was not spawned\n");
}
