// When a log file is written, cut and rotated (contract §5.2, §11.3 #40). A pure plan: from the
// policy, the file's present state and the bytes to write follows the next step; io/ carries it out
// and asks again.
//
// Beside its size the clock may say that a file is to be rotated: time is cut into periods of equal
// length, counted from a Monday's midnight by the clock on the wall, so that 1 h, 1 d and 7 d begin
// with the hour, the day and the week. A file is overdue when its last byte was written in an
// earlier period. A clock that was set back makes nothing overdue; one that was set on, at most
// once.
//
// Promises: every byte is written exactly once and in order. A line that fits into a file is not
// split over two; a file exceeds the limit only to finish a line that was begun in it (or that is
// longer than the limit) and whose end is among the bytes at hand.
// Not here: renaming, missing files, errors.
#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <string_view>

#include "core/ids.hpp"

namespace actord::core {

struct rotation_policy {
  std::uint64_t max_bytes{0};     // 0 = never rotate
  int backups{0};                 // 0 = truncate
  std::chrono::seconds every{0};  // 0 = not by the clock

  bool operator==(const rotation_policy&) const = default;
};

struct log_file_state {
  std::uint64_t size{0};
  bool at_line_start{true};
  bool overdue{false};  // its last byte was written in a period that is over
};

struct log_step {
  enum class action : std::uint8_t { done, write, rotate };
  action what{action::done};
  std::size_t bytes{0};  // write: how many of those at hand

  bool operator==(const log_step&) const = default;
};

// The number of the period that `at` lies in, where local time is `utc_offset` ahead of UTC.
// Precondition: every > 0.
std::int64_t period_of(std::chrono::seconds every, wall_time at, std::chrono::seconds utc_offset);

// When the period of `at` ends, if the offset does not change until then.
wall_time end_of_period(std::chrono::seconds every, wall_time at, std::chrono::seconds utc_offset);

// After `rotate` the file is meant to be empty. Once all bytes are written, ask once more with
// none: a full file is rotated at once, as Supervisor does it.
log_step next_log_step(const rotation_policy& policy, const log_file_state& file,
                       std::string_view bytes);

}  // namespace actord::core
