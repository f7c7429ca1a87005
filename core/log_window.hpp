// Which bytes of a log file a question is about (contract §6.5): Supervisor's read and tail rules
// as pure functions of offset, length and file size.
#pragma once

#include <algorithm>
#include <cstdint>

#include "core/fault.hpp"
#include "core/result.hpp"

namespace actord::core {

struct log_window {
  std::uint64_t start{0};
  std::uint64_t length{0};

  bool operator==(const log_window&) const = default;
};

namespace detail {
// |n| for n < 0, also for the least number.
constexpr std::uint64_t magnitude(std::int64_t n) {
  return std::uint64_t{0} - static_cast<std::uint64_t>(n);
}
}  // namespace detail

// The window lies within the file. bad_arguments: a negative length, or a length with an offset
// from the end.
inline result<log_window> read_window(std::int64_t offset, std::int64_t length,
                                      std::uint64_t size) {
  if (length < 0 || (offset < 0 && length != 0)) return fault{fault_code::bad_arguments, {}};
  if (offset < 0) {
    const auto back = std::min(detail::magnitude(offset), size);
    return log_window{size - back, back};
  }
  const auto start = std::min(static_cast<std::uint64_t>(offset), size);
  const auto rest = size - start;
  return log_window{start, length == 0 ? rest : std::min(static_cast<std::uint64_t>(length), rest)};
}

struct tail_window {
  log_window bytes;
  bool overflow{false};

  bool operator==(const tail_window&) const = default;
};

// The rules of tailProcessLog with its oddities; the reference values stand in §6.5. Offsets and
// lengths beyond 2^62 are cut there, which no file reaches.
inline tail_window tail_window_of(std::int64_t offset, std::int64_t length, std::uint64_t size) {
  constexpr std::int64_t far = std::int64_t{1} << 62U;
  const auto end = static_cast<std::int64_t>(std::min(size, static_cast<std::uint64_t>(far)));
  offset = std::clamp(offset, -far + 1, far - 1);
  length = std::clamp(length, -far + 1, far - 1);
  const bool overflow = end > offset + length;
  if (overflow) offset = end - 1;
  if (offset + length > end) {
    if (offset > end - 1) length = 0;
    offset = end - length;
  }
  const auto start = static_cast<std::uint64_t>(std::clamp<std::int64_t>(offset, 0, end));
  const auto wanted = static_cast<std::uint64_t>(std::max<std::int64_t>(length, 0));
  return {{start, std::min(wanted, size - start)}, overflow};
}

}  // namespace actord::core
