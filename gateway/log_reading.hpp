// Whole answers from a log that the backend hands out in slices: Supervisor's read and tail rules
// (contract §6.5) over as many questions as it takes.
#pragma once

#include <cstdint>
#include <memory>
#include <string>

#include "core/result.hpp"
#include "gateway/backend.hpp"

namespace actord::gateway {

// What one answer may hold; whoever wants more asks again from there on. (Supervisor would put a
// file of any size into one answer.)
inline constexpr std::uint64_t most_log_bytes = 16u << 20u;

struct log_range {
  core::log_name log;
  std::int64_t offset{0};
  std::int64_t length{0};
};

void read_log(std::shared_ptr<backend> daemon, log_range what,
              answer<core::result<std::string>> done);

struct log_tail {
  std::string bytes;
  std::int64_t offset{0};  // the size of the file
  bool overflow{false};
};
// The only fault is bad_name: an unreadable log is an empty one.
void tail_log(std::shared_ptr<backend> daemon, log_range what, answer<core::result<log_tail>> done);

}  // namespace actord::gateway
