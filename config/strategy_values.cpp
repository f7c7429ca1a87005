#include "config/strategy_values.hpp"

#include <string>

#include "config/config_error.hpp"
#include "config/data_types.hpp"
#include "config/text.hpp"
#include "core/python_repr.hpp"

namespace actord::config {
namespace {

template <class Words>
auto one_of(const Words& words, std::string_view text, std::string_view option) {
  const std::string word = lower(trimmed(text));
  if (const auto found = core::value_in(words, word)) return *found;
  std::string known;
  for (const auto& row : words)
    known += (known.empty() ? "" : ", ") + std::string{row.name};
  throw value_error{"invalid '" + std::string{option} + "' value " + core::python_repr(text) +
                    "; it must be one of: " + known};
}

}  // namespace

core::strategy to_strategy(std::string_view text) {
  return one_of(core::strategy_words, text, "strategy");
}
core::escalation to_escalation(std::string_view text) {
  return one_of(core::escalation_words, text, "escalation");
}
core::start_strategy to_start_strategy(std::string_view text) {
  return one_of(core::start_strategy_words, text, "start_strategy");
}
core::backoff_kind to_backoff_kind(std::string_view text) {
  return one_of(core::backoff_words, text, "backoff");
}
core::exit_rule to_exit_rule(std::string_view text) {
  return one_of(core::exit_rule_words, text, "exit_on");
}

std::int64_t to_retries(std::string_view text) {
  if (lower(trimmed(text)) == "infinite") return core::unlimited_retries;
  return to_integer(text);
}

}  // namespace actord::config
