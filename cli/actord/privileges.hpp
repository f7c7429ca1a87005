// Who the daemon is and what the kernel lets it have: user switch and resource limits (§2.3).
// Errors are Supervisor's texts.
#pragma once

#include <sys/resource.h>

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "core/program_spec.hpp"

namespace actord::cli {

struct settled {
  std::optional<std::string> problem;  // a usage error
  std::vector<core::remark> remarks;   // to be logged
};

// Switches to `uid` (setgroups, setgid, setuid). Without a uid, root is warned.
settled drop_privileges(std::optional<std::uint32_t> uid);

// A program takes three or four descriptors of the daemon's: it takes for itself all that it may
// have, and returns the limit that its children are to get, if that differs.
std::optional<::rlimit> raise_own_open_files();

// Raises RLIMIT_NOFILE and RLIMIT_NPROC to at least minfds and minprocs.
settled raise_limits(int minfds, int minprocs);

}  // namespace actord::cli
