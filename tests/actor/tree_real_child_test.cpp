// The same tree over the real process host: actors die, the OS process does not notice.
#include <signal.h>
#include <unistd.h>

#include <atomic>
#include <boost/asio/executor_work_guard.hpp>
#include <boost/asio/io_context.hpp>
#include <cstdlib>
#include <filesystem>
#include <mutex>
#include <thread>

#include "actors/status_board.hpp"
#include "actors/system_config.hpp"
#include "io/log_service.hpp"
#include "io/reactor_host.hpp"
#include "tests/actor/helpers/tree_stage.hpp"
#include "tests/helpers/catch.hpp"

namespace actord::tests {
namespace {

// True as soon as `condition` is, false if it is not within the patience.
template <class Condition>
bool eventually(Condition condition) {
  const auto end = std::chrono::steady_clock::now() + 20s;
  while (!condition()) {
    if (std::chrono::steady_clock::now() > end) return false;
    std::this_thread::sleep_for(2ms);
  }
  return true;
}

bool exists(std::int32_t pid) {
  return pid > 0 && ::kill(pid, 0) == 0;
}

class temporary_directory {
 public:
  temporary_directory() {
    std::string name = std::filesystem::temp_directory_path() / "actord_tree_XXXXXX";
    path_ = ::mkdtemp(name.data());
  }
  ~temporary_directory() {
    std::error_code ignored;  // a leftover directory fails no test
    std::filesystem::remove_all(path_, ignored);
  }
  temporary_directory(const temporary_directory&) = delete;
  temporary_directory& operator=(const temporary_directory&) = delete;
  const std::string& path() const { return path_; }

 private:
  std::string path_;
};

// Reactor and log thread, actor system, and the world between them: as the daemon has them, and
// taken down in the daemon's order.
class real_stage {
 public:
  real_stage() {
    const auto sink = [link = link_](core::host_notice notice) {
      link->deliver(std::move(notice));
    };
    auto logs = io::make_log_service({.childlogdir = directory_.path()}, sink);
    REQUIRE(logs.ok());
    logs_ = std::move(logs).value();
    auto host = io::make_reactor_host(context_, *logs_, {}, sink);
    REQUIRE(host.ok());
    host_ = std::move(host).value();
    link_->connect(*host_);
    system_.emplace(settings_);
    system_->await_actors_before_shutdown(false);
    auto made = std::make_shared<actors::world>();
    made->host = link_;
    made->log = log;
    made->wall_now = [] { return std::chrono::system_clock::now(); };
    made->stop_time_text = [](core::wall_time) { return std::string{}; };
    outside = made;
    reactor_ = std::thread{[this] { context_.run(); }};
  }
  ~real_stage() {
    if (tree) CHECK(tree->end(20s));
    tree.reset();
    link_->close();
    system_.reset();
    work_.reset();
    context_.stop();
    reactor_.join();
    host_.reset();
    logs_->stop();
  }
  real_stage(const real_stage&) = delete;
  real_stage& operator=(const real_stage&) = delete;

  caf::actor_system& system() { return *system_; }

  void grow(std::vector<core::group_spec> groups) {
    supervisors::root_birth birth;
    birth.config = configured(std::move(groups));
    birth.outside = outside;
    tree.emplace(system(), std::move(birth));
  }

  // Nothing, if it is not answered: the asked one may be dead.
  template <class Reply, class Handle, class Request>
  std::optional<Reply> ask(const Handle& whom, const Request& request) {
    std::optional<Reply> got;
    caf::scoped_actor self{system()};
    self->request(whom, 20s, request)
        .receive([&](Reply& reply) { got = std::move(reply); }, [](const caf::error&) {});
    return got;
  }

  core::process_info info(const actors::board_api& board) {
    const auto reply = ask<core::status_reply>(board, core::status_request{});
    return reply && !reply->processes.empty() ? reply->processes.front() : core::process_info{};
  }

  std::shared_ptr<paper_log> log{std::make_shared<paper_log>()};
  actors::world_ptr outside;
  std::optional<supervisors::tree_keeper> tree;

 private:
  temporary_directory directory_;
  boost::asio::io_context context_{1};
  boost::asio::executor_work_guard<boost::asio::io_context::executor_type> work_{
      context_.get_executor()};
  std::shared_ptr<actors::host_link> link_{std::make_shared<actors::host_link>()};
  std::unique_ptr<io::log_service> logs_;
  std::unique_ptr<core::process_host> host_;
  actors::system_config settings_{2};
  std::optional<caf::actor_system> system_;
  std::thread reactor_;
};

core::process_spec sleeper() {
  auto spec = process("sleeper");
  spec.command = "/bin/sleep 1000";
  spec.start_secs = std::chrono::seconds{0};
  return spec;
}

// Gathers what a program says to its desk.
struct told {
  std::mutex mutex;
  std::vector<actors::order_outcome> outcomes;
  std::vector<core::process_key> replaced;

  std::optional<core::fault> outcome_of(actors::order_id id) {
    const std::lock_guard lock{mutex};
    for (const auto& o : outcomes)
      if (o.id == id) return o.what;
    return std::nullopt;
  }
  std::size_t replacements() {
    const std::lock_guard lock{mutex};
    return replaced.size();
  }
};

actors::order_desk::behavior_type desk(actors::order_desk::pointer, std::shared_ptr<told> all) {
  return {
      [all](const actors::order_outcome& m) {
        const std::lock_guard lock{all->mutex};
        all->outcomes.push_back(m);
      },
      [all](const actors::process_replaced& m) {
        const std::lock_guard lock{all->mutex};
        all->replaced.push_back(m.key);
      },
  };
}

// The argument is not used, but there must be one: CAF 0.17.6 dereferences a null pointer to no
// arguments, which _GLIBCXX_ASSERTIONS does not let pass.
actors::group_api::behavior_type quiet_group(actors::group_api::pointer, std::shared_ptr<told>) {
  return {
      [](const actors::order& o) { return actors::order_taken{o.id}; },
      [](const actors::process_report&) {},
      [](const actors::group_news&) {},
      [](const actors::group_order&) {},
      [](const actors::group_tick&) {},
  };
}

}  // namespace

TEST_CASE("an OS process outlives the actor that owns it, and obeys the next one") {
  real_stage s;
  const auto all = std::make_shared<told>();
  const auto board = s.system().spawn(actors::status_board, s.outside);
  const auto spec = std::make_shared<const core::process_spec>(sleeper());
  const core::process_key key{1};
  caf::anon_send(board, actors::process_added{key, spec});
  s.outside->host->admit(key, spec);
  const auto group = s.system().spawn(quiet_group, all);
  const supervisors::tree_context context{s.outside, board, s.system().spawn(desk, all), {}};
  const auto program =
      s.system().spawn(supervisors::program_supervisor,
                       std::vector<supervisors::child_spec>{{key, spec}}, group, context, false);
  const auto order = [&](actors::order_id id, actors::tree_verb what) {
    caf::anon_send(program, actors::order{.id = id, .what = what, .whom = {key}});
    return eventually([&] { return all->outcome_of(id).has_value(); });
  };

  REQUIRE(order(1, actors::tree_verb::start));
  CHECK(all->outcome_of(1)->code == fault_code::success);
  const auto before = s.info(board);
  REQUIRE(before.state == proc_state::running);
  REQUIRE(exists(before.pid));

  for (std::size_t deaths = 1; deaths <= 5; ++deaths) {
    const auto children = s.ask<actors::children_reply>(program, actors::children_request{});
    REQUIRE(children);
    caf::anon_send_exit(children->actors.at(0), caf::exit_reason::kill);
    REQUIRE(eventually([&] { return all->replacements() == deaths; }));
  }
  REQUIRE(order(2, actors::tree_verb::clear_logs));
  const auto after = s.info(board);
  CHECK(after.state == proc_state::running);
  CHECK(after.pid == before.pid);
  CHECK(after.stdout_logfile == before.stdout_logfile);
  CHECK(exists(before.pid));

  REQUIRE(order(3, actors::tree_verb::stop));
  CHECK(all->outcome_of(3)->code == fault_code::success);
  CHECK(s.info(board).state == proc_state::stopped);
  CHECK(eventually([&] { return !exists(before.pid); }));
  CHECK(s.log->count("cannot happen") == 0);
  const auto holders = s.outside.use_count();
  caf::anon_send_exit(group, caf::exit_reason::user_shutdown);
  // The program and the process actor end with the group.
  CHECK(eventually([&] { return s.outside.use_count() <= holders - 2; }));
}

TEST_CASE("an OS process outlives the whole tree, and obeys the next one") {
  real_stage s;
  s.grow({alone(sleeper())});
  const auto running = [&] { return s.info(s.tree->present().board).state == proc_state::running; };
  REQUIRE(eventually(running));
  const auto before = s.info(s.tree->present().board);

  const auto first = s.tree->present().root;
  caf::anon_send_exit(first, caf::exit_reason::kill);
  REQUIRE(eventually([&] { return s.tree->present().root != first; }));
  core::action_request stop;
  stop.what = verb::stop;
  REQUIRE(eventually(running));
  CHECK(s.info(s.tree->present().board).pid == before.pid);
  CHECK(exists(before.pid));

  const auto reply = s.ask<core::action_reply>(s.tree->present().root, stop);
  REQUIRE(reply);
  CHECK(lines_of(*reply) == lines{"sleeper:sleeper SUCCESS"});
  CHECK(eventually([&] { return !exists(before.pid); }));
}

TEST_CASE("a real shutdown ends the OS processes and says so once") {
  std::atomic<int> ends{0};
  real_stage s;
  supervisors::root_birth birth;
  auto one = sleeper();
  auto deaf = process("deaf");
  deaf.command = "/bin/sh -c 'trap \"\" TERM; while :; do sleep 1; done'";
  deaf.start_secs = std::chrono::seconds{0};
  deaf.stop_wait = std::chrono::seconds{1};
  deaf.stop_as_group = deaf.kill_as_group = true;
  birth.config = configured({alone(one), alone(deaf)});
  birth.outside = s.outside;
  birth.on_end = [&](bool, const auto&) { ++ends; };
  s.tree.emplace(s.system(), std::move(birth));
  const auto all_running = [&] {
    const auto reply = s.ask<core::status_reply>(s.tree->present().board, core::status_request{});
    return reply && std::all_of(reply->processes.begin(), reply->processes.end(),
                                [](const auto& p) { return p.state == proc_state::running; });
  };
  REQUIRE(eventually(all_running));
  const auto pid = s.info(s.tree->present().board).pid;
  s.tree->shut_down(false);
  CHECK(eventually([&] { return ends == 1; }));
  CHECK(eventually([&] { return !exists(pid); }));
}

}  // namespace actord::tests
