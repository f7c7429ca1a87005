#include "core/group_machine.hpp"

#include <algorithm>
#include <map>
#include <utility>

#include "core/policy.hpp"

namespace actord::core {
namespace {

using std::chrono::milliseconds;

// SIGKILL comes after stopwaitsecs, and once more after as long, but at least a second.
constexpr milliseconds least_kill_wait{1000};
// For the news of the end to arrive.
constexpr milliseconds grace{1000};

// With no restart of its own to come.
bool down(const member_facts& f) {
  return counts_down(f.state) && (!f.want_up || f.held);
}

bool waits_for_word(const member_facts& f) {
  return f.want_up && f.held;
}

bool same_end_as_before(const member_facts& f, run_id counted) {
  return counted.value != 0 && f.run <= counted;
}

}  // namespace

milliseconds lowering_patience(const member_rules& of) {
  const auto wait = std::clamp<milliseconds>(of.stop_wait, milliseconds{0}, longest_wait);
  return wait + 2 * std::max(wait, least_kill_wait) + grace;
}

group_machine::group_machine(std::string subject, restart_rules rules,
                             std::vector<member_rules> members)
    : subject_{std::move(subject)}, rules_{rules} {
  members_.reserve(members.size());
  for (auto& m : members) {
    const member_facts first{.state = m.is_group ? proc_state::running : proc_state::stopped};
    members_.push_back({.rules = std::move(m), .now = first});
  }
}

// ---- What comes in.

group_commands group_machine::report(std::uint32_t who, const member_facts& facts, bool changed,
                                     instant now) {
  if (who >= members_.size()) return {};
  members_[who].now = facts;
  if (facts.frozen) {
    phase_ = phase::closed;
    return {};
  }
  if (phase_ == phase::closed) return {};
  deal_with(who, changed, now);
  go_on(now);
  return done();
}

group_commands group_machine::tick(instant now) {
  if (phase_ == phase::lowering && batch_limit_ && now.mono >= *batch_limit_)
    for (auto& m : members_) {
      if (!m.involved || m.rules.batch != batch_ || lowered_enough(m)) continue;
      m.let_go = true;
      say(log_level::warn, "'" + m.rules.name + "' does not die; the others go on without it");
    }
  go_on(now);
  return done();
}

group_commands group_machine::set_aside(instant now) {
  if (phase_ == phase::closed) return {};
  involve_all();
  begin(aim::obey);
  go_on(now);
  return done();
}

group_commands group_machine::revive(instant now) {
  if (phase_ == phase::closed) return {};
  if (phase_ == phase::lowering && aim_ != aim::put_down) {
    aim_ = aim::restart;
  } else if (phase_ == phase::down || phase_ == phase::idle) {
    involve_all();
    for (auto& m : members_)
      m.another_chance = m.now.state == proc_state::fatal && m.rules.restart != auto_restart::never;
    phase_ = phase::pausing;
  }
  go_on(now);
  return done();
}

group_commands group_machine::give_up(instant now) {
  if (phase_ == phase::closed) return {};
  put_all_down(phase_ == phase::down ? std::optional{culprit_} : std::nullopt);
  go_on(now);
  return done();
}

// ---- What it means.

// Is this member's fate in the hands of what is going on already?
bool group_machine::takes_part(const member& m) const {
  switch (phase_) {
    case phase::lowering:
      return m.involved || aim_ != aim::restart;
    case phase::pausing:
      return m.involved;
    case phase::down:
    case phase::closed:
      return true;
    case phase::idle:
    case phase::raising:
      break;
  }
  return false;
}

void group_machine::deal_with(std::uint32_t who, bool changed, instant now) {
  auto& m = members_[who];
  const bool is_due = m.now.state == proc_state::exited && waits_for_word(m.now);
  const bool gave_up = m.now.state == proc_state::fatal && changed;
  if (takes_part(m)) {
    m.involved = true;
    if (gave_up) m.another_chance = m.rules.restart != auto_restart::never;
    if (counts_up(m.now.state)) m.told = false;  // it may have missed the word
    const bool for_good = phase_ == phase::lowering && aim_ == aim::put_down;
    if (for_good && down(m.now) && waits_for_word(m.now)) {
      out_.push_back(group_out::halt{{who}});  // it ended by itself before it was told
    }
    return;
  }
  const bool news = !same_end_as_before(m.now, m.counted);
  if (is_due && news) return on_event({who, child_event::kind::ended}, now);
  if (gave_up && news) return on_event({who, child_event::kind::gave_up}, now);
  // Its actor died over the group's word, or the group's own actor before it gave it.
  if (!down(m.now) || !waits_for_word(m.now)) return;
  if (phase_ == phase::lowering || phase_ == phase::pausing)
    m.involved = true;
  else if (!to_be_raised_later(who))
    out_.push_back(group_out::revive{{who}});
}

bool group_machine::to_be_raised_later(std::uint32_t who) const {
  return std::any_of(waves_.begin(), waves_.end(), [who](const auto& wave) {
    return std::find(wave.begin(), wave.end(), who) != wave.end();
  });
}

void group_machine::on_event(child_event event, instant now) {
  auto& ended = members_[event.index];
  ended.counted = ended.now.run;
  std::vector<child_fact> children;
  children.reserve(members_.size());
  for (std::uint32_t i = 0; i < members_.size(); ++i)
    children.push_back({i, members_[i].now.state, members_[i].rules.restart});
  const auto what = decide(rules_.strategy, children, event, rules_.limit, window_, now);
  if (what.escalate) return too_much(event.index, event.what);
  if (what.start.empty()) return;
  if (rules_.strategy == strategy::one_for_one) {
    out_.push_back(group_out::revive{what.start});
    return;
  }
  for (auto& m : members_)
    m.involved = m.involved || (counts_down(m.now.state) && m.now.want_up);
  for (const auto i : what.stop)
    members_[i].involved = true;
  for (const auto i : what.start) {
    members_[i].involved = true;
    members_[i].another_chance = members_[i].now.state == proc_state::fatal;
  }
  say(log_level::info, "restarting " + std::to_string(what.start.size()) + " of " +
                           std::to_string(members_.size()) + " because '" + ended.rules.name +
                           "' ended (" + std::string{name_in(strategy_words, rules_.strategy)} +
                           ")");
  begin(aim::restart);
}

std::string group_machine::words_for(const std::string& what) const {
  if (!rules_.limit.intensity) return what;
  const auto tenths = (rules_.limit.period.count() + 99) / 100;
  return what + " (more than " + std::to_string(*rules_.limit.intensity) + " in " +
         std::to_string(tenths / 10) + (tenths % 10 != 0 ? "." + std::to_string(tenths % 10) : "") +
         " s)";
}

// One restart too many, or a member without which the others make no sense gave up.
void group_machine::too_much(std::uint32_t culprit, child_event::kind what) {
  window_.forget();
  culprit_ = culprit;
  const auto& name = members_[culprit].rules.name;
  const auto reason = what == child_event::kind::gave_up
                          ? "'" + name + "' gave up"
                          : words_for("'" + name + "' ended; restarted too often");
  switch (rules_.too_much) {
    case escalation::fatal:
      say(log_level::error, reason + "; everything in it is stopped");
      put_all_down(culprit);
      break;
    case escalation::escalate:
      say(log_level::error, reason + "; everything in it is stopped, the group above decides");
      involve_all();
      begin(aim::escalate);
      break;
    case escalation::exit:
      say(log_level::critical, reason + "; the daemon ends");
      rest();
      phase_ = phase::down;
      out_.push_back(group_out::end_daemon{culprit});
      break;
  }
}

// Stopped for good: nobody keeps a wish.
void group_machine::put_all_down(std::optional<std::uint32_t> culprit) {
  if (culprit && members_[*culprit].now.state == proc_state::exited)
    out_.push_back(group_out::give_up{*culprit, words_for("restarted too often")});
  group_out::halt waiting;
  for (auto i = static_cast<std::uint32_t>(members_.size()); i-- > 0;) {
    const auto& m = members_[i];
    const bool given_up = culprit == i && m.now.state == proc_state::exited;
    if (down(m.now) && waits_for_word(m.now) && !given_up) waiting.whom.push_back(i);
  }
  if (!waiting.whom.empty()) out_.push_back(std::move(waiting));
  involve_all();
  begin(aim::put_down);
}

void group_machine::involve_all() {
  for (auto& m : members_)
    m.involved = m.involved || !down(m.now) || waits_for_word(m.now);
}

void group_machine::begin(aim what) {
  phase_ = phase::lowering;
  aim_ = what;
  waves_.clear();
  wave_.clear();
  batch_limit_.reset();
  pause_end_.reset();
  for (auto& m : members_) {
    m.told = m.let_go = false;
    m.raised_from.reset();
    if (m.involved) m.counted = std::max(m.counted, m.now.run);
  }
}

// ---- One step after the other.

void group_machine::go_on(instant now) {
  if (phase_ == phase::lowering && lower_next(now)) return;
  if (phase_ == phase::lowering) all_down();
  if (phase_ == phase::pausing && pause(now)) return;
  if (phase_ == phase::pausing) raise();
  while (phase_ == phase::raising && raise_next()) {
  }
}

bool group_machine::lowered_enough(const member& m) const {
  return down(m.now) || m.let_go;
}

// The last batch that is not down is told. False: all are down.
bool group_machine::lower_next(instant now) {
  std::optional<std::uint32_t> last;
  for (std::uint32_t i = 0; i < members_.size(); ++i)
    if (members_[i].involved && !lowered_enough(members_[i])) last = members_[i].rules.batch;
  if (!last) return false;
  if (batch_ != *last || !batch_limit_) {
    batch_ = *last;
    milliseconds patience{0};
    for (const auto& m : members_)
      if (m.rules.batch == batch_) patience = std::max(patience, lowering_patience(m.rules));
    batch_limit_ = now.mono + patience;
    out_.push_back(group_out::wake{*batch_limit_});
  }
  std::vector<std::uint32_t> whom;
  for (auto i = static_cast<std::uint32_t>(members_.size()); i-- > 0;) {
    auto& m = members_[i];
    if (!m.involved || m.rules.batch != batch_ || lowered_enough(m) || m.told) continue;
    m.told = true;
    whom.push_back(i);
  }
  if (whom.empty()) return true;
  if (aim_ == aim::put_down)
    out_.push_back(group_out::halt{std::move(whom)});
  else
    out_.push_back(group_out::set_aside{std::move(whom)});
  return true;
}

void group_machine::all_down() {
  switch (aim_) {
    case aim::restart:
      phase_ = phase::pausing;
      break;
    case aim::escalate:
      phase_ = phase::down;
      out_.push_back(group_out::escalated{culprit_});
      break;
    case aim::obey:
      phase_ = phase::down;
      out_.push_back(group_out::lowered{});
      break;
    case aim::put_down:
      rest();
      out_.push_back(group_out::put_down{});
      break;
  }
}

// The one that ended is started no sooner than its pause allows, and the others with it. True:
// wait.
bool group_machine::pause(instant now) {
  auto until = now.mono;
  for (const auto& m : members_)
    if (m.involved && m.now.state == proc_state::exited && waits_for_word(m.now))
      until = std::max(until, m.now.not_before);
  if (until <= now.mono) return false;
  if (pause_end_ != until) out_.push_back(group_out::wake{until});
  pause_end_ = until;
  return true;
}

void group_machine::raise() {
  std::vector<std::uint32_t> whom;
  for (std::uint32_t i = 0; i < members_.size(); ++i) {
    auto& m = members_[i];
    if (!m.involved) continue;
    m.counted = std::max(m.counted, m.now.run);
    const bool chance = m.another_chance && m.now.state == proc_state::fatal;
    if (waits_for_word(m.now) || chance) whom.push_back(i);
  }
  rest();
  // In sequence, those of a priority together; else processes together, and group after group.
  std::map<std::pair<std::uint32_t, int>, std::vector<std::uint32_t>> waves;
  for (const auto i : whom) {
    const auto& r = members_[i].rules;
    const auto turn = r.is_group ? i + 1 : 0;
    const bool in_sequence = rules_.start == start_strategy::sequential;
    waves[in_sequence ? std::pair{0u, r.priority} : std::pair{turn, 0}].push_back(i);
  }
  for (auto& [turn, some] : waves)
    waves_.push_back(std::move(some));
  phase_ = phase::raising;
}

// True as long as there is more to do at once.
bool group_machine::raise_next() {
  const bool in_sequence = rules_.start == start_strategy::sequential;
  for (const auto i : wave_) {
    const auto& m = members_[i];
    if (!in_sequence && !m.rules.is_group) continue;
    const bool heard = m.now.run > *m.raised_from;
    if (!heard && (waits_for_word(m.now) || m.now.state == proc_state::fatal)) return false;
    if (m.now.state == proc_state::running) continue;
    if (counts_up(m.now.state) || m.now.want_up) return false;
    if (m.now.state == proc_state::exited) continue;  // was up, and has done its work
    if (!in_sequence) continue;
    end_sequence(m);
    return false;
  }
  wave_.clear();
  if (waves_.empty()) {
    rest();
    out_.push_back(group_out::raised{});
    return false;
  }
  wave_ = std::move(waves_.front());
  waves_.erase(waves_.begin());
  for (const auto i : wave_)
    members_[i].raised_from = members_[i].now.run;
  out_.push_back(group_out::revive{wave_});
  return true;
}

void group_machine::end_sequence(const member& failed) {
  std::vector<std::uint32_t> left;
  std::string names;
  for (const auto& wave : waves_)
    for (const auto i : wave) {
      left.push_back(i);
      names += (names.empty() ? "" : ", ") + members_[i].rules.name;
    }
  say(log_level::error, "'" + failed.rules.name + "' did not come up; not started: " +
                            (names.empty() ? std::string{"(none)"} : names));
  std::reverse(left.begin(), left.end());
  if (!left.empty()) out_.push_back(group_out::halt{std::move(left)});
  rest();
  out_.push_back(group_out::raised{});
}

void group_machine::rest() {
  phase_ = phase::idle;
  waves_.clear();
  wave_.clear();
  batch_limit_.reset();
  pause_end_.reset();
  for (auto& m : members_) {
    m.involved = m.told = m.let_go = m.another_chance = false;
    m.raised_from.reset();
  }
}

void group_machine::say(log_level level, std::string text) {
  out_.push_back(group_out::say{level, subject_ + ": " + std::move(text)});
}

group_commands group_machine::done() {
  return std::exchange(out_, {});
}

}  // namespace actord::core
