// Long polls: questions for what comes next in a log, held until there is something or the asker's
// patience ends. Costs nothing while nobody asks. Log thread only.
#pragma once

#include <memory>
#include <optional>
#include <vector>

#include "core/ports.hpp"
#include "io/log_target.hpp"

namespace actord::io {

class log_followers {
 public:
  explicit log_followers(log_world& world) : world_{world} {}

  void ask(std::shared_ptr<log_target> log, core::to_host::follow_log question);
  // Answers those whose log has changed and those whose time is over.
  void turn();
  // Everybody gets an answer now.
  void dismiss();
  std::optional<core::steady_time> next_deadline() const;

 private:
  struct waiting {
    std::shared_ptr<log_target> log;
    core::to_host::follow_log question;
    std::optional<core::log_cursor> cursor;
    core::steady_time deadline;
    std::uint64_t seen{0};  // log->changes() when last looked at
  };

  bool try_answer(waiting& who);
  bool answer_if_due(waiting& who);
  void answer_nothing(const waiting& who);

  log_world& world_;
  std::vector<waiting> waiting_;
};

}  // namespace actord::io
