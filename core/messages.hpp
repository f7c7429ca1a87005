// The conversations between actorctl and the daemon, and inside the tree, as plain structs without
// CAF (design §4). A struct once released never changes: add name_v2. `inspect` and the type ids
// are in actors/protocol.hpp. Only the first part crosses process borders; what comes from there is
// checked before use (enums may be out of range).
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "core/fault.hpp"
#include "core/proc_state.hpp"

namespace actord::core {

inline constexpr std::uint32_t protocol_version = 1;

// ---- session
// -------------------------------------------------------------------------------------
struct hello {
  std::uint32_t protocol{protocol_version};
  std::string build;  // client's version text
};
struct welcome {
  std::uint32_t protocol{protocol_version};  // the lower common one
  std::string version;                       // what `version` prints
  std::string identifier;
  std::int32_t pid{0};
};

// ---- control
// ------------------------------------------------------------------------------------- What a
// request is about: everything, one group, or one process.
enum class target_kind : std::uint8_t { all, group, process };
struct target {
  target_kind kind{target_kind::all};
  std::string group;
  std::string process;
};

enum class verb : std::uint8_t { start, stop, signal, clear_logs, rotate_logs };

struct action_request {
  verb what{verb::start};
  target whom;
  std::string signal;  // verb::signal: name or number as given
  bool wait{true};     // answer when it is done, not when it is asked for
};
// What became of one process (or of the group name that does not exist).
struct outcome {
  std::string group;
  std::string process;
  fault_code code{fault_code::success};
  std::string detail;
};
// In order of completion (§6.3). `problem` is set when the request as a whole was refused.
struct action_reply {
  fault_code problem{fault_code::success};
  std::string detail;
  std::vector<outcome> outcomes;
};

// ---- view
// ----------------------------------------------------------------------------------------
struct status_request {
  target whom;
};
// Supervisor's process info (§6.4); times are whole seconds of the wall clock, 0 = never.
struct process_info {
  std::string group;
  std::string name;
  proc_state state{proc_state::stopped};
  std::int64_t start{0};
  std::int64_t stop{0};
  std::int64_t now{0};
  std::int64_t uptime{0};  // seconds on the monotonic clock, while RUNNING
  std::string spawnerr;
  std::int32_t exitstatus{0};
  std::string stdout_logfile;
  std::string stderr_logfile;
  std::int32_t pid{0};
  std::string description;  // §6.4, made by the daemon
};
// Lexical by group, then name.
struct status_reply {
  fault_code problem{fault_code::success};
  std::string detail;
  std::vector<process_info> processes;
};

// What became of processes of late, and why.
struct transition_info {
  std::uint64_t number{0};  // counts all transitions since the daemon began
  std::string group;
  std::string name;
  proc_state from{proc_state::stopped};
  proc_state to{proc_state::stopped};
  std::int64_t at{0};    // milliseconds of the wall clock
  std::uint64_t run{0};  // spawn attempt
  std::int32_t pid{0};
  std::string cause;
};
struct history_request {
  target whom;
};
// Oldest first, process by process; a bounded number of each.
struct history_reply {
  fault_code problem{fault_code::success};
  std::string detail;
  std::vector<transition_info> transitions;
};
// A long poll: answered when there is something behind `after`, or empty after a while. from_now:
// answered at once, with where to begin.
struct events_request {
  bool from_now{true};
  std::uint64_t after{0};
};
struct events_reply {
  fault_code problem{fault_code::success};
  std::string detail;
  std::vector<transition_info> events;
  std::uint64_t next{0};    // ask with this as `after`
  std::uint64_t missed{0};  // so many came and went since `after`
};

struct config_request {};
struct config_info {
  std::string group;
  std::string name;
  bool in_use{false};
  bool autostart{false};
  std::int32_t group_priority{0};
  std::int32_t process_priority{0};
};
// Of the last configuration read, sorted by process name (stable).
struct config_reply {
  fault_code problem{fault_code::success};
  std::string detail;
  std::vector<config_info> processes;
};

// ---- configuration

// Reads the configuration files again and compares; running groups are not touched (§10).
struct reread_request {
  bool remember{true};  // false: add, avail and update go on with what was read before
};
enum class group_step : std::uint8_t {
  unchanged,
  remove,   // stop it, forget it
  replace,  // stop it, forget it, add it as it is configured now
  change,   // exchange some of its processes in place (update_strategy = minimal)
  add,
};
// What an update does to one group. The lists hold names of processes.
struct planned_group {
  group_step what{group_step::unchanged};
  std::string group;
  std::vector<std::string> stop;   // those that will be gone, up or not
  std::vector<std::string> start;  // those that will be started
  std::vector<std::string> keep;   // change: those that notice nothing

  bool operator==(const planned_group&) const = default;
};
// In the order in which update works: remove; replace and change; add; then those unchanged.
struct reread_reply {
  fault_code problem{fault_code::success};  // cant_reread: the error's text is the detail
  std::string detail;
  std::vector<planned_group> groups;
};
// Activates a group of the last configuration read. already_added, bad_name.
struct add_group_request {
  std::string group;
};
// Forgets a group whose processes are all stopped. bad_name, still_running.
struct remove_group_request {
  std::string group;
};
// Makes an active group what the last configuration read says, touching only processes that differ.
// Answered by an action_reply: the processes that were ended. bad_name, failed.
struct change_group_request {
  std::string group;
};

// ---- logs
// ---------------------------------------------------------------------------------------- Empty
// names mean the daemon's own log.
struct log_name {
  std::string group;
  std::string process;
  bool stderr_stream{false};
};
inline constexpr std::uint32_t max_log_slice =
    256 * 1024;  // bytes of one reply; ask again for more
struct read_log_request {
  log_name log;
  std::int64_t offset{0};  // as readLog (§6.5)
  std::int64_t length{0};
};
struct follow_log_request {
  log_name log;
  bool from_cursor{false};  // false: start `back` bytes before the end
  std::uint64_t back{0};
  std::uint64_t generation{0};
  std::uint64_t offset{0};
};
struct log_reply {
  fault_code problem{fault_code::success};
  std::string detail;
  std::string bytes;
  std::uint64_t generation{0};  // where to go on following
  std::uint64_t offset{0};
  bool truncated{false};
};
struct clear_main_log_request {};

// ---- daemon
// --------------------------------------------------------------------------------------
struct shutdown_request {
  bool restart{false};  // stop everything, read the configuration again, start (as SIGHUP)
};
struct done_reply {
  fault_code problem{fault_code::success};
  std::string detail;
};

}  // namespace actord::core
