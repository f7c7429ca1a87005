// The log thread's book-keeping: which process writes to which targets, which run owns which pipes,
// and how the commands of io/log_service.hpp are carried out. Single-threaded: everything here runs
// on the log thread, and so do the callbacks.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "core/ids.hpp"
#include "core/line_splitter.hpp"
#include "core/ports.hpp"
#include "core/program_spec.hpp"
#include "io/fd.hpp"
#include "io/log_followers.hpp"
#include "io/log_service.hpp"
#include "io/log_shown.hpp"
#include "io/log_syslog.hpp"
#include "io/log_target.hpp"
#include "io/log_world.hpp"
#include "io/pipe_pump.hpp"

namespace actord::io {

class log_desk {
 public:
  log_desk(log_world& world, log_options options);

  // ---- commands, as in log_service
  int define_main(const main_log_spec& spec);
  void define(core::process_key key, std::shared_ptr<const core::process_spec> spec,
              const std::function<void(std::string, std::string)>& done);
  void forget(core::process_key key);
  int prepare(core::process_key key);
  void attach(core::process_key key, core::run_id run, fd out, fd err, std::int32_t pid);
  void drain(core::process_key key, core::run_id run);
  void append(core::log_address log, std::string_view bytes);
  void read(const core::to_host::read_log& question);
  void follow(core::to_host::follow_log question);
  void clear(const core::to_host::clear_logs& question);
  void rotate(const core::to_host::rotate_logs& question);
  void reopen();
  void show_output(bool on) { options_.show_output = on; }

  // ---- the loop's side
  // A descriptor with this number of ours is ready.
  void wake(log_poller::token who);
  // Pipes and followers have their turn; `interrupt` ends it early.
  void turn(const std::function<bool()>& interrupt);
  // When to have a turn without being woken; none = never.
  std::optional<core::steady_time> next_turn();
  // Reads what the pipes still hold and answers whoever waits.
  void finish();
  // Has every target taken its bytes?
  bool all_written() const;

 private:
  using target_ptr = std::shared_ptr<log_target>;

  struct slot {
    target_ptr target;  // none: the output goes nowhere
    bool automatic{false};
    log_hold prepared;  // from prepare() to attach()
  };
  struct run_pipes {
    core::run_id run;
    std::vector<log_poller::token> pipes;
  };
  struct process {
    std::shared_ptr<const core::process_spec> spec;
    slot out;
    slot err;
    std::vector<run_pipes> runs;
  };

  target_ptr target_of(const std::string& path);
  target_ptr find(core::log_address log) const;
  process* known(core::process_key key);
  slot make_slot(const core::process_spec& spec, core::stream_kind stream, const process* before);
  void release_slot(slot& gone, const std::string& name, const slot& successor);
  void attach_stream(core::process_key key, run_pipes& run, core::stream_kind stream, slot& from,
                     fd end, std::int32_t pid);
  child_pipe make_pipe(core::process_key key, core::run_id run, core::stream_kind stream,
                       log_hold hold, fd end, std::int32_t pid);
  void forget_unused_targets();
  core::fault clear_main();
  void do_chores();
  void watch_packer();
  void collect_packed();

  // io/log_desk_output.cpp
  void consume(child_pipe& from, std::string_view bytes, bool at_end);
  void to_syslog(child_pipe& from, std::string_view bytes, bool at_end);
  void to_log(child_pipe& from, std::string_view bytes, bool at_end);
  void leave_out(child_pipe& from, std::size_t bytes);
  void say_left_out(child_pipe& from);
  std::string time_text() const;

  log_world& world_;
  log_options options_;
  std::uint64_t last_token_{0};
  std::unordered_map<std::string, std::weak_ptr<log_target>> targets_;  // by canonical path
  std::unordered_map<log_poller::token, std::weak_ptr<log_target>> targets_by_token_;
  std::unordered_map<std::uint32_t, process> processes_;
  target_ptr main_;
  target_ptr echo_;
  log_hold main_hold_;
  log_hold echo_hold_;
  std::optional<core::line_splitter> main_syslog_lines_;
  core::syslog_label main_syslog_as_;
  int main_syslog_level_{core::syslog_label{}.level};  // of the line before
  log_followers followers_;
  log_shown shown_;
  syslog_sender syslog_;
  std::string stripped_;
  std::string dressed_;
  std::optional<core::steady_time> chores_at_;  // none: nobody has any
  log_poller::token packer_token_{0};           // 0: it has not been needed yet
  pipe_pump pump_;
};

}  // namespace actord::io
