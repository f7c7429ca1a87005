// The top of the tree. It knows every active process by name and key, owns the groups, turns
// operators' requests into orders and gathers their outcomes, boots the groups in order, lets
// groups come and go when the configuration has changed, and shuts them down in reverse: a group is
// touched only after all of higher priority have stopped (§3.6).
//
// Implemented in root_supervisor.cpp (boot, requests), root_groups.cpp (which groups there are),
// root_starts.cpp (starts that wait, strategies) and root_shutdown.cpp.
#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <string>
#include <unordered_map>
#include <vector>

#include "core/order_book.hpp"
#include "core/roster.hpp"
#include "supervisors/group_supervisor.hpp"
#include "supervisors/root_strategy.hpp"

namespace actord::supervisors {

using config_pointer = std::shared_ptr<const core::configuration>;

// Ended: the tree is down and the daemon should end (or start anew with `next`). Called on an actor
// thread.
using end_callback = std::function<void(bool restart, config_pointer next)>;

// What a root leaves to its successor. One root at a time touches it.
struct tree_memory {
  core::roster active;
  config_pointer latest;  // the last configuration read: where added groups come from
};

struct root_birth {
  config_pointer config;  // what is booted
  actors::world_ptr outside;
  actors::board_api board;
  end_callback on_end;
  // Every autostart has been handed to the host. On an actor thread; may be empty.
  std::function<void()> on_booted;
  // Groups are added and changed as this configuration says from now on. On an actor thread; may be
  // empty.
  std::function<void(config_pointer)> on_read;
  // The shutdown has begun: a root that replaces this one must be told to go on with it.
  end_callback on_shut_down;
  // Before on_end: the daemon is to exit with this status. Not called: with 0.
  std::function<void(int status)> on_status;
  // Filled in by the tree keeper.
  std::shared_ptr<tree_memory> memory;
  bool adopt{false};  // an earlier root died: its OS processes are taken over
};

// What the log says of a restart that does not take place.
std::string refused_restart(const core::fault& why);

class root_supervisor_state {
 public:
  static inline const char* name = "root";

  // root_supervisor.cpp
  void open(actors::root_api::pointer self, root_birth birth);
  caf::result<core::action_reply> act(const core::action_request& r);
  void note(const actors::order_outcome& m);
  void replaced(const actors::process_replaced& m);

  // root_groups.cpp
  core::config_reply config() const;
  caf::result<core::reread_reply> reread(const core::reread_request& r);
  void answer_readers(const actors::config_read& m);
  core::done_reply add_group(const core::add_group_request& r);
  caf::result<core::done_reply> remove_group(const core::remove_group_request& r);
  caf::result<core::action_reply> change_group(const core::change_group_request& r);

  // root_starts.cpp
  root_strategy& strategy() { return strategy_; }
  void end_daemon(const actors::end_order& m);

  // root_shutdown.cpp
  caf::result<core::done_reply> shut_down(const actors::shutdown_order& m);
  void tick();
  void deadline(const actors::shutdown_deadline& m);

 private:
  // What happens when the last outcome of an order has come.
  using completion = std::function<void(core::order_book::outcome_list)>;
  using continuation = std::function<void()>;
  using reader = std::function<void(const actors::config_read&)>;

  // root_supervisor.cpp
  core::roster& active() { return born_.memory->active; }
  const core::roster& active() const { return born_.memory->active; }
  void introduce(const core::active_group& group);
  void spawn_group(const core::active_group& group, bool adopt);
  void replace(const caf::down_msg& dead);
  std::vector<process_key> all_keys() const;
  std::vector<process_key> in_start_order(const std::vector<process_key>& keys) const;
  void add_inner_keys(const core::active_group& outer, std::vector<process_key>& keys) const;
  bool resolve(const core::target& whom, std::vector<process_key>& keys,
               std::vector<core::outcome>& unknown) const;
  core::action_reply reply_of(core::order_book::outcome_list outcomes,
                              const std::vector<core::active_process>& names) const;
  std::vector<core::active_process> named(const std::vector<process_key>& keys) const;
  // `taken`: the order has reached all of its processes, or those of its first group.
  void issue(
      actors::order o, completion done, continuation taken = [] {});
  void finish_if_complete(actors::order_id id);
  void end_processes(std::vector<process_key> keys, continuation then);
  void take_down(std::vector<process_key> whom, int repeated, continuation then);

  // root_groups.cpp
  void when_read(reader then);
  void remember(const config_pointer& config);
  const core::active_group* seated(const std::string& which, std::uint64_t seat) const;
  bool has_to_end(const core::active_group& group, process_key key) const;
  void go_on_removing(const std::string& which, const std::function<void(bool)>& then);
  void go_on_changing(const std::string& which,
                      const std::function<void(core::action_reply)>& then);
  void exchange(const std::string& which);
  void let_go(const std::vector<process_key>& keys, const core::fault& told);
  void end_group(const std::string& which);
  void renew_outer(const std::string& inner);
  void finish_what_was_begun();

  // root_starts.cpp
  struct start_run;
  void connect_strategy();
  void know_groups();
  // As issue, but group by group and priority by priority where that is configured.
  void issue_start(actors::order o, completion done);
  void begin_course(const std::shared_ptr<start_run>& run, std::size_t number);
  void begin_wave(const std::shared_ptr<start_run>& run, std::size_t course, std::size_t number);
  void end_course(const std::shared_ptr<start_run>& run, std::size_t course, std::size_t not_begun,
                  const std::string& why);

  // root_shutdown.cpp
  void begin_shut_down(bool restart, config_pointer next);
  void note_end(bool restart, config_pointer next);
  void stop_wave(std::size_t wave);
  void end();
  void say_who_is_awaited(continuation then);

  actors::root_api::pointer self_{nullptr};
  root_birth born_;
  std::unordered_map<std::string, actors::group_api> groups_;  // by name
  core::order_book book_;
  order_chains<actors::group_api> chains_;
  std::map<actors::order_id, completion> completions_;
  actors::order_id last_order_{0};
  // Who waits for the configuration to be read. Those who came while a reading was under way get
  // one of their own: the files may have changed.
  std::vector<reader> readers_;
  std::size_t being_read_for_{0};  // the first so many get what is being read now
  root_strategy strategy_;
  struct {
    bool begun{false};
    bool told{false};
    bool restart{false};
    config_pointer next;
  } end_;
};

actors::root_api::behavior_type root_supervisor(
    actors::root_api::stateful_pointer<root_supervisor_state> self, root_birth birth);

}  // namespace actord::supervisors
