// Messages that never leave the process: the tree's own conversation and the host's notices. They
// are declared unsafe for the wire on purpose, so that sending one across fails instead of leaking
// an actor handle or a pointer (decision 5).
#pragma once

#include <chrono>
#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "actors/protocol.hpp"
#include "caf/all.hpp"
#include "core/history.hpp"
#include "core/machine.hpp"
#include "core/member_facts.hpp"
#include "core/messages.hpp"
#include "core/ports.hpp"

namespace actord::actors {

// One job for several processes, handed down root -> group -> program -> process. Every process
// answers the desk with an order_outcome of its own; the levels between only route.
enum class tree_verb : std::uint8_t {
  autostart,  // start unless it was started before
  start,      // as requested: checked first, answered when up (or when launched, see wait)
  stop,
  signal,
  clear_logs,
  rotate_logs,
  freeze,     // nothing starts any more (the daemon shuts down)
  shut_down,  // stop for good
  kill,       // the shutdown has lasted too long: SIGKILL, now
  set_aside,  // from the group (order id 0, not answered): down, to be started again with others
  revive,     // from the group: what is held may start
  give_up,    // from the group: FATAL
};

using order_id = std::uint64_t;

struct order {
  order_id id{0};
  tree_verb what{tree_verb::start};
  bool wait{true};
  bool bulk{
      false};  // one of many: a process that the verb does not apply to is passed over in silence
  int signal_number{0};
  std::vector<core::process_key> whom{};  // in the order in which it is to be done
  bool until_up{false};                   // autostart: answered when it is up, or will not be
  std::string text{};                     // give_up: why
};

// Orders of a group to its own members have no number, and nobody waits for their outcome.
inline constexpr order_id unnumbered{0};

// The order has reached all of its processes and their commands are with the host, in order. Says
// nothing about success.
struct order_taken {
  order_id id{0};
};

// A group to the group above (through the root): how it fares, in the words of one process.
struct group_news {
  std::string group;
  core::member_facts now;
};
// The group above to a group (through the root).
struct group_order {
  enum class kind : std::uint8_t { set_aside, revive, give_up };
  std::string group;
  kind what{kind::revive};
};
// A group to itself: look again what is due.
struct group_tick {};

// To the root: stop everything in order and let the daemon exit with this status.
struct end_order {
  int status{1};
  std::string why;
};
// The root to itself: the shutdown has lasted too long.
struct shutdown_deadline {
  bool last{false};  // not even SIGKILL has ended everything
};

// What became of an order at one process.
struct order_outcome {
  order_id id{0};
  core::process_key key;
  bool applies{true};  // false: a bulk order passed this process over
  core::fault what;
  bool ripened{false};  // known only after a while: when the process was up, or down
};

// The present facts of a process, after every step that changed its state.
struct process_report {
  core::process_key key;
  core::proc_state before{core::proc_state::stopped};
  core::facts now;
  std::string stdout_path;
  std::string stderr_path;
  std::vector<core::transition> moves{};  // what this step went through; for the board only
};

// The board to itself: whoever waits since then gets an empty answer.
struct events_tick {
  std::uint64_t waiter{0};
};

// A process that is configured: for the board.
struct process_added {
  core::process_key key;
  std::shared_ptr<const core::process_spec> spec;
};
struct process_removed {
  core::process_key key;
};

struct timer_due {
  core::run_id run;
  core::timer_kind kind{core::timer_kind::up};
};

// Board: key of a configured process; key 0 = no such.
struct lookup_request {
  std::string group;
  std::string process;
};
struct lookup_reply {
  core::process_key key;
};
// Board: what a process reported last, for the actor that takes over. key 0 = nothing known.
struct recall_request {
  core::process_key key;
};

// Board: who is in none of the stopped states, in order of keys.
struct lookup_unstopped {
  std::vector<core::process_key> among{};  // empty = all
};
struct unstopped_reply {
  std::vector<core::process_key> keys;
};

// The daemon's mood as clients see it (§6.3): requests are refused while it is not up.
struct mood_changed {
  bool up{true};
};

// Root: one group's processes shall be stopped and the next only after that (shutdown), then the
// whole daemon ends or starts anew. Asked by signals and by shutdown_request.
struct shutdown_order {
  bool restart{false};
  // With which configuration it starts anew; null: the root has it read first, and refuses if that
  // fails.
  std::shared_ptr<const core::configuration> next{};
};
// The configuration has been read again, or not: then `problem` (cant_reread) says why.
struct config_read {
  std::shared_ptr<const core::configuration> config{};
  core::fault problem{};
};
// Root or process -> itself, while somebody waits for processes to die.
struct progress_tick {};

// Program -> desk: an actor died and was replaced; its open orders have nobody left to answer
// them.
struct process_replaced {
  core::process_key key;
};

// Handles of the living process actors of a program, for tests and for views of the tree.
struct children_request {};
struct children_reply {
  std::vector<caf::actor_addr> actors;
};

}  // namespace actord::actors

CAF_ALLOW_UNSAFE_MESSAGE_TYPE(actord::actors::order)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(actord::actors::order_taken)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(actord::actors::group_news)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(actord::actors::group_order)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(actord::actors::group_tick)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(actord::actors::end_order)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(actord::actors::shutdown_deadline)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(actord::actors::order_outcome)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(actord::actors::process_report)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(actord::actors::events_tick)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(actord::actors::process_added)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(actord::actors::process_removed)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(actord::actors::timer_due)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(actord::actors::lookup_request)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(actord::actors::lookup_reply)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(actord::actors::recall_request)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(actord::actors::lookup_unstopped)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(actord::actors::unstopped_reply)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(actord::actors::mood_changed)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(actord::actors::shutdown_order)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(actord::actors::config_read)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(actord::actors::progress_tick)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(actord::actors::process_replaced)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(actord::actors::children_request)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(actord::actors::children_reply)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(actord::core::from_host::defined)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(actord::core::from_host::probed)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(actord::core::from_host::spawned)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(actord::core::from_host::spawn_failed)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(actord::core::from_host::exited)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(actord::core::from_host::signalled)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(actord::core::from_host::view)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(actord::core::to_host::read_log)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(actord::core::to_host::follow_log)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(actord::core::to_host::clear_logs)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(actord::core::from_host::log_read)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(actord::core::from_host::log_followed)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(actord::core::from_host::logs_cleared)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(actord::core::from_host::logs_rotated)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(actord::core::from_host::stdin_written)
