// The daemon's own log: spdlog in front (levels, Supervisor's line format of §2.6 or JSON), the
// host's log thread behind it, so that no actor ever waits for the disk. What is written before the
// log thread exists (start-up, daemonising) is kept and goes first, with the time at which it was
// said.
#pragma once

#include <functional>
#include <memory>
#include <string>
#include <string_view>

#include "core/ports.hpp"
#include "core/program_spec.hpp"

namespace spdlog {
class logger;
}

namespace actord::cli {

class daemon_log final : public core::own_log {
 public:
  // Takes one whole line with its newline. Any thread; must not block.
  using line_writer = std::function<void(std::string line)>;

  explicit daemon_log(core::log_level shown);
  ~daemon_log() override;

  bool shows(core::log_level level) const override;
  void write(core::log_level level, std::string_view text) override;

  // From now on lines go to `writer`, those kept so far first.
  void connect(line_writer writer);
  // From now on lines are kept again (at most max_kept_bytes of them).
  void disconnect();
  // Level and form may change at a restart.
  void show(core::log_level level);
  void form(core::log_format form);

 private:
  class sink;
  std::shared_ptr<sink> sink_;
  std::unique_ptr<spdlog::logger> logger_;
  core::log_level shown_;
};

}  // namespace actord::cli
