#include "io/log_followers.hpp"

#include <algorithm>
#include <chrono>
#include <utility>

#include "io/log_limits.hpp"
#include "io/log_reading.hpp"

namespace actord::io {

namespace limits = log_limits;

void log_followers::ask(std::shared_ptr<log_target> log, core::to_host::follow_log question) {
  const std::chrono::milliseconds most = limits::longest_patience;
  const auto patience = std::clamp(question.patience, std::chrono::milliseconds{0}, most);
  waiting who{std::move(log), std::move(question), {}, world_.now + patience};
  who.cursor = who.question.from;
  if (try_answer(who)) return;
  if (patience.count() == 0 || waiting_.size() >= limits::most_followers)
    return answer_nothing(who);
  waiting_.push_back(std::move(who));
}

void log_followers::turn() {
  const auto gone = std::remove_if(waiting_.begin(), waiting_.end(),
                                   [this](waiting& who) { return answer_if_due(who); });
  waiting_.erase(gone, waiting_.end());
}

void log_followers::dismiss() {
  for (auto& who : waiting_)
    if (!try_answer(who)) answer_nothing(who);
  waiting_.clear();
}

std::optional<core::steady_time> log_followers::next_deadline() const {
  if (waiting_.empty()) return std::nullopt;
  return std::min_element(
             waiting_.begin(), waiting_.end(),
             [](const waiting& a, const waiting& b) { return a.deadline < b.deadline; })
      ->deadline;
}

bool log_followers::answer_if_due(waiting& who) {
  if (who.log->changes() != who.seen && try_answer(who)) return true;
  if (world_.now < who.deadline) return false;
  if (!try_answer(who)) answer_nothing(who);  // others may write to the file, too
  return true;
}

bool log_followers::try_answer(waiting& who) {
  auto answer = follow_log_file(*who.log, who.question, who.cursor);
  who.seen = who.log->changes();  // looking may notice a change
  if (!answer) return false;
  world_.notices(std::move(*answer));
  return true;
}

void log_followers::answer_nothing(const waiting& who) {
  core::from_host::log_followed answer;
  answer.reply_to = who.question.reply_to;
  if (who.cursor) answer.next = *who.cursor;
  world_.notices(std::move(answer));
}

}  // namespace actord::io
