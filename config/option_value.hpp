// One typed value per value_type of the option table; the single place that maps a type to its
// parser. The reader and the command line both go through it.
#pragma once

#include <chrono>
#include <cstdint>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "config/accounts.hpp"
#include "config/data_types.hpp"
#include "config/environment_text.hpp"
#include "config/option_table.hpp"
#include "config/paths.hpp"
#include "core/program_spec.hpp"

namespace actord::config {

// What a *_logfile option of a child says.
struct log_choice {
  core::log_spec::target kind{core::log_spec::target::automatic};
  std::string path;
  bool syslog{false};  // the deprecated word "syslog"
};

using option_value =
    std::variant<std::int64_t, bool, std::uint64_t, std::uint32_t, core::log_level,
                 core::auto_restart, std::chrono::milliseconds, std::string,
                 std::vector<std::string>, std::vector<int>, parsed_environment, user_account,
                 file_owner, inet_address, log_choice, core::log_compression, core::log_overflow,
                 core::log_format, core::update_strategy, core::strategy, core::escalation,
                 core::start_strategy, core::backoff_kind, core::exit_rule>;

// Throws value_error with the type's words.
option_value parse_value(value_type type, std::string_view text, const surroundings& around);

}  // namespace actord::config
