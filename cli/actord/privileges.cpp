#include "cli/actord/privileges.hpp"

#include <grp.h>
#include <pwd.h>
#include <sys/resource.h>
#include <unistd.h>

#include <array>
#include <string_view>

namespace actord::cli {

namespace {

using core::log_level;

// One of the two limits, with its words.
struct limit_row {
  int resource;
  std::string_view name;
  std::string_view shortage;  // %min and %hard are replaced
};

constexpr std::array<limit_row, 2> limit_rows{{
    {RLIMIT_NOFILE, "RLIMIT_NOFILE",
     "The minimum number of file descriptors required to run this process is %min as per the "
     "\"minfds\" command-line argument or config file setting. The current environment will only "
     "allow you to open %hard file descriptors.  Either raise the number of usable file "
     "descriptors in your environment (see README.rst) or lower the minfds setting in the config "
     "file to allow the process to start."},
    {RLIMIT_NPROC, "RLIMIT_NPROC",
     "The minimum number of available processes required to run this program is %min as per the "
     "\"minprocs\" command-line argument or config file setting. The current environment will "
     "only allow you to open %hard processes.  Either raise the number of usable processes in "
     "your environment (see README.rst) or lower the minprocs setting in the config file to allow "
     "the program to start."},
}};

std::string filled_in(std::string_view text, rlim_t min, rlim_t hard) {
  std::string result{text};
  const auto replace = [&](std::string_view mark, rlim_t value) {
    const auto at = result.find(mark);
    if (at != std::string::npos) result.replace(at, mark.size(), std::to_string(value));
  };
  replace("%min", min);
  replace("%hard", hard);
  return result;
}

void raise(const limit_row& row, rlim_t min, settled& outcome) {
  rlimit limit{};
  const auto resource = static_cast<__rlimit_resource>(row.resource);
  if (getrlimit(resource, &limit) != 0) return;
  if (limit.rlim_cur == RLIM_INFINITY || limit.rlim_cur >= min) return;
  const auto hard = limit.rlim_max;
  limit.rlim_cur = min;
  if (hard != RLIM_INFINITY && hard < min) limit.rlim_max = min;
  if (setrlimit(resource, &limit) != 0)
    outcome.problem = filled_in(row.shortage, min, hard);
  else
    outcome.remarks.push_back({log_level::info, "Increased " + std::string{row.name} +
                                                    " limit to " + std::to_string(min)});
}

}  // namespace

settled drop_privileges(std::optional<std::uint32_t> uid) {
  settled outcome;
  if (!uid) {
    if (getuid() == 0)
      outcome.remarks.push_back(
          {log_level::critical,
           "Supervisor is running as root.  Privileges were not dropped because no user is "
           "specified in the config file.  If you intend to run as root, you can set user=root in "
           "the config file to avoid this message."});
    return outcome;
  }
  const auto done = [&] {
    outcome.remarks.push_back(
        {log_level::info, "Set uid to user " + std::to_string(*uid) + " succeeded"});
  };
  if (getuid() == *uid) {
    done();
    return outcome;
  }
  if (getuid() != 0) {
    outcome.problem = "Can't drop privilege as nonroot user";
    return outcome;
  }
  const passwd* entry = getpwuid(*uid);
  if (entry == nullptr)
    outcome.problem = "Can't find uid " + std::to_string(*uid);
  else if (initgroups(entry->pw_name, entry->pw_gid) != 0)
    outcome.problem = "Could not set groups of effective user";
  else if (setgid(entry->pw_gid) != 0)
    outcome.problem = "Could not set group id of effective user";
  else if (setuid(*uid) != 0)
    outcome.problem = "Can't drop privilege as nonroot user";
  else
    done();
  return outcome;
}

std::optional<::rlimit> raise_own_open_files() {
  rlimit before{};
  if (getrlimit(RLIMIT_NOFILE, &before) != 0 || before.rlim_cur == before.rlim_max)
    return std::nullopt;
  const rlimit raised{before.rlim_max, before.rlim_max};
  if (setrlimit(RLIMIT_NOFILE, &raised) != 0) return std::nullopt;
  return before;
}

settled raise_limits(int minfds, int minprocs) {
  settled outcome;
  raise(limit_rows[0], static_cast<rlim_t>(minfds), outcome);
  if (!outcome.problem) raise(limit_rows[1], static_cast<rlim_t>(minprocs), outcome);
  return outcome;
}

}  // namespace actord::cli
