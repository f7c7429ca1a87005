// The board: what views show, from what processes report.
#include "actors/status_board.hpp"

#include "tests/actor/helpers/tree_stage.hpp"
#include "tests/helpers/catch.hpp"

namespace actord::tests {
namespace {

class board_stage {
 public:
  board_stage() {
    auto outside = std::make_shared<actors::world>();
    outside->host = std::make_shared<actors::host_link>();
    outside->log = std::make_shared<paper_log>();
    outside->wall_now = [] { return core::wall_time{std::chrono::seconds{2'000'000}}; };
    outside->stop_time_text = [](core::wall_time t) {
      return "at " + std::to_string(t.time_since_epoch() / std::chrono::seconds{1});
    };
    board = motion.system().spawn(actors::status_board, outside);
  }
  ~board_stage() {
    caf::anon_send_exit(board, caf::exit_reason::user_shutdown);
    motion.settle();
  }
  board_stage(const board_stage&) = delete;
  board_stage& operator=(const board_stage&) = delete;

  void add(std::uint32_t key, const std::string& of_group, const std::string& name) {
    auto spec = process(name);
    spec.group = of_group;
    caf::anon_send(board,
                   actors::process_added{{key}, std::make_shared<const core::process_spec>(spec)});
  }
  void report(std::uint32_t key, const core::facts& now) {
    caf::anon_send(board, actors::process_report{{key}, {}, now, "/o", "/e"});
  }
  core::status_reply status(const std::string& whom = "*") {
    return ask<core::status_reply>(core::status_request{target_of(whom)});
  }
  template <class Reply, class Request>
  Reply ask(Request r) {
    const auto asked = motion.ask<Reply>(board, std::move(r));
    motion.settle();
    return asked->value();
  }
  lines names(const std::string& whom = "*") {
    lines found;
    for (const auto& p : status(whom).processes)
      found.push_back(p.group + ":" + p.name);
    return found;
  }

  slow_motion motion;
  actors::board_api board;
};

core::facts running(std::int32_t pid, core::steady_time since) {
  core::facts f;
  f.state = proc_state::running;
  f.run = {1};
  f.pid = pid;
  f.started = since;
  f.started_wall = core::wall_time{std::chrono::seconds{1'999'000}};
  return f;
}

}  // namespace

TEST_CASE("status is in lexical order of group, then name, however the board came to know") {
  board_stage s;
  s.add(1, "zoo", "ape");
  s.add(2, "bar", "two");
  s.add(3, "bar", "one");
  s.add(4, "Bar", "x");
  CHECK(s.names() == lines{"Bar:x", "bar:one", "bar:two", "zoo:ape"});
  CHECK(s.names("bar:*") == lines{"bar:one", "bar:two"});
  CHECK(s.names("bar:two") == lines{"bar:two"});
}

TEST_CASE("a process that has not reported is STOPPED and not started") {
  board_stage s;
  s.add(1, "g", "n");
  const auto p = s.status().processes.at(0);
  CHECK(p.state == proc_state::stopped);
  CHECK(p.pid == 0);
  CHECK(p.start == 0);
  CHECK(p.stop == 0);
  CHECK(p.now == 2'000'000);
  CHECK(p.description == "Not started");
}

TEST_CASE("a running process is shown with pid, start and uptime") {
  board_stage s;
  s.add(1, "g", "n");
  s.motion.pass(10s);
  s.report(1, running(77, core::steady_time{s.motion.elapsed()}));
  s.motion.pass(3723s);
  const auto p = s.status().processes.at(0);
  CHECK(p.state == proc_state::running);
  CHECK(p.pid == 77);
  CHECK(p.start == 1'999'000);
  CHECK(p.uptime == 3723);
  CHECK(p.description == "pid 77, uptime 1:02:03");
  CHECK(p.stdout_logfile == "/o");
  CHECK(p.stderr_logfile == "/e");
}

TEST_CASE("what ended is shown with status and time, what failed with the reason") {
  board_stage s;
  s.add(1, "g", "ended");
  s.add(2, "g", "failed");
  core::facts f;
  f.state = proc_state::exited;
  f.exitstatus = 3;
  f.started_wall = core::wall_time{std::chrono::seconds{1'000}};
  f.stopped_wall = core::wall_time{std::chrono::seconds{1'500}};
  s.report(1, f);
  f = {};
  f.state = proc_state::fatal;
  f.spawn_error = "can't find command 'x'";
  s.report(2, f);
  const auto ended = s.status("g:ended").processes.at(0);
  CHECK(ended.exitstatus == 3);
  CHECK(ended.stop == 1'500);
  CHECK(ended.uptime == 0);
  CHECK(ended.description == "at 1500");
  const auto failed = s.status("g:failed").processes.at(0);
  CHECK(failed.spawnerr == "can't find command 'x'");
  CHECK(failed.description == "can't find command 'x'");
}

TEST_CASE("a name that is nobody's is BAD_NAME") {
  board_stage s;
  s.add(1, "g", "n");
  CHECK(s.status("no").problem == fault_code::bad_name);
  CHECK(s.status("no").detail == "no");
  CHECK(s.status("g:no").detail == "g:no");
  CHECK(s.status("no:*").problem == fault_code::bad_name);
  CHECK(s.status("*").problem == fault_code::success);
  const auto odd = s.ask<core::status_reply>(
      core::status_request{{static_cast<core::target_kind>(77), "g", "no"}});
  CHECK(odd.problem == fault_code::bad_name);
}

TEST_CASE("a board without processes shows none") {
  board_stage s;
  CHECK(s.status().problem == fault_code::success);
  CHECK(s.status().processes.empty());
}

TEST_CASE("while the daemon goes down, status is refused; names and states are still known") {
  board_stage s;
  s.add(1, "g", "n");
  caf::anon_send(s.board, actors::mood_changed{false});
  CHECK(s.status().problem == fault_code::shutdown_state);
  CHECK(s.ask<actors::lookup_reply>(actors::lookup_request{"g", "n"}).key.value == 1);
  caf::anon_send(s.board, actors::mood_changed{true});
  CHECK(s.names() == lines{"g:n"});
}

TEST_CASE("a name leads to its key, any other to none") {
  board_stage s;
  s.add(7, "g", "n");
  CHECK(s.ask<actors::lookup_reply>(actors::lookup_request{"g", "n"}).key.value == 7);
  CHECK(s.ask<actors::lookup_reply>(actors::lookup_request{"n", "g"}).key.value == 0);
}

TEST_CASE("who is not down is listed in order of keys") {
  board_stage s;
  for (std::uint32_t key = 1; key <= 8; ++key) {
    s.add(key, "g", std::to_string(9 - key));
    core::facts f;
    f.state = static_cast<proc_state>(key - 1);
    s.report(key, f);
  }
  // STARTING, RUNNING, BACKOFF, STOPPING.
  CHECK(s.ask<actors::unstopped_reply>(actors::lookup_unstopped{}).keys ==
        std::vector<core::process_key>{{2}, {3}, {4}, {5}});
}

TEST_CASE("the last report is recalled as it was; of a stranger nothing is") {
  board_stage s;
  s.add(1, "g", "n");
  const auto f = running(5, core::steady_time{std::chrono::seconds{3}});
  s.report(1, f);
  s.report(2, f);
  const auto last = s.ask<actors::process_report>(actors::recall_request{{1}});
  CHECK(last.key.value == 1);
  CHECK(last.now == f);
  CHECK(last.stdout_path == "/o");
  CHECK(s.ask<actors::process_report>(actors::recall_request{{2}}).key.value == 0);
}

TEST_CASE("adding a process again keeps what is known of it; removing forgets it") {
  board_stage s;
  s.add(1, "g", "n");
  s.report(1, running(5, {}));
  s.add(1, "g", "n");
  CHECK(s.status("g:n").processes.at(0).pid == 5);
  caf::anon_send(s.board, actors::process_removed{{1}});
  caf::anon_send(s.board, actors::process_removed{{9}});
  CHECK(s.status("g:n").problem == fault_code::bad_name);
  CHECK(s.ask<actors::lookup_reply>(actors::lookup_request{"g", "n"}).key.value == 0);
}

}  // namespace actord::tests
