// One place that log bytes go to, known by its path: a file that is rotated, or a fifo, a terminal,
// the daemon's stdout. Everybody who names the same path shares one target, hence one rotation
// (§11.3 #38).
//
// Promises: writing never waits (except for the disk) and never fails towards the caller: what
// cannot be written is counted, reported once, and tried again later. The number of users decides
// whether the file is open; the history of the file (generations) outlives that. Log thread only.
#pragma once

#include <sys/types.h>

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "core/fault.hpp"
#include "core/log_rotation.hpp"
#include "core/program_spec.hpp"
#include "io/log_file.hpp"
#include "io/log_generations.hpp"
#include "io/log_outage.hpp"
#include "io/log_queue.hpp"
#include "io/log_world.hpp"
#include "io/syscalls.hpp"

namespace actord::io {

// How a file is kept.
struct log_keeping {
  core::rotation_policy rotation;
  core::log_compression compress{core::log_compression::none};  // of backups
  ::mode_t mode{0666};
};

class log_target {
 public:
  log_target(log_world& world, std::string path, log_poller::token token)
      : world_{world}, path_{std::move(path)}, token_{token} {}
  log_target(const log_target&) = delete;
  log_target& operator=(const log_target&) = delete;
  ~log_target() { close(); }

  const std::string& path() const { return path_; }
  log_poller::token token() const { return token_; }
  const log_generations& generations() const { return generations_; }
  int backups() const { return keeping_.rotation.backups; }
  // Counts whatever a follower would want to know about.
  std::uint64_t changes() const { return changes_; }
  // Takes no more bytes than it must: leave them in the pipe.
  bool congested() const { return congested_; }
  bool has_queue() const { return !queue_.empty(); }

  // The last word counts when users of one path disagree.
  void configure(log_keeping keeping);
  // Whose output comes here; for texts.
  void add_source(const std::string& name) { sources_.push_back(name); }
  void remove_source(const std::string& name);

  // One more user; the first one opens. The errno that makes the path unusable (then there is no
  // new user), else 0.
  int hold();
  // One user less; the last one closes, once the queue is empty.
  void release();

  void write(std::string_view bytes);
  // The poller says that the target takes bytes again (or never will).
  void send_queue();
  // Rotates now, whatever the size, if there is anything in it.
  core::fault rotate_on_demand();
  // Opens the file again under its path (SIGUSR2).
  void reopen();
  // Empties the file, open or not; other things than regular files are left alone.
  core::fault clear();
  // A backup has been compressed, or not.
  void packed(const pack_result& result);
  // Somebody reads on where they stopped: backups stay readable for a while.
  void note_follower() { followed_ = world_.now; }
  // Does what is due by a clock. When it should be asked again; none = never.
  std::optional<core::steady_time> do_chores();
  // Compares what is known of the file with what is there now, for somebody who is about to read
  // it.
  void look(const struct ::stat& at_path);

 private:
  // ---- opening
  int open_now();
  void adopt(opened_log opened);
  void close();
  int renew();
  void check_identity();
  bool ready();
  // ---- writing; true: all of it has been taken
  bool write_file(std::string_view bytes);
  bool put(std::string_view bytes);
  bool write_stream(std::string_view bytes);
  transfer send(std::string_view bytes);
  transfer send_to_socket(std::string_view bytes);
  transfer send_with_care(std::string_view bytes);
  bool enqueue(std::string_view bytes);
  bool poll_queue();
  void drop_queue();
  // ---- rotation
  core::rotation_policy policy_now() const;
  bool by_clock() const { return watched_ && keeping_.rotation.every.count() > 0; }
  void judge_age();
  core::wall_time next_period() const;
  void rotate();
  int rotate_by_renaming();
  int rotate_by_truncating();
  void begin_anew(bool kept);
  // ---- compression
  bool packs() const { return watched_ && keeping_.compress != core::log_compression::none; }
  void tidy();
  void pack_next();
  int replace_backup(const pack_result& result);
  // ---- trouble
  void fail(int error, std::size_t lost);
  void overflow(std::size_t lost);
  void report_outage(int error);
  void end_outage();
  std::string whom() const;

  log_world& world_;
  std::string path_;
  log_poller::token token_;
  std::vector<std::string> sources_;
  int users_{0};

  opened_log open_;
  bool watched_{false};  // regular and ours: rotated, its path compared
  bool known_{false};    // identity_ and size are those of a file seen
  file_identity identity_;
  core::log_file_state state_;
  core::steady_time next_check_;
  log_generations generations_;
  std::uint64_t changes_{0};

  log_keeping keeping_;
  core::wall_time last_written_;  // known only if it is rotated by the clock
  core::steady_time rotation_after_;
  bool rotation_fails_{false};
  bool packing_{false};  // a job of ours is on its way
  bool packing_fails_{false};
  std::optional<core::steady_time> followed_;

  log_queue queue_;
  bool polled_{false};
  bool congested_{false};

  log_outage outage_;
};

// A use of a target, given back on destruction.
class log_hold {
 public:
  log_hold() = default;
  // Precondition: target->hold() returned 0.
  explicit log_hold(std::shared_ptr<log_target> held) : target_{std::move(held)} {}
  log_hold(log_hold&&) = default;
  log_hold& operator=(log_hold&& other) noexcept {
    std::swap(target_, other.target_);
    return *this;
  }
  ~log_hold() {
    if (target_) target_->release();
  }

  log_target* target() const { return target_.get(); }

 private:
  std::shared_ptr<log_target> target_;
};

}  // namespace actord::io
