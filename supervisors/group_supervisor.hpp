// Owns the programs of one group. It replaces a program supervisor that died by a bug, orders what
// is to be started (core/start_plan), and under a strategy carries out what core/group_machine
// decides about siblings when a process ended. Without one (Supervisor's way) it has nothing to
// decide: processes restart themselves.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "core/group_machine.hpp"
#include "supervisors/program_supervisor.hpp"

namespace actord::supervisors {

// A group inside another one, which treats it as one member.
struct inner_group {
  std::string name;
  int priority{999};
};

struct group_birth {
  std::string name;
  core::restart_rules rules;
  // The group above may take it down and let it rise (it has a strategy of its own).
  bool has_boss{false};
  std::vector<std::vector<child_spec>> programs;
  std::vector<inner_group> inner;
  tree_context context;
  bool adopt{false};
};

class group_supervisor_state {
 public:
  static inline const char* name = "group";

  void open(actors::group_api::pointer self, group_birth birth, caf::strong_actor_ptr parent);
  caf::result<actors::order_taken> take(const actors::order& o);
  void note(const actors::process_report& m);
  void note(const actors::group_news& m);
  void obey(const actors::group_order& m);
  void tick();

 private:
  struct member {
    child_spec spec;
    std::size_t program{0};
    core::facts facts;
  };

  void spawn(std::size_t program, bool adopt);
  void replace(const caf::down_msg& dead);
  std::vector<std::size_t> in_order(const actors::order& o) const;
  order_steps<actors::program_api> steps_of(const actors::order& o) const;

  void set_up_machine();
  member* member_of(process_key key);
  std::optional<std::uint32_t> place_of(std::size_t index) const;
  void carry_out(core::group_commands what);
  void tell_members(actors::tree_verb what, const std::vector<std::uint32_t>& whom,
                    const std::string& text = {});
  void tell_inner(const inner_group& whom, actors::tree_verb what);
  void tell_if_raised();
  void tell_boss(core::proc_state state, bool held);
  void end_daemon(std::uint32_t culprit);
  core::instant now() const;

  actors::group_api::pointer self_{nullptr};
  group_birth born_;
  caf::actor_addr parent_;
  std::vector<actors::program_api> programs_;
  std::vector<member> members_;  // in configuration order
  order_chains<actors::program_api> chains_;
  std::optional<core::group_machine> machine_;
  // Of the machine's members: an index in members_, or behind them in born_.inner.
  std::vector<std::size_t> start_order_;
  int reviving_{0};     // chains of revivals that are not with the host yet
  bool raised_{false};  // to be told then
  core::run_id life_;   // as the group above counts them
};

actors::group_api::behavior_type group_supervisor(
    actors::group_api::stateful_pointer<group_supervisor_state> self, group_birth birth,
    caf::strong_actor_ptr parent);

}  // namespace actord::supervisors
