#include "io/log_reading.hpp"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <string>
#include <utility>

#include "core/log_window.hpp"
#include "core/messages.hpp"
#include "io/syscalls.hpp"

namespace actord::io {

namespace {

struct readable_log {
  fd file;
  struct ::stat facts {};
  core::fault problem;

  std::uint64_t size() const { return static_cast<std::uint64_t>(facts.st_size); }
};

readable_log unreadable(core::fault_code code, std::string detail = {}) {
  readable_log result;
  result.problem = {code, std::move(detail)};
  return result;
}

// Looks before it opens: opening a fifo is already too much.
readable_log open_readable(const std::string& path) {
  using core::fault_code;
  readable_log result;
  if (::stat(path.c_str(), &result.facts) != 0) {
    const bool missing = errno == ENOENT || errno == ENOTDIR;
    return missing ? unreadable(fault_code::no_file, path) : unreadable(fault_code::failed);
  }
  if (!S_ISREG(result.facts.st_mode)) return unreadable(fault_code::failed);
  auto opened = open_file(path, O_RDONLY | O_NONBLOCK | O_NOCTTY);
  if (!opened.ok())
    return opened.reason() == ENOENT ? unreadable(fault_code::no_file, path)
                                     : unreadable(fault_code::failed);
  result.file = std::move(opened).value();
  if (::fstat(result.file.number(), &result.facts) != 0 || !S_ISREG(result.facts.st_mode))
    return unreadable(fault_code::failed);
  return result;
}

// Up to `length` bytes from `start`; fewer at the end of the file. 0 or errno.
int read_bytes(int number, std::uint64_t start, std::size_t length, std::string& to) {
  to.resize(length);
  std::size_t done = 0;
  int error = 0;
  while (done < length) {
    const auto got =
        ::pread(number, to.data() + done, length - done, static_cast<::off_t>(start + done));
    if (got > 0) {
      done += static_cast<std::size_t>(got);
    } else if (got == 0) {
      break;
    } else if (errno != EINTR) {
      error = errno;
      break;
    }
  }
  to.resize(done);
  return error;
}

using core::from_host::log_followed;

log_followed followed_fault(const core::to_host::follow_log& question, core::fault problem) {
  log_followed answer;
  answer.reply_to = question.reply_to;
  answer.problem = std::move(problem);
  return answer;
}

// The file that holds an ended generation: one of the backups, found by its inode.
fd open_ended(const log_target& log, std::uint64_t generation) {
  const auto wanted = log.generations().file_of(generation);
  if (!wanted) return {};
  // It has been compressed since: its bytes are there for a while, its name is not.
  if (const int kept = log.generations().kept(*wanted); kept >= 0)
    return fd{::fcntl(kept, F_DUPFD_CLOEXEC, 3)};
  for (int number = 1; number <= log.backups(); ++number) {
    auto backup = open_readable(backup_path(log.path(), number));
    if (backup.file && identity_of(backup.facts) == *wanted) return std::move(backup.file);
  }
  return {};
}

// Forgotten generations are skipped; one that never was (of an earlier daemon) leads to the
// present.
std::uint64_t next_generation(std::uint64_t ended, std::uint64_t current) {
  if (ended == 0 || ended > current) return current;
  const auto oldest =
      current - std::min<std::uint64_t>(current, log_limits::remembered_generations);
  return std::max(ended + 1, oldest);
}

std::size_t slice_limit(std::uint64_t wanted) {
  const std::uint64_t most = core::max_log_slice;
  return static_cast<std::size_t>(wanted == 0 ? most : std::min(wanted, most));
}

// Bytes behind the cursor, which is moved on; an error reads as the end.
std::string slice(int number, core::log_cursor& cursor, std::size_t limit) {
  std::string bytes;
  (void)read_bytes(number, cursor.offset, limit, bytes);  // whatever was read before it counts
  cursor.offset += bytes.size();
  return bytes;
}

}  // namespace

core::from_host::log_read read_log_file(const log_target& log,
                                        const core::to_host::read_log& question) {
  core::from_host::log_read answer;
  answer.reply_to = question.reply_to;
  const auto source = open_readable(log.path());
  if (!source.file) {
    answer.problem = source.problem;
    return answer;
  }
  answer.file_size = source.size();
  const auto window = core::read_window(question.offset, question.length, source.size());
  if (!window.ok()) {
    answer.problem = window.reason();
    return answer;
  }
  const auto length = std::min<std::uint64_t>(window->length, core::max_log_slice);
  if (read_bytes(source.file.number(), window->start, static_cast<std::size_t>(length),
                 answer.bytes) != 0)
    answer.problem.code = core::fault_code::failed;
  return answer;
}

std::optional<log_followed> follow_log_file(log_target& log,
                                            const core::to_host::follow_log& question,
                                            std::optional<core::log_cursor>& cursor) {
  log.note_follower();
  auto source = open_readable(log.path());
  if (source.file) log.look(source.facts);
  const auto current = log.generations().current();
  if (!source.file && (!cursor || cursor->generation == current))
    return followed_fault(question, source.problem);
  if (!cursor)
    cursor = core::log_cursor{current, source.size() - std::min(question.back, source.size())};

  const auto limit = slice_limit(question.max_bytes);
  log_followed answer;
  answer.reply_to = question.reply_to;
  while (cursor->generation != current) {
    const auto ended = open_ended(log, cursor->generation);
    if (ended) answer.bytes = slice(ended.number(), *cursor, limit);
    if (!answer.bytes.empty()) break;
    answer.truncated = answer.truncated || !ended;
    cursor = core::log_cursor{next_generation(cursor->generation, current), 0};
  }
  if (answer.bytes.empty() && source.file) {
    if (cursor->offset > source.size()) {
      answer.truncated = true;
      cursor->offset = 0;
    }
    answer.bytes = slice(source.file.number(), *cursor, limit);
  }
  answer.next = *cursor;
  if (answer.bytes.empty() && !answer.truncated) return std::nullopt;
  return answer;
}

}  // namespace actord::io
