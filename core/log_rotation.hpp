// When a log file is written, cut and rotated (contract §5.2, §11.3 #40). A pure plan: from the
// policy, the file's present state and the bytes to write follows the next step; io/ carries it out
// and asks again.
//
// Promises: every byte is written exactly once and in order. A line that fits into a file is not
// split over two; a file exceeds the limit only to finish a line that was begun in it (or that is
// longer than the limit) and whose end is among the bytes at hand.
// Not here: renaming, missing files, errors.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string_view>

namespace actord::core {

struct rotation_policy {
  std::uint64_t max_bytes{0};  // 0 = never rotate
  int backups{0};              // 0 = truncate

  bool operator==(const rotation_policy&) const = default;
};

struct log_file_state {
  std::uint64_t size{0};
  bool at_line_start{true};
};

struct log_step {
  enum class action : std::uint8_t { done, write, rotate };
  action what{action::done};
  std::size_t bytes{0};  // write: how many of those at hand

  bool operator==(const log_step&) const = default;
};

// After `rotate` the file is meant to be empty. Once all bytes are written, ask once more with
// none: a full file is rotated at once, as Supervisor does it.
log_step next_log_step(const rotation_policy& policy, const log_file_state& file,
                       std::string_view bytes);

}  // namespace actord::core
