// How a child ended, and how Supervisor words it (contract §2.7, §3.2).
#pragma once

#include <cstdint>

namespace actord::core {

struct exit_status {
  int code{0};    // valid when signal == 0
  int signal{0};  // 0 = ended by exit()
  bool core_dumped{false};

  // What Supervisor stores as exitstatus: the code, or -1 for a death by signal.
  constexpr int reported() const { return signal == 0 ? code : -1; }
  bool operator==(const exit_status&) const = default;
};

}  // namespace actord::core
