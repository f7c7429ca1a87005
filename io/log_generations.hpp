// How often a log file was begun anew, and which files the earlier generations are, so that a
// follower can finish an old one after a rotation. A file whose name is gone can be kept open for
// that while. Bounded: the oldest are forgotten, one file is kept.
#pragma once

#include <sys/stat.h>
#include <sys/types.h>

#include <cstdint>
#include <optional>
#include <utility>
#include <vector>

#include "io/fd.hpp"
#include "io/log_limits.hpp"

namespace actord::io {

struct file_identity {
  ::dev_t device{0};
  ::ino_t inode{0};

  bool operator==(const file_identity&) const = default;
};

inline file_identity identity_of(const struct ::stat& facts) {
  return {facts.st_dev, facts.st_ino};
}

class log_generations {
 public:
  std::uint64_t current() const { return current_; }

  // Begins a new generation. `kept`: the file that holds the ended one, if it still exists.
  void begin_anew(std::optional<file_identity> kept) {
    ended_.push_back(kept);
    if (ended_.size() > log_limits::remembered_generations) ended_.erase(ended_.begin());
    ++current_;
  }

  // The present generation is in this file. An ended one that seems to be in it was deleted, and
  // its inode has been used again.
  void now_in(const file_identity& file) {
    for (auto& ended : ended_)
      if (ended == file) ended.reset();
  }

  // The file that is about to lose its name.
  void keep_open(const file_identity& file, fd open) {
    kept_ = file;
    kept_file_ = std::move(open);
  }
  void drop_kept() { kept_file_.reset(); }
  // That file, if it is the one that is kept; it stays ours. -1 = no.
  int kept(const file_identity& file) const { return kept_ == file ? kept_file_.number() : -1; }
  bool keeps() const { return static_cast<bool>(kept_file_); }

  // The file of an ended generation; none if its bytes are gone or nobody remembers.
  std::optional<file_identity> file_of(std::uint64_t generation) const {
    const auto age = current_ - generation;  // 1 = ended last
    if (generation >= current_ || age > ended_.size()) return std::nullopt;
    return ended_[ended_.size() - age];
  }

 private:
  std::uint64_t current_{1};
  // Few and short-lived; a deque takes half a kilobyte before it holds anything.
  std::vector<std::optional<file_identity>> ended_;
  file_identity kept_;
  fd kept_file_;
};

}  // namespace actord::io
