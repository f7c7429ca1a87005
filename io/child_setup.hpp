// Everything about a child but its executable and arguments: an initialiser for io/child_launcher.
// Plain pointers into memory of the caller, who keeps it alive during the launch.
#pragma once

#include <sys/resource.h>
#include <sys/types.h>

#include <array>
#include <optional>

#include "io/child_entry.hpp"
#include "io/child_user.hpp"

namespace actord::io {

struct child_setup {
  std::array<int, 3> descriptors{-1, -1, -1};  // become 0, 1 and 2; stay the caller's
  const char* argv0{nullptr};                  // nullptr = the executable's path
  const char* const* environment{nullptr};     // nullptr = the launcher's
  const char* directory{nullptr};              // nullptr = stay
  const child_user* user{nullptr};             // nullptr = no switch
  std::optional<::mode_t> umask;
  std::optional<::rlimit> open_files;  // RLIMIT_NOFILE

  template <class Launcher, class Path, class CommandLine>
  auto on_setup(Launcher& launcher, const Path&, const CommandLine&) const {
    return launcher.set_up(*this);
  }
};

inline child_plan plan_of(const child_setup& setup, const char* executable, const char* const* argv,
                          const char* const* environment) {
  child_plan plan{};
  plan.executable = executable;
  plan.argv = argv;
  plan.environment = setup.environment != nullptr ? setup.environment : environment;
  plan.directory = setup.directory;
  if (setup.user != nullptr) {
    plan.switch_user = true;
    plan.uid = setup.user->uid;
    plan.gid = setup.user->gid;
    plan.groups = setup.user->groups.data();
    plan.group_count = setup.user->groups.size();
  }
  plan.set_umask = setup.umask.has_value();
  plan.umask = setup.umask.value_or(0);
  plan.limit_open_files = setup.open_files.has_value();
  if (setup.open_files) plan.open_files = *setup.open_files;
  return plan;
}

}  // namespace actord::io
