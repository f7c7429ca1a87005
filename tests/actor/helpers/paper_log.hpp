// The daemon's log on paper: lines in memory, to be looked at by a test. Any thread.
#pragma once

#include <algorithm>
#include <mutex>
#include <string>
#include <string_view>
#include <vector>

#include "core/ports.hpp"

namespace actord::tests {

class paper_log final : public core::own_log {
 public:
  bool shows(core::log_level) const override { return true; }

  void write(core::log_level level, std::string_view text) override {
    const std::lock_guard lock{mutex_};
    lines_.push_back({level, std::string{text}});
  }

  // How many lines contain `part`.
  std::size_t count(std::string_view part) const {
    const std::lock_guard lock{mutex_};
    return static_cast<std::size_t>(std::count_if(lines_.begin(), lines_.end(), [&](const line& l) {
      return l.text.find(part) != std::string::npos;
    }));
  }

  bool has(core::log_level level, std::string_view text) const {
    const std::lock_guard lock{mutex_};
    return std::any_of(lines_.begin(), lines_.end(),
                       [&](const line& l) { return l.level == level && l.text == text; });
  }

 private:
  struct line {
    core::log_level level;
    std::string text;
  };
  mutable std::mutex mutex_;
  std::vector<line> lines_;
};

}  // namespace actord::tests
