// Rotation of a target: by size, by the clock, on demand; and the compression of its backups, which
// the packer does and this renames.
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstdio>
#include <utility>

#include "io/log_target.hpp"

namespace actord::io {

namespace limits = log_limits;

core::rotation_policy log_target::policy_now() const {
  return watched_ && world_.now >= rotation_after_ ? keeping_.rotation : core::rotation_policy{};
}

// Is what the file holds of a period that is over?
void log_target::judge_age() {
  if (!by_clock() || state_.size == 0 || state_.overdue) return;
  const auto period = [every = keeping_.rotation.every](core::wall_time at) {
    return core::period_of(every, at, utc_offset_at(at));
  };
  state_.overdue = period(last_written_) < period(world_.wall_now());
}

core::wall_time log_target::next_period() const {
  const auto now = world_.wall_now();
  return core::end_of_period(keeping_.rotation.every, now, utc_offset_at(now));
}

std::optional<core::steady_time> log_target::do_chores() {
  std::optional<core::steady_time> next;
  if (generations_.keeps()) {
    const auto end = followed_.value_or(core::steady_time{}) + limits::kept_for_followers;
    if (end > world_.now)
      next = end;
    else
      generations_.drop_kept();
  }
  if (!open_.file || !by_clock()) return next;
  judge_age();
  if (state_.overdue && world_.now >= rotation_after_) rotate();
  const auto left = std::chrono::ceil<std::chrono::milliseconds>(next_period() - world_.wall_now());
  const auto look = world_.now + std::min<std::chrono::milliseconds>(left, limits::clock_check);
  return next ? std::min(*next, look) : look;
}

core::fault log_target::rotate_on_demand() {
  const auto failed = [&](const std::string& reason) {
    return core::fault{core::fault_code::failed, "cannot rotate log '" + path_ + "': " + reason};
  };
  struct ::stat facts {};
  if (::stat(path_.c_str(), &facts) != 0)
    return errno == ENOENT ? core::fault{} : failed(error_text(errno));
  if (!S_ISREG(facts.st_mode) || names_descriptor(path_) || facts.st_size == 0) return {};
  if (backups() == 0) return failed("it keeps no backups, so its content would be lost");
  if (const int error = hold()) return failed(error_text(error));
  // hold() has found the file that is there now, or has said why it could not.
  auto answer = failed("it cannot be opened now");
  if (open_.file) {
    const int error = rotate_by_renaming();
    answer = error == 0 ? core::fault{} : failed(error_text(error));
  }
  release();
  return answer;
}

// Afterwards the file is empty, or rotation is put off: the loop that asked for it comes to an end.
void log_target::rotate() {
  const int error = backups() > 0 ? rotate_by_renaming() : rotate_by_truncating();
  if (error == 0) {
    rotation_fails_ = false;
    return;
  }
  rotation_after_ = world_.now + limits::longest_retry;
  if (std::exchange(rotation_fails_, true)) return;
  world_.trouble(core::log_level::error, "cannot rotate log '" + path_ + "': " + error_text(error) +
                                             "; it grows beyond its limit");
}

int log_target::rotate_by_renaming() {
  struct ::stat named {};
  if (::stat(path_.c_str(), &named) != 0 || identity_of(named) != identity_) {
    const int error = renew();  // somebody else has moved it away
    return open_.file ? error : 0;
  }
  if (const int error = shift_backups(path_, backups())) return error;
  auto opened = open_log(path_, open_.facts.st_mode);
  if (!opened.file) return opened.error;  // path.1 is still open and takes the bytes
  (void)::fchmod(opened.file.number(), open_.facts.st_mode & 07777U);  // undoes the umask; cosmetic
  begin_anew(true);
  close();
  adopt(std::move(opened));
  pack_next();
  return 0;
}

int log_target::rotate_by_truncating() {
  if (::ftruncate(open_.file.number(), 0) != 0) return errno;
  begin_anew(false);
  return 0;
}

// ---- compression

// What a daemon that died has left: half a compressed file, backups that had not had their turn.
void log_target::tidy() {
  if (!packs() || packing_) return;
  (void)::unlink(packing_path(path_).c_str());  // mostly, there is none
  pack_next();
}

// Orders the next plain backup to be compressed; the chain of backups ends at the first gap.
void log_target::pack_next() {
  if (!packs() || packing_) return;
  for (int number = 1; number <= backups(); ++number) {
    const auto plain = backup_path(path_, number);
    pack_job job;
    job.source.reset(::open(plain.c_str(), O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC));
    if (!job.source && !file_exists(packed_path(plain))) return;
    if (!job.source || ::fstat(job.source.number(), &job.facts) != 0 ||
        !S_ISREG(job.facts.st_mode) || identity_of(job.facts) == identity_)
      continue;
    job.who = token_;
    job.temporary = packing_path(path_);
    (void)::unlink(job.temporary.c_str());  // mostly, there is none
    packing_ = world_.packer.submit(std::move(job));
    return;
  }
}

void log_target::packed(const pack_result& result) {
  packing_ = false;
  const int error = result.error != 0 ? result.error : replace_backup(result);
  if (error == 0) {
    packing_fails_ = false;
    return pack_next();
  }
  if (std::exchange(packing_fails_, true)) return;
  world_.trouble(core::log_level::warn, "cannot compress a backup of log '" + path_ +
                                            "': " + error_text(error) +
                                            "; it stays as it is until the next rotation");
}

// The compressed file takes the place of the plain one, which may have moved on in the chain since.
// 0 or errno; the temporary file is gone afterwards.
int log_target::replace_backup(const pack_result& result) {
  const auto give_up = [&](int error) {
    (void)::unlink(result.temporary.c_str());
    return error;
  };
  for (int number = 1; number <= backups(); ++number) {
    const auto plain = backup_path(path_, number);
    struct ::stat facts {};
    if (::lstat(plain.c_str(), &facts) != 0 || identity_of(facts) != identity_of(result.facts))
      continue;
    // Somebody else writes to it: what came since would be lost.
    if (static_cast<std::uint64_t>(facts.st_size) != result.bytes) return give_up(EBUSY);
    if (followed_ && world_.now - *followed_ < limits::kept_for_followers)
      generations_.keep_open(identity_of(facts),
                             fd{::open(plain.c_str(), O_RDONLY | O_NONBLOCK | O_CLOEXEC)});
    if (std::rename(result.temporary.c_str(), packed_path(plain).c_str()) != 0)
      return give_up(errno);
    // If it stays, it is compressed once more, to the same name.
    return ::unlink(plain.c_str()) == 0 || errno == ENOENT ? 0 : errno;
  }
  return give_up(0);  // it has been thrown away meanwhile
}

}  // namespace actord::io
