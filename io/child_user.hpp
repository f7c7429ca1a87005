// The user that a child switches to, with all of its groups, resolved ahead of the spawn: the child
// side may not ask the user database.
#pragma once

#include <sys/types.h>

#include <string>
#include <vector>

#include "core/result.hpp"

namespace actord::io {

struct child_user {
  ::uid_t uid{0};
  ::gid_t gid{0};
  std::vector<::gid_t> groups;  // the primary one and all that list the user
};

// The reason is Supervisor's: "Can't find uid 4711" (contract §2.3).
core::result<child_user, std::string> look_up_user(::uid_t uid);

}  // namespace actord::io
