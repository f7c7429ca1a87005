#include "io/log_file.hpp"

#include <fcntl.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <charconv>
#include <cstdio>
#include <string_view>
#include <system_error>

#include "io/syscalls.hpp"

namespace actord::io {

namespace {

opened_log failed(int error) {
  opened_log result;
  result.error = error;
  return result;
}

// The daemon's own descriptor behind the path, shared, if it is of this kind. A socket cannot be
// opened through /proc. A file can, but would be written at a place of its own: whoever else has
// the descriptor (the shell that redirected us, its next command) would write over our bytes.
opened_log duplicate_own(const std::string& path, ::mode_t kind, int error) {
  const int number = descriptor_named_by(path);
  opened_log result;
  if (number < 0 || ::fstat(number, &result.facts) != 0 || (result.facts.st_mode & S_IFMT) != kind)
    return failed(error);
  result.file.reset(::fcntl(number, F_DUPFD_CLOEXEC, 3));
  if (!result.file) return failed(errno);
  result.socket = kind == S_IFSOCK;
  return result;
}

// What is left to try with the daemon's own descriptors when opening has failed with `error`.
opened_log open_own(const std::string& path, int error) {
  if (error == ENXIO) return duplicate_own(path, S_IFSOCK, error);
  if (error != EACCES) return failed(error);
  for (const ::mode_t kind : {S_IFIFO, S_IFCHR})
    if (auto shared = duplicate_own(path, kind, error); shared.file) {
      shared.shared = true;
      return shared;
    }
  return failed(error);
}

// A name that is not there is as good as renamed. 0 or errno.
int rename_file(const std::string& from, const std::string& to) {
  if (std::rename(from.c_str(), to.c_str()) == 0 || errno == ENOENT) return 0;
  return errno;
}

bool backup_exists(const std::string& backup) {
  return file_exists(backup) || file_exists(packed_path(backup));
}

// Moves a backup, in whichever form it is there, to a number that is free, or whose backup it
// replaces, in whichever form that is there. 0 or errno.
int move_backup(const std::string& from, const std::string& to, bool replaces) {
  const bool packed = file_exists(packed_path(from));
  const bool plain = !packed || file_exists(from);
  if (plain)
    if (const int error = rename_file(from, to)) return error;
  if (packed)
    if (const int error = rename_file(packed_path(from), packed_path(to))) return error;
  if (replaces && !packed) (void)::unlink(packed_path(to).c_str());  // mostly, there is none
  if (replaces && !plain) (void)::unlink(to.c_str());                // likewise
  return 0;
}

}  // namespace

int descriptor_named_by(std::string_view path) {
  if (path == "/dev/stdout") return STDOUT_FILENO;
  if (path == "/dev/stderr") return STDERR_FILENO;
  for (const std::string_view folder : {"/dev/fd/", "/proc/self/fd/"}) {
    if (!path.starts_with(folder)) continue;
    int number = -1;
    const auto digits = path.substr(folder.size());
    const auto end = digits.data() + digits.size();
    const auto [rest, error] = std::from_chars(digits.data(), end, number);
    return error == std::errc{} && rest == end ? number : -1;
  }
  return -1;
}

opened_log open_log(const std::string& path, ::mode_t mode) {
  if (auto shared = duplicate_own(path, S_IFREG, ENOENT); shared.file) return shared;
  auto opened =
      open_file(path, O_WRONLY | O_APPEND | O_CREAT | O_NONBLOCK | O_NOCTTY, mode & 07777U);
  if (!opened.ok()) return open_own(path, opened.reason());
  opened_log result;
  result.file = std::move(opened).value();
  if (::fstat(result.file.number(), &result.facts) != 0) return failed(errno);
  return result;
}

bool is_fault_of_path(int error) {
  switch (error) {
    case EACCES:
    case EISDIR:
    case ELOOP:
    case ENAMETOOLONG:
    case ENOENT:
    case ENOTDIR:
    case EPERM:
      return true;
    default:
      return false;
  }
}

bool names_descriptor(std::string path) {
  for (int link = 0; link < 8; ++link) {
    if (path.starts_with("/proc/") || descriptor_named_by(path) >= 0) return true;
    std::array<char, 4096> target{};
    const auto length = ::readlink(path.c_str(), target.data(), target.size());
    if (length <= 0) return false;
    const std::string_view next{target.data(), static_cast<std::size_t>(length)};
    const auto folder = path.substr(0, path.rfind('/') + 1);
    path = next.starts_with('/') ? std::string{next} : folder + std::string{next};
  }
  return true;  // a chain of links that long is nothing to rename
}

std::string backup_path(const std::string& path, int number) {
  return path + "." + std::to_string(number);
}

std::string packed_path(const std::string& backup) {
  return backup + ".gz";
}

std::string packing_path(const std::string& path) {
  return path + ".actord-gz";
}

bool file_exists(const std::string& path) {
  struct ::stat facts {};
  return ::lstat(path.c_str(), &facts) == 0;
}

int shift_backups(const std::string& path, int backups) {
  int gap = 1;
  while (gap < backups && backup_exists(backup_path(path, gap)))
    ++gap;
  for (int number = gap - 1; number >= 1; --number) {
    const bool last = number + 1 == backups;
    if (const int error =
            move_backup(backup_path(path, number), backup_path(path, number + 1), last))
      return error;
  }
  const auto first = backup_path(path, 1);
  if (const int error = rename_file(path, first)) return error;
  if (backups == 1) (void)::unlink(packed_path(first).c_str());  // mostly, there is none
  return 0;
}

std::string error_text(int error) {
  return std::generic_category().message(error);
}

}  // namespace actord::io
