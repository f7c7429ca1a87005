// What `version` and `-v` print. Clients compare it with Supervisor's versions (monitors demand
// major.minor.patch with numbers): we state the version that we are compatible with.
#pragma once

namespace actord::cli {

inline constexpr char version_text[] = "4.3.0";

}  // namespace actord::cli
