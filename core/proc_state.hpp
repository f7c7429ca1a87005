// The eight public states of a process, with their names and numbers as Supervisor's clients know
// them (contract §3.1). One table; everything that prints or parses a state reads it.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string_view>

namespace actord::core {

enum class proc_state : std::uint8_t {
  stopped,
  starting,
  running,
  backoff,
  stopping,
  exited,
  fatal,
  unknown,
};

struct proc_state_row {
  proc_state state;
  std::string_view name;
  int number;         // the `state` of XML-RPC and events
  bool counts_up;     // Supervisor's RUNNING_STATES: a start request is "already started"
  bool counts_down;   // Supervisor's STOPPED_STATES: a stop request is over
  bool takes_signal;  // Supervisor's SIGNALLABLE_STATES
};

inline constexpr std::array<proc_state_row, 8> proc_state_table{{
    {proc_state::stopped, "STOPPED", 0, false, true, false},
    {proc_state::starting, "STARTING", 10, true, false, true},
    {proc_state::running, "RUNNING", 20, true, false, true},
    {proc_state::backoff, "BACKOFF", 30, true, false, false},
    {proc_state::stopping, "STOPPING", 40, false, false, true},
    {proc_state::exited, "EXITED", 100, false, true, false},
    {proc_state::fatal, "FATAL", 200, false, true, false},
    {proc_state::unknown, "UNKNOWN", 1000, false, true, false},
}};

inline constexpr std::size_t proc_state_count = proc_state_table.size();

// A state read from the wire may be out of range (CAF does not check enums): such a value reads as
// `unknown`.
constexpr const proc_state_row& row_of(proc_state state) {
  const auto index = static_cast<std::size_t>(state);
  return proc_state_table[index < proc_state_count ? index : proc_state_count - 1];
}

constexpr std::string_view name_of(proc_state state) {
  return row_of(state).name;
}
constexpr int number_of(proc_state state) {
  return row_of(state).number;
}
constexpr bool counts_up(proc_state state) {
  return row_of(state).counts_up;
}
constexpr bool counts_down(proc_state state) {
  return row_of(state).counts_down;
}
constexpr bool takes_signal(proc_state state) {
  return row_of(state).takes_signal;
}

constexpr std::optional<proc_state> proc_state_named(std::string_view name) {
  for (const auto& row : proc_state_table)
    if (row.name == name) return row.state;
  return std::nullopt;
}

namespace detail {
consteval bool proc_state_table_in_order() {
  for (std::size_t i = 0; i < proc_state_count; ++i)
    if (static_cast<std::size_t>(proc_state_table[i].state) != i) return false;
  return true;
}
}  // namespace detail
static_assert(detail::proc_state_table_in_order());

}  // namespace actord::core
