// The process host behind io/reactor_host: the commands are in host_core.cpp, the way of a run from
// launch to exit in host_runs.cpp.
#pragma once

#include <boost/asio/io_context.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/steady_timer.hpp>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <deque>
#include <exception>
#include <string>
#include <unordered_map>
#include <utility>

#include "core/ports.hpp"
#include "io/child_environment.hpp"
#include "io/child_watch.hpp"
#include "io/command_path.hpp"
#include "io/lifetime.hpp"
#include "io/log_service.hpp"
#include "io/managed_process.hpp"
#include "io/reactor_host.hpp"
#include "io/spawner.hpp"
#include "io/user_cache.hpp"

namespace actord::io {

class host_core final : public core::process_host {
 public:
  host_core(boost::asio::io_context& io, log_service& logs, host_options options, spawner how,
            core::notice_sink notices);

  void submit(core::host_command command) override;

 private:
  using clock = std::chrono::steady_clock;
  struct child_pipes;

  // host_core.cpp
  void carry_out(core::host_command& command);
  void on(core::to_host::define& what);
  void on(core::to_host::forget& what);
  void on(core::to_host::probe& what);
  void on(core::to_host::launch& what);
  void on(core::to_host::signal& what);
  void on(core::to_host::look& what);
  void on(core::to_host::write_stdin& what);
  void on(core::to_host::read_log& what);
  void on(core::to_host::follow_log& what);
  void on(core::to_host::clear_logs& what);
  void on(core::to_host::reopen_logs& what);
  void on(core::to_host::rotate_logs& what);
  int deliver(const core::to_host::signal& what);
  core::fault feed(const core::to_host::write_stdin& what);
  managed_process* find(core::process_key key);

  // host_runs.cpp
  struct failure {
    std::string step;
    int error_number{0};
    std::string text;
    bool said_by_child{false};  // Supervisor's child would have written it to its stderr
  };
  void begin_run(core::process_key key, managed_process& of, core::run_id run);
  void logs_ready(core::process_key key, core::run_id run, const resolved_command& command,
                  int error_number);
  failure spawn(core::process_key key, managed_process& of, const resolved_command& command);
  void fail(core::process_key key, managed_process& of, failure why);
  void child_ended(core::process_key key, core::run_id run, core::exit_status status);
  void end_run(core::process_key key, core::run_id run);
  void settle(core::process_key key, managed_process& of);
  void watch_patience();
  void end_overdue_runs();

  // Nothing that goes wrong in one turn of the reactor may end the daemon.
  template <class F>
  void at_the_rim(F&& work) {
    try {
      work();
    } catch (const std::exception& problem) {
      notices_(core::from_host::log_trouble{
          core::log_level::error,
          std::string{"the process host could not do its work: "} + problem.what()});
    }
  }

  // A callback for the log thread: runs `handler` on the reactor, unless the host is gone.
  template <class F>
  auto on_reactor(F handler) {
    auto guarded = life_.guard(
        [this, run = std::move(handler)](auto&... values) { at_the_rim([&] { run(values...); }); });
    return [io = &io_, guarded](auto... arguments) {
      boost::asio::post(
          *io, [guarded, ... values = std::move(arguments)]() mutable { guarded(values...); });
    };
  }

  boost::asio::io_context& io_;
  log_service& logs_;
  host_options options_;
  core::notice_sink notices_;
  environment_base environment_;
  spawner spawner_;
  child_watch watch_;
  user_cache users_;
  std::unordered_map<std::uint32_t, managed_process> processes_;

  struct overdue {
    core::process_key key;
    core::run_id run;
    clock::time_point when;
  };
  std::deque<overdue> draining_;  // in the order of `when`
  std::size_t draining_count_{0};
  bool patience_watched_{false};
  boost::asio::steady_timer patience_;
  lifetime life_;
};

}  // namespace actord::io
