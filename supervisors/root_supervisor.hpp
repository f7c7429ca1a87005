// The top of the tree. It knows every configured process by name and key, owns the groups,
// turns operators' requests into orders and gathers their outcomes, boots the groups in
// order, and shuts them down in reverse: a group is touched only after all of higher priority have
// stopped (§3.6).
#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "core/order_book.hpp"
#include "supervisors/group_supervisor.hpp"

namespace actord::supervisors {

// Ended: the tree is down and the daemon should end (or start anew). Called on an actor thread.
using end_callback = std::function<void(bool restart)>;

struct root_birth {
  std::shared_ptr<const core::configuration> config;
  actors::world_ptr outside;
  actors::board_api board;
  std::uint32_t first_key{1};  // keys of this tree: first_key, first_key + 1, ...
  end_callback on_end;
  // Every autostart has been handed to the host. On an actor thread; may be empty.
  std::function<void()> on_booted;
  // The shutdown has begun: a root that replaces this one must be told to go on with it.
  std::function<void(bool restart)> on_shut_down;
  bool adopt{false};  // an earlier root died: its OS processes are taken over
};

// How many keys a tree for this configuration takes.
std::uint32_t process_count(const core::configuration& config);

class root_supervisor_state {
 public:
  static inline const char* name = "root";

  void open(actors::root_api::pointer self, root_birth birth);
  caf::result<core::action_reply> act(const core::action_request& r);
  void note(const actors::order_outcome& m);
  void replaced(const actors::process_replaced& m);
  core::config_reply config() const;
  core::done_reply shut_down(const actors::shutdown_order& m);
  void tick();

 private:
  struct process_row {
    std::string group;
    std::string name;
    std::size_t group_index{0};
    std::shared_ptr<const core::process_spec> spec;
  };
  // What happens when the last outcome of an order has come.
  using completion = std::function<void(core::order_book::outcome_list)>;

  void learn_names();
  void spawn_group(std::size_t index, bool adopt);
  void replace(const caf::down_msg& dead);

  std::vector<process_key> keys_of_group(std::size_t index) const;
  std::vector<process_key> all_keys() const;
  std::vector<process_key> in_start_order(std::vector<process_key> keys) const;
  const process_row& row(process_key key) const;
  bool resolve(const core::target& whom, std::vector<process_key>& keys,
               std::vector<core::outcome>& unknown) const;

  void issue(actors::order o, completion done);
  void finish_if_complete(actors::order_id id);
  void note_end(bool restart);
  void stop_wave(std::size_t wave);
  void take_down(std::vector<process_key> whom, std::size_t wave, int repeated);
  void end();
  void say_who_is_awaited(std::function<void()> then);

  actors::root_api::pointer self_{nullptr};
  root_birth born_;
  std::vector<actors::group_api> groups_;
  std::vector<process_row> rows_;  // index = key - first_key
  core::order_book book_;
  order_chains<actors::group_api> chains_;
  std::map<actors::order_id, completion> completions_;
  actors::order_id last_order_{0};
  bool going_down_{false};
  bool restart_{false};
};

actors::root_api::behavior_type root_supervisor(
    actors::root_api::stateful_pointer<root_supervisor_state> self, root_birth birth);

}  // namespace actord::supervisors
