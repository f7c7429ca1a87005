// The types of the options about logs that are ours: text to value, or a value_error. Words may be
// in upper or lower case.
#pragma once

#include <chrono>
#include <cstdint>
#include <string>
#include <string_view>

#include "core/program_spec.hpp"

namespace actord::config {

// "size" = 0. From a second to ten years; a number needs its unit: s, m, h, d or w.
std::chrono::milliseconds to_rotation_period(std::string_view text);
core::log_compression to_log_compression(std::string_view text);
core::log_overflow to_log_overflow(std::string_view text);
core::log_format to_log_format(std::string_view text);

// Numbers of RFC 3164; a level may be syslog_label::own_level.
std::int64_t to_syslog_facility(std::string_view text);
std::int64_t to_syslog_level(std::string_view text);

// A prefix in double quotes is what stands between them; any other gets a blank behind it unless it
// has one (an INI value cannot end with one). Nothing stays nothing.
std::string to_line_prefix(std::string_view text);

}  // namespace actord::config
