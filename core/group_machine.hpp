// The life of a group under a strategy, as a pure state machine: the counterpart of core/machine
// one level up. It hears what its members report, asks core/strategy what an exit means for the
// others, and says, step by step, who is to be taken down and who may start again. It owns no
// process: a member that it sets aside, revives or gives up decides by its own machine what that
// amounts to, so that an operator's request that comes in between is never overrun.
//
//   idle ──a member ended──▶ lowering ──all down──▶ pausing ──pause over──▶ raising ──▶ idle
//                               └── too often ──▶ (fatal) idle │ (escalate) down, the group above
//
// Members are processes, or groups inside the group; the root is such a group itself. Members are
// lowered program by program in reverse start order, each only when the one before is down, and
// raised in start order. Whatever a member reports again changes nothing (reports are levels, not
// edges), so that actors may be replaced at any moment. Reads no clock, never throws, never blocks;
// a member that does not die holds up the others for a bounded time.
#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "core/ids.hpp"
#include "core/member_facts.hpp"
#include "core/proc_state.hpp"
#include "core/program_spec.hpp"
#include "core/strategy.hpp"

namespace actord::core {

// What a group has to know of a member beforehand; in start order.
struct member_rules {
  std::string name{};
  std::uint32_t batch{0};  // members of one batch are taken down together: copies of one program
  int priority{999};
  auto_restart restart{auto_restart::unexpected};
  std::chrono::milliseconds stop_wait{10000};
  // A group: RUNNING until it says otherwise, raised only when the one before it has been.
  bool is_group{false};
};

namespace group_out {
// To members. Reverse start order for the first two, start order for the third.
struct set_aside {
  std::vector<std::uint32_t> whom;
};
struct halt {
  std::vector<std::uint32_t> whom;
};
struct revive {
  std::vector<std::uint32_t> whom;
};
struct give_up {
  std::uint32_t who{0};
  std::string why;
};
// To the group above.
struct escalated {  // everything is down because it was too much
  std::uint32_t culprit{0};
};
struct lowered {};   // set aside as told
struct raised {};    // all that was to be revived has been told
struct put_down {};  // FATAL: nobody starts here again until somebody asks for it
// To the daemon: end with the status of the culprit.
struct end_daemon {
  std::uint32_t culprit{0};
};
// Call tick() then.
struct wake {
  steady_time at;
};
struct say {
  log_level level{log_level::info};
  std::string text;
};
}  // namespace group_out
using group_command =
    std::variant<group_out::set_aside, group_out::halt, group_out::revive, group_out::give_up,
                 group_out::escalated, group_out::lowered, group_out::raised, group_out::put_down,
                 group_out::end_daemon, group_out::wake, group_out::say>;
using group_commands = std::vector<group_command>;  // to be carried out in this order

// How long the members of a batch may take to go down before the others go on without them: the
// stop signal and two SIGKILLs.
std::chrono::milliseconds lowering_patience(const member_rules& of);

class group_machine {
 public:
  // `subject`: what the log calls it.
  group_machine(std::string subject, restart_rules rules, std::vector<member_rules> members);

  // `changed`: the state is another one than in the report before.
  group_commands report(std::uint32_t who, const member_facts& facts, bool changed, instant now);
  group_commands tick(instant now);

  // What the group above wants. Lower everything, and say when it is down; let it start again; do
  // neither restart nor wait any more.
  group_commands set_aside(instant now);
  group_commands revive(instant now);
  group_commands give_up(instant now);

  bool at_rest() const { return phase_ == phase::idle; }
  std::size_t restarts_remembered() const { return window_.remembered(); }

 private:
  enum class phase : std::uint8_t {
    idle,
    lowering,
    pausing,
    raising,
    down,    // the group above has the word
    closed,  // the daemon shuts down
  };
  // What follows when everything is down.
  enum class aim : std::uint8_t { restart, escalate, obey, put_down };

  struct member {
    member_rules rules{};
    member_facts now{};
    run_id counted{};            // the end of this run, or of one before it, has been dealt with
    bool involved{false};        // in what is going on
    bool told{false};            // lowering: to go down
    bool let_go{false};          // lowering: it does not die
    bool another_chance{false};  // FATAL, but to be raised
    std::optional<run_id> raised_from{};
  };

  bool lowered_enough(const member& m) const;
  bool takes_part(const member& m) const;
  void deal_with(std::uint32_t who, bool changed, instant now);
  bool to_be_raised_later(std::uint32_t who) const;
  void on_event(child_event event, instant now);
  void too_much(std::uint32_t culprit, child_event::kind what);
  void put_all_down(std::optional<std::uint32_t> culprit);
  void involve_all();
  void begin(aim what);
  void go_on(instant now);
  bool lower_next(instant now);
  void all_down();
  bool pause(instant now);
  void raise();
  bool raise_next();
  void end_sequence(const member& failed);
  void rest();
  void say(log_level level, std::string text);
  std::string words_for(const std::string& what) const;
  group_commands done();

  std::string subject_;
  restart_rules rules_;
  std::vector<member> members_;
  restart_window window_;
  phase phase_{phase::idle};
  aim aim_{aim::restart};
  std::uint32_t culprit_{0};
  std::uint32_t batch_{0};  // lowering: who is being lowered
  std::optional<steady_time> batch_limit_;
  std::optional<steady_time> pause_end_;
  std::vector<std::vector<std::uint32_t>> waves_;  // raising: still to come
  std::vector<std::uint32_t> wave_;                // raising: awaited
  group_commands out_;
};

}  // namespace actord::core
