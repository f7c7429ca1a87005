// What becomes of the siblings when a process ended on its own (Erlang/OTP's strategies; contract
// §3.6 knows only the first). Pure: the group supervisor reports what happened and carries out the
// decision.
//
// Under one_for_one without a limit a process restarts itself (core/machine), as Supervisor does,
// and nobody asks here. In all other cases a member that is due for a restart stays EXITED until
// the group says so (restart_rules::group_decides, core/group_machine).
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <span>
#include <string_view>
#include <vector>

#include "core/ids.hpp"
#include "core/intensity.hpp"
#include "core/proc_state.hpp"
#include "core/program_spec.hpp"

namespace actord::core {

// Which siblings share the fate of the one that ended.
enum class fate : std::uint8_t { alone, with_all, with_later };

struct strategy_row {
  strategy kind;
  fate siblings;
  bool give_up_escalates;  // a member that reached FATAL is too much for the group
};
inline constexpr auto strategy_table = std::to_array<strategy_row>({
    {strategy::one_for_one, fate::alone, false},
    {strategy::one_for_all, fate::with_all, true},
    {strategy::rest_for_one, fate::with_later, true},
});

constexpr const strategy_row& row_of(strategy kind) {
  return strategy_table[static_cast<std::size_t>(kind)];
}

namespace detail {
consteval bool strategy_table_in_order() {
  for (std::size_t i = 0; i < strategy_table.size(); ++i)
    if (static_cast<std::size_t>(strategy_table[i].kind) != i) return false;
  return strategy_table.size() == strategy_words.size();
}
}  // namespace detail
static_assert(detail::strategy_table_in_order());

// A member of the group as the group knows it.
struct child_fact {
  std::uint32_t index{0};  // the caller's name for it
  proc_state state{proc_state::stopped};
  auto_restart restart{auto_restart::unexpected};  // never: not started again by a strategy either
};

struct child_event {
  enum class kind : std::uint8_t {
    ended,    // EXITED, and its policy wants it up again
    gave_up,  // FATAL
  };
  std::uint32_t index{0};
  kind what{kind::ended};
};

// Carried out in this order: all in `stop` are down before the first in `start` is started. (Under
// one_for_one, the one that ended is all there is to start.)
struct decision {
  std::vector<std::uint32_t> stop;   // reverse start order
  std::vector<std::uint32_t> start;  // start order
  bool escalate{false};              // too much for this group; `stop` then names all that is up
  bool operator==(const decision&) const = default;
};

// `children` in start order. `window` counts the restarts of this group under `limit`; an event of
// one_for_one counts, too. Events that come while the operator stops the group, or the daemon shuts
// down, are not to be brought here. A sibling that was STOPPED (by request) is never started.
decision decide(strategy kind, std::span<const child_fact> children, const child_event& event,
                const restart_limit& limit, restart_window& window, instant now);

}  // namespace actord::core
