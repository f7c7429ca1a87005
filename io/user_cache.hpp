// Users by uid, remembered for a moment: a configuration defines many processes of one user at
// once, and each question to the user database reads files or asks a server.
#pragma once

#include <sys/types.h>

#include <chrono>
#include <memory>
#include <unordered_map>

#include "io/managed_process.hpp"

namespace actord::io {

class user_cache {
 public:
  // nullptr: no switch is needed, it is this process's own user. A process that is not root gets
  // "Can't drop privilege as nonroot user" (contract §2.3).
  std::shared_ptr<const user_choice> choice_for(::uid_t uid);

 private:
  std::unordered_map<::uid_t, std::shared_ptr<const user_choice>> known_;
  std::chrono::steady_clock::time_point since_{};
};

}  // namespace actord::io
