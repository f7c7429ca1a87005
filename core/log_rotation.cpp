#include "core/log_rotation.hpp"

#include <algorithm>

namespace actord::core {

namespace {

using action = log_step::action;

log_step write_step(std::size_t bytes) {
  return {action::write, bytes};
}

// More is at hand than the file has room for.
log_step cut(std::uint64_t room, const log_file_state& file, std::string_view bytes) {
  const auto fitting = bytes.substr(0, static_cast<std::size_t>(room));
  if (const auto last = fitting.rfind('\n'); last != fitting.npos) return write_step(last + 1);
  if (file.at_line_start && file.size > 0) return {action::rotate};
  if (const auto end = bytes.find('\n', fitting.size()); end != bytes.npos)
    return write_step(end + 1);
  return room > 0 ? write_step(fitting.size()) : log_step{action::rotate};
}

}  // namespace

log_step next_log_step(const rotation_policy& policy, const log_file_state& file,
                       std::string_view bytes) {
  if (policy.max_bytes == 0) return bytes.empty() ? log_step{} : write_step(bytes.size());
  const auto room = policy.max_bytes - std::min(policy.max_bytes, file.size);
  if (bytes.empty()) return room == 0 && file.at_line_start ? log_step{action::rotate} : log_step{};
  if (bytes.size() <= room) return write_step(bytes.size());
  return cut(room, file, bytes);
}

}  // namespace actord::core
