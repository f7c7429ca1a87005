// Owns the programs of one group. It replaces a program supervisor that died by a bug, orders what
// is to be started (core/start_plan), and decides about siblings when a process ended
// (core/strategy; one_for_one leaves them alone).
#pragma once

#include <string>
#include <vector>

#include "core/strategy.hpp"
#include "supervisors/program_supervisor.hpp"

namespace actord::supervisors {

struct group_birth {
  std::string name;
  core::strategy strategy{core::strategy::one_for_one};
  core::restart_limit limit{};
  std::vector<std::vector<child_spec>> programs;
  tree_context context;
  bool adopt{false};
};

class group_supervisor_state {
 public:
  static inline const char* name = "group";

  void open(actors::group_api::pointer self, group_birth birth, caf::strong_actor_ptr parent);
  caf::result<actors::order_taken> take(const actors::order& o);
  void note(const actors::process_report& m);

 private:
  struct member {
    child_spec spec;
    std::size_t program{0};
    core::proc_state state{core::proc_state::stopped};
  };

  void spawn(std::size_t program, bool adopt);
  void replace(const caf::down_msg& dead);
  std::vector<std::size_t> in_order(const actors::order& o) const;
  order_steps<actors::program_api> steps_of(const actors::order& o) const;

  actors::group_api::pointer self_{nullptr};
  group_birth born_;
  caf::actor_addr parent_;
  std::vector<actors::program_api> programs_;
  std::vector<member> members_;  // in configuration order
  core::restart_window restarts_;
  order_chains<actors::program_api> chains_;
};

actors::group_api::behavior_type group_supervisor(
    actors::group_api::stateful_pointer<group_supervisor_state> self, group_birth birth,
    caf::strong_actor_ptr parent);

}  // namespace actord::supervisors
