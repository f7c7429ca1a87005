// The actor of one managed process. It owns the facts, feeds every input to core::step, carries out
// the effects in order, and answers the orders that wait for a state. All decisions are in
// core/machine and core/request_rules.
#pragma once

#include <chrono>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "actors/interfaces.hpp"
#include "actors/world.hpp"
#include "core/machine.hpp"
#include "core/request_rules.hpp"

namespace actord::actors {

// What a process actor is born with.
struct process_birth {
  core::process_key key;
  std::shared_ptr<const core::process_spec> spec;
  world_ptr outside;
  program_api parent;
  board_api board;
  order_desk desk;
  bool adopt{false};       // an earlier actor died: take over its facts and its OS process
  bool asks_group{false};  // as policy::asks_group
};

class process_actor_state {
 public:
  static inline const char* name = "process";

  void open(process_api::pointer self, process_birth birth);
  // A start is taken once its launch has been handed to the host (or refused): starts that go one
  // after the other are launched in that order.
  caf::result<order_taken> take(const order& o);
  void due(const timer_due& m);
  void tell_progress();
  void defined(const core::from_host::defined& m);
  void probed(const core::from_host::probed& m);
  void spawned(const core::from_host::spawned& m);
  void spawn_failed(const core::from_host::spawn_failed& m);
  void exited(const core::from_host::exited& m);
  void signalled(const core::from_host::signalled& m);
  void viewed(const core::from_host::view& m);
  void logs_cleared(const core::from_host::logs_cleared& m);
  void logs_rotated(const core::from_host::logs_rotated& m);

 private:
  // An order that is answered when a state is reached (autostart in a sequence, start, stop,
  // shut_down, kill), when a probe comes back (start), or when the host answers (signal,
  // clear_logs, rotate_logs).
  struct waiting {
    order_id id{0};
    tree_verb what{tree_verb::start};
    bool wait{true};
    core::ticket ticket{0};
    bool probing{false};
    caf::typed_response_promise<order_taken> taken{};  // while probing
  };

  using waiting_iterator = std::vector<waiting>::iterator;

  // A stop that has sent SIGKILL this often no longer holds up the shutdown of others.
  static constexpr int kills_before_abandon = 2;
  static constexpr std::chrono::seconds stop_progress_period{2};

  void begin(const order& o);
  void begin_autostart(const order& o);
  void begin_start(const order& o);
  void begin_stop(const order& o);
  void begin_signal(const order& o);
  void begin_clear(const order& o);
  void begin_rotate(const order& o);
  void begin_shut_down(const order& o);
  bool refuses(core::verb request, const order& o);
  void drop_unprobed_starts(core::fault_code why);

  void take_hold();
  void adopt(const process_report& last);
  // `automatic`: the start comes from the configuration, not from an operator.
  void feed(const core::input& what, bool automatic = false);
  std::vector<core::transition> moves_in(const core::effect_list& effects, core::run_id before,
                                         core::run_id after) const;
  void carry_out(const core::effect& e);
  void answer_waiting(const core::effect_list& effects);
  std::optional<core::fault> verdict_on(const waiting& w, const core::effect_list& effects) const;
  void count_kills(const core::effect_list& effects);
  waiting_iterator find_ticket(tree_verb what, core::ticket ticket);
  void settle(waiting_iterator w, core::fault what);
  void answer(order_id id, core::fault what, bool ripened = false);
  void pass_over(order_id id);
  void report(core::proc_state before, std::vector<core::transition> moves = {});
  core::instant now() const;
  std::string full_name() const;

  process_api::pointer self_{nullptr};
  process_birth born_;
  core::policy policy_;
  core::facts facts_;
  std::string stdout_path_;
  std::string stderr_path_;
  std::vector<waiting> waiting_;
  int kills_{0};
  bool telling_{false};  // a progress_tick is on its way
  // A takeover goes through all of them; what comes in before `ready` waits or is told again.
  enum class stage : std::uint8_t { waiting, recalling, looking, ready };
  stage stage_{stage::waiting};
  std::vector<order> held_;  // came in during a takeover
};

process_api::behavior_type process_actor(process_api::stateful_pointer<process_actor_state> self,
                                         process_birth birth);

}  // namespace actord::actors
