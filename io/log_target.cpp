// The life of a target: users, opening, identity, troubles, clearing.
#include "io/log_target.hpp"

#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <set>

namespace actord::io {

namespace limits = log_limits;

void log_target::configure(log_keeping keeping) {
  keeping_ = keeping;
}

void log_target::remove_source(const std::string& name) {
  const auto found = std::find(sources_.begin(), sources_.end(), name);
  if (found != sources_.end()) sources_.erase(found);
}

int log_target::hold() {
  next_check_ = {};
  if (open_.file) check_identity();
  if (!open_.file) {
    const int error = open_now();
    if (is_fault_of_path(error)) return error;
    if (error != 0) fail(error, 0);
    if (users_ == 0) tidy();
  }
  ++users_;
  return 0;
}

void log_target::release() {
  if (--users_ == 0 && queue_.empty()) close();
}

void log_target::reopen() {
  if (open_.file && open_.regular()) (void)renew();  // a failure has been reported
}

core::fault log_target::clear() {
  struct ::stat facts {};
  const auto failed = [&](int error) {
    return core::fault{core::fault_code::failed,
                       "cannot clear log '" + path_ + "': " + error_text(error)};
  };
  if (::stat(path_.c_str(), &facts) != 0) return errno == ENOENT ? core::fault{} : failed(errno);
  if (S_ISDIR(facts.st_mode)) return failed(EISDIR);
  if (!S_ISREG(facts.st_mode) || names_descriptor(path_)) return {};
  const bool same = open_.file && identity_of(facts) == identity_;
  const int answer = same ? ::ftruncate(open_.file.number(), 0) : ::truncate(path_.c_str(), 0);
  if (answer != 0) return failed(errno);
  outage_.retry_at_once();
  if (same || !open_.file) begin_anew(false);
  return {};
}

void log_target::look(const struct ::stat& at_path) {
  if (open_.file) {
    next_check_ = {};
    return check_identity();
  }
  const auto size = static_cast<std::uint64_t>(at_path.st_size);
  if (known_ && identity_of(at_path) != identity_)
    begin_anew(true);
  else if (known_ && size < state_.size)
    begin_anew(false);
  known_ = true;
  identity_ = identity_of(at_path);
  generations_.now_in(identity_);
  state_.size = size;
}

int log_target::open_now() {
  auto opened = open_log(path_, keeping_.mode);
  if (!opened.file) return opened.error;
  if (known_ && opened.regular()) look(opened.facts);
  adopt(std::move(opened));
  outage_.retry_at_once();
  return 0;
}

void log_target::adopt(opened_log opened) {
  open_ = std::move(opened);
  watched_ = open_.regular() && !names_descriptor(path_);
  known_ = true;
  identity_ = identity_of(open_.facts);
  generations_.now_in(identity_);
  state_ = {open_.regular() ? static_cast<std::uint64_t>(open_.facts.st_size) : 0, true};
  next_check_ = world_.now + limits::identity_check;
  last_written_ = std::chrono::system_clock::from_time_t(open_.facts.st_mtim.tv_sec);
}

void log_target::close() {
  if (!open_.file) return;
  if (polled_) world_.poller.remove(open_.file.number());
  polled_ = false;
  drop_queue();
  open_ = {};
}

// Opens the path once more. If that fails, the file at hand is kept as long as it has a name
// somewhere: its bytes are not lost.
int log_target::renew() {
  auto opened = open_log(path_, keeping_.mode);
  if (opened.file) {
    const bool other = identity_of(opened.facts) != identity_;
    if (other) begin_anew(true);
    const bool at_line_start = other || state_.at_line_start;
    close();
    adopt(std::move(opened));
    state_.at_line_start = at_line_start;
    return 0;
  }
  struct ::stat facts {};
  if (::fstat(open_.file.number(), &facts) == 0 && facts.st_nlink > 0) return opened.error;
  close();
  fail(opened.error, 0);
  return opened.error;
}

void log_target::check_identity() {
  if (!watched_ || world_.now < next_check_) return;
  next_check_ = world_.now + limits::identity_check;
  struct ::stat facts {};
  if (::fstat(open_.file.number(), &facts) == 0) {
    const auto size = static_cast<std::uint64_t>(facts.st_size);
    if (size < state_.size) begin_anew(false);
    state_.size = size;
  }
  struct ::stat named {};
  if (::stat(path_.c_str(), &named) != 0 || identity_of(named) != identity_)
    (void)renew();  // either there is a file now, or the failure has been reported
}

// Is there an open file to write to, or can there be one?
bool log_target::ready() {
  if (outage_.bars(world_.now)) return false;
  if (outage_.active()) next_check_ = {};
  if (open_.file) check_identity();
  if (open_.file) return true;
  if (outage_.bars(world_.now)) return false;  // since just now
  const int error = open_now();
  if (error != 0) fail(error, 0);
  return error == 0;
}

// A new generation: the old file is kept under another name, or emptied.
void log_target::begin_anew(bool kept) {
  generations_.begin_anew(kept ? std::optional{identity_} : std::nullopt);
  state_ = {};
  ++changes_;
}

void log_target::fail(int error, std::size_t lost) {
  outage_.lose(lost);
  if (outage_.fail(world_.now)) report_outage(error);
}

void log_target::overflow(std::size_t lost) {
  outage_.lose(lost);
  if (outage_.overflow(world_.now)) report_outage(EAGAIN);
}

void log_target::report_outage(int error) {
  const std::string reason = error == EAGAIN ? "its reader is too slow" : error_text(error);
  world_.trouble(core::log_level::error, "cannot write log '" + path_ + "': " + reason +
                                             "; output of " + whom() + " is dropped");
}

void log_target::end_outage() {
  const auto lost = std::to_string(outage_.end());
  world_.trouble(core::log_level::warn, "log '" + path_ + "' is writable again; " + lost +
                                            " bytes of " + whom() + " were dropped");
}

std::string log_target::whom() const {
  const std::set<std::string> names{sources_.begin(), sources_.end()};
  if (names.empty()) return "the daemon";
  std::string text;
  for (const auto& name : names)
    text += (text.empty() ? "'" : ", '") + name + "'";
  return text;
}

}  // namespace actord::io
