#include "cli/actord/daemonize.hpp"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstdlib>
#include <cstring>
#include <utility>

#include "core/python_repr.hpp"

namespace actord::cli {

using core::log_level;

namespace {

void point_standard_streams_to_null() {
  const int null = open("/dev/null", O_RDWR | O_CLOEXEC);
  if (null < 0) return;
  for (const int stream : {0, 1, 2})
    (void)dup2(null, stream);
  if (null > 2) (void)close(null);
}

}  // namespace

std::vector<core::remark> daemonize(const core::daemon_spec& how) {
  std::vector<core::remark> remarks;
  const pid_t child = fork();
  if (child < 0) {
    remarks.push_back({log_level::critical, std::string{"cannot fork into the background: "} +
                                                std::strerror(errno) +
                                                "; staying in the foreground"});
    return remarks;
  }
  if (child > 0) _exit(EXIT_SUCCESS);
  remarks.push_back({log_level::info, "daemonizing the supervisord process"});
  if (!how.directory.empty()) {
    if (chdir(how.directory.c_str()) == 0)
      remarks.push_back(
          {log_level::info, "set current directory: " + core::python_repr(how.directory)});
    else
      remarks.push_back(
          {log_level::critical,
           "can't chdir into " + core::python_repr(how.directory) + ": " + std::strerror(errno)});
  }
  point_standard_streams_to_null();
  (void)setsid();  // cannot fail: the child of a fork leads no process group
  (void)umask(how.umask);
  return remarks;
}

pid_file::pid_file(std::string path, std::vector<core::remark>& remarks) : path_{std::move(path)} {
  write(remarks);
}

void pid_file::write(std::vector<core::remark>& remarks) {
  const int file = open(path_.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0666);
  const auto text = std::to_string(getpid()) + "\n";
  ours_ = file >= 0 && ::write(file, text.data(), text.size()) == static_cast<ssize_t>(text.size());
  if (file >= 0) (void)close(file);
  if (ours_)
    remarks.push_back(
        {log_level::info, "supervisord started with pid " + std::to_string(getpid())});
  else
    remarks.push_back({log_level::critical, "could not write pidfile " + path_});
}

pid_file::~pid_file() {
  if (ours_) (void)unlink(path_.c_str());
}

}  // namespace actord::cli
