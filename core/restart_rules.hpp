// What a group does about its members beyond Supervisor's ways (issue 3 §2): the words that may be
// configured, and the rules that they make. The defaults are Supervisor's behaviour. Decisions:
// core/strategy, core/group_machine; meaning for operators: docs/strategies.md.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string_view>

#include "core/intensity.hpp"

namespace actord::core {

enum class strategy : std::uint8_t { one_for_one, one_for_all, rest_for_one };

// What happens when a group was restarted too often, or a member whose fate the others share gave
// up.
enum class escalation : std::uint8_t {
  fatal,     // the culprit becomes FATAL, the others are stopped
  escalate,  // all are stopped, and the group above decides as if one process had ended
  exit,      // the daemon stops everything and exits with a status that tells of it
};

enum class start_strategy : std::uint8_t {
  ordered,     // in order of priority, without waiting (Supervisor's)
  sequential,  // a priority begins when all of the one before are RUNNING
};

// When the end of significant programs is the end of the daemon.
enum class exit_rule : std::uint8_t { never, any_significant, all_significant };

template <class Value>
struct word_row {
  Value value;
  std::string_view name;
};

inline constexpr auto strategy_words = std::to_array<word_row<strategy>>({
    {strategy::one_for_one, "one_for_one"},
    {strategy::one_for_all, "one_for_all"},
    {strategy::rest_for_one, "rest_for_one"},
});
inline constexpr auto escalation_words = std::to_array<word_row<escalation>>({
    {escalation::fatal, "fatal"},
    {escalation::escalate, "escalate"},
    {escalation::exit, "exit"},
});
inline constexpr auto start_strategy_words = std::to_array<word_row<start_strategy>>({
    {start_strategy::ordered, "ordered"},
    {start_strategy::sequential, "sequential"},
});
inline constexpr auto exit_rule_words = std::to_array<word_row<exit_rule>>({
    {exit_rule::never, "never"},
    {exit_rule::any_significant, "any_significant"},
    {exit_rule::all_significant, "all_significant"},
});

// The table must be in the order of its enumeration.
template <class Value, std::size_t N>
constexpr std::string_view name_in(const std::array<word_row<Value>, N>& words, Value value) {
  return words[static_cast<std::size_t>(value)].name;
}
template <class Value, std::size_t N>
constexpr std::optional<Value> value_in(const std::array<word_row<Value>, N>& words,
                                        std::string_view name) {
  for (const auto& word : words)
    if (word.name == name) return word.value;
  return std::nullopt;
}

namespace detail {
template <class Value, std::size_t N>
consteval bool words_in_order(const std::array<word_row<Value>, N>& words, Value last) {
  for (std::size_t i = 0; i < N; ++i)
    if (static_cast<std::size_t>(words[i].value) != i) return false;
  return words.back().value == last;
}
}  // namespace detail
static_assert(detail::words_in_order(strategy_words, strategy::rest_for_one));
static_assert(detail::words_in_order(escalation_words, escalation::exit));
static_assert(detail::words_in_order(start_strategy_words, start_strategy::sequential));
static_assert(detail::words_in_order(exit_rule_words, exit_rule::all_significant));

struct restart_rules {
  core::strategy strategy{core::strategy::one_for_one};
  restart_limit limit{};
  core::escalation too_much{core::escalation::fatal};
  core::start_strategy start{core::start_strategy::ordered};

  // Must the group hear of an exit before the process is started again? Otherwise processes restart
  // themselves, without a word between (Supervisor's way).
  constexpr bool group_decides() const {
    return strategy != core::strategy::one_for_one || limit.intensity.has_value();
  }

  bool operator==(const restart_rules&) const = default;
};

}  // namespace actord::core
