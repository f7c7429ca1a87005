// AUTO log files: made when a process becomes known, removed when it is forgotten or at the next
// start of the daemon (contract §5.1, §11.3 #41). Free functions; every failure is a return value.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "core/program_spec.hpp"

namespace actord::io {

struct automatic_log {
  std::string path;
  int error{0};  // why the file could not be made; the path is meant all the same
};

// Makes `<folder>/<process>-<stream>---<identifier>-<8 random>.log`, mode 0600.
automatic_log make_automatic_log(const std::string& folder, std::string_view process,
                                 std::string_view stream, std::string_view identifier);

// Removes the file and its backups.
void remove_automatic_log(const std::string& path);

// Removes the AUTO files that an earlier daemon of this identifier left in `childlogdir`. The
// remarks tell what could not be done.
std::vector<core::remark> clean_up_automatic_logs(const std::string& childlogdir,
                                                  std::string_view identifier);

}  // namespace actord::io
