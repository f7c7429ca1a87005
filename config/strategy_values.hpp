// Words of the options about strategies, waits and the daemon's end (docs/strategies.md): text to
// value, or a value_error that lists the words.
#pragma once

#include <cstdint>
#include <string_view>

#include "core/program_spec.hpp"
#include "core/restart_rules.hpp"

namespace actord::config {

core::strategy to_strategy(std::string_view text);
core::escalation to_escalation(std::string_view text);
core::start_strategy to_start_strategy(std::string_view text);
core::backoff_kind to_backoff_kind(std::string_view text);
core::exit_rule to_exit_rule(std::string_view text);
// An integer as everywhere, or `infinite`: core::unlimited_retries.
std::int64_t to_retries(std::string_view text);

}  // namespace actord::config
