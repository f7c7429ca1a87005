// The daemon's place in the system: background or foreground, working directory, pid file (§2.3,
// steps 9 and 10). All of it happens before the first thread exists.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "core/program_spec.hpp"

namespace actord::cli {

// Forks; the parent leaves with exit status 0 at once. The child is its own session, has /dev/null
// as descriptors 0 to 2, the configured directory and umask. What is worth logging is returned.
std::vector<core::remark> daemonize(const core::daemon_spec& how);

// `<pid>\n`, truncating. Removed on destruction if this process wrote it.
class pid_file {
 public:
  pid_file(std::string path, std::vector<core::remark>& remarks);
  ~pid_file();
  pid_file(const pid_file&) = delete;
  pid_file& operator=(const pid_file&) = delete;

  const std::string& path() const { return path_; }
  // Writes it anew: somebody may have removed it.
  void write(std::vector<core::remark>& remarks);

 private:
  std::string path_;
  bool ours_{false};
};

}  // namespace actord::cli
