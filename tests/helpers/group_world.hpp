// A group at work, without actors: real process machines and a real group machine, joined by queues
// in which messages wait for as long as the dice want. Children live, die, obey or do not;
// operators ask; actors die with their mail and are replaced. Everything follows from the seed.
// Time passes only when nobody has anything else to do, or when the test says so.
#pragma once

#include <algorithm>
#include <deque>
#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "core/group_machine.hpp"
#include "core/machine.hpp"
#include "core/overload.hpp"
#include "core/policy.hpp"
#include "tests/helpers/machine_world.hpp"

namespace actord::tests {

using ms = std::chrono::milliseconds;

struct group_plan {
  core::restart_rules rules;
  std::vector<core::auto_restart> restart;  // of each member, in start order
  std::vector<std::uint32_t> batch;         // of each; empty: each its own
  std::vector<int> priority;                // of each; empty: all the same
  ms restart_pause{0};
  ms stop_wait{2000};
};

class group_world {
 public:
  enum class kind { launch, death, escalated, put_down, end_daemon, lowered };
  struct seen {
    kind what;
    std::uint32_t who{0};
    bool operator==(const seen&) const = default;
  };

  group_world(group_plan plan, std::uint64_t seed) : plan_{std::move(plan)}, dice_{seed} {
    for (std::uint32_t i = 0; i < plan_.restart.size(); ++i) {
      process p;
      p.how.restart = plan_.restart[i];
      p.how.start_secs = ms{0};
      p.how.start_retries = core::unlimited_retries;
      p.how.restart_pause = plan_.restart_pause;
      p.how.stop_wait = plan_.stop_wait;
      p.how.asks_group = plan_.rules.group_decides();
      processes_.push_back(std::move(p));
    }
    be_born();
  }

  // ---- What the test does.

  void start(std::uint32_t i) { mail(i, core::in::start{}); }
  void stop(std::uint32_t i) { mail(i, core::in::stop{}); }
  void start_all() {
    for (std::uint32_t i = 0; i < processes_.size(); ++i)
      start(i);
  }
  // The child ends by itself; false: there is none.
  bool die(std::uint32_t i, int code) {
    auto& p = processes_[i];
    if (p.pid == 0) return false;
    end_child(i, {.code = code});
    return true;
  }
  void make_deaf(std::uint32_t i, bool deaf = true) { processes_[i].deaf = deaf; }
  void make_immortal(std::uint32_t i, bool immortal = true) { processes_[i].immortal = immortal; }
  void fail_launches(std::uint32_t i, int how_often) { processes_[i].failing = how_often; }
  void give_up_after(std::uint32_t i, int retries) { processes_[i].how.start_retries = retries; }
  void from_above(core::group_commands (core::group_machine::*what)(core::instant)) {
    carry_out((*group_.*what)(now_));
  }
  void freeze() {
    for (std::uint32_t i = 0; i < processes_.size(); ++i)
      mail(i, core::in::freeze{});
  }

  // The actor dies with its mail; the next one knows what the board remembers.
  void replace_process(std::uint32_t i) {
    auto& p = processes_[i];
    std::deque<core::input> news;  // of the host: its view tells them to the next one
    for (auto& m : p.mail)
      if (std::holds_alternative<core::in::exited>(m) ||
          std::holds_alternative<core::in::spawned>(m) ||
          std::holds_alternative<core::in::spawn_failed>(m))
        news.push_back(m);
    const bool told = std::any_of(p.mail.begin(), p.mail.end(), [](const auto& m) {
      return std::holds_alternative<core::in::revive>(m);
    });
    p.mail = std::move(news);
    if (told) revive_taken(i);
    p.timers.clear();
    report(i, p.facts.state);
    mail_first(i, core::in::resume{});
  }
  // With it, all of its processes' actors.
  void replace_group() {
    for (auto& p : processes_)
      p.reports.clear();
    chains_.clear();
    be_born();
    for (std::uint32_t i = 0; i < processes_.size(); ++i)
      replace_process(i);
  }

  // One of those who have something to do does it. False: nobody has.
  bool turn() {
    std::vector<std::pair<char, std::uint32_t>> able;
    for (std::uint32_t i = 0; i < processes_.size(); ++i) {
      if (!processes_[i].mail.empty()) able.emplace_back('m', i);
      if (!processes_[i].reports.empty()) able.emplace_back('r', i);
      if (processes_[i].told_to_die) able.emplace_back('d', i);
    }
    if (able.empty()) return false;
    const auto [what, who] = able[dice_.below(static_cast<std::uint32_t>(able.size()))];
    if (what == 'm') read_mail(who);
    if (what == 'r') deliver_report(who);
    if (what == 'd') obey(who);
    return true;
  }
  void settle() {
    for (int i = 0; i < most_turns && turn(); ++i) {
    }
  }
  // Until nobody has anything to do and no timer is due within `span`.
  void pass(ms span) {
    const auto until = now_.mono + span;
    settle();
    while (fire_timer_due_by(until))
      settle();
    now_.mono = std::max(now_.mono, until);
  }

  // ---- What it sees.

  const core::facts& facts(std::uint32_t i) const { return processes_[i].facts; }
  core::proc_state state(std::uint32_t i) const { return processes_[i].facts.state; }
  std::uint64_t run(std::uint32_t i) const { return processes_[i].facts.run.value; }
  bool alive(std::uint32_t i) const { return processes_[i].pid != 0; }
  std::uint32_t size() const { return static_cast<std::uint32_t>(processes_.size()); }
  std::vector<seen> take_seen() { return std::exchange(seen_, {}); }
  const std::vector<std::string>& said() const { return said_; }
  // What must never be; empty = all is well.
  const std::string& broken() const { return broken_; }
  bool wanted(std::uint32_t i) const { return processes_[i].wanted; }
  bool group_at_rest() const { return group_->at_rest(); }
  core::instant now() const { return now_; }

 private:
  struct due_timer {
    core::steady_time at;
    core::out::arm what;
  };
  struct process {
    core::facts facts;
    core::policy how;
    std::deque<core::input> mail;
    std::deque<std::pair<core::member_facts, bool>> reports;
    std::vector<due_timer> timers;
    std::int32_t pid{0};
    bool told_to_die{false};
    int signal{0};
    bool deaf{false};
    bool immortal{false};
    int failing{0};
    bool wanted{false};
  };
  static constexpr int most_turns = 20'000;

  void be_born() {
    std::vector<core::member_rules> members;
    for (std::uint32_t i = 0; i < processes_.size(); ++i) {
      core::member_rules r;
      r.name = std::string(1, static_cast<char>('a' + i));
      r.batch = plan_.batch.empty() ? i : plan_.batch[i];
      r.priority = plan_.priority.empty() ? 999 : plan_.priority[i];
      r.restart = plan_.restart[i];
      r.stop_wait = plan_.stop_wait;
      members.push_back(std::move(r));
    }
    group_.emplace("group 'g'", plan_.rules, std::move(members));
    wakes_.clear();
  }

  void mail(std::uint32_t i, core::input what) { processes_[i].mail.push_back(std::move(what)); }
  void mail_first(std::uint32_t i, core::input what) {
    processes_[i].mail.push_front(std::move(what));
  }

  void read_mail(std::uint32_t i) {
    auto& p = processes_[i];
    const auto what = std::move(p.mail.front());
    p.mail.pop_front();
    if (std::holds_alternative<core::in::start>(what)) p.wanted = true;
    // Refused before it reaches the machine, as core/request_rules has it.
    if (std::holds_alternative<core::in::stop>(what) && p.facts.state != core::proc_state::fatal)
      p.wanted = false;
    if (std::holds_alternative<core::in::revive>(what) && p.facts.state == core::proc_state::fatal)
      p.wanted = true;
    const auto before = p.facts.state;
    auto [next, effects] = core::step(p.facts, p.how, what, now_);
    p.facts = std::move(next);
    report(i, before);
    for (const auto& e : effects)
      take_effect(i, e);
    if (std::holds_alternative<core::in::revive>(what)) revive_taken(i);
  }

  void take_effect(std::uint32_t i, const core::effect& e) {
    auto& p = processes_[i];
    std::visit(core::overload{[&](const core::out::launch& l) { launch(i, l.run); },
                              [&](const core::out::signal& s) {
                                if (p.pid == 0 || s.run != p.facts.run) return;
                                if (p.immortal || (s.number != 9 && p.deaf)) return;
                                p.told_to_die = true;
                                p.signal = s.number;
                              },
                              [&](const core::out::arm& a) {
                                p.timers.push_back({now_.mono + a.after, a});
                              },
                              [&](const core::out::impossible&) { fail("an impossible cell"); },
                              [](const auto&) {}},
               e);
  }

  void launch(std::uint32_t i, core::run_id run) {
    auto& p = processes_[i];
    seen_.push_back({kind::launch, i});
    if (p.pid != 0) fail("a second child beside the first");
    if (!p.wanted) fail("started against the operator's word");
    if (p.failing > 0) {
      --p.failing;
      mail(i, core::in::spawn_failed{run, "no"});
      return;
    }
    p.pid = ++last_pid_;
    p.told_to_die = false;
    mail(i, core::in::spawned{run, p.pid});
  }

  void obey(std::uint32_t i) { end_child(i, {.code = 0, .signal = processes_[i].signal}); }
  void end_child(std::uint32_t i, core::exit_status status) {
    auto& p = processes_[i];
    p.pid = 0;
    p.told_to_die = false;
    seen_.push_back({kind::death, i});
    mail(i, core::in::exited{p.facts.run, status});
  }

  void report(std::uint32_t i, core::proc_state before) {
    const auto& f = processes_[i].facts;
    processes_[i].reports.push_back({{.state = f.state,
                                      .want_up = f.want_up,
                                      .held = f.held,
                                      .frozen = f.frozen,
                                      .run = f.run,
                                      .not_before = f.deadline},
                                     before != f.state});
  }
  void deliver_report(std::uint32_t i) {
    auto [facts, changed] = processes_[i].reports.front();
    processes_[i].reports.pop_front();
    carry_out(group_->report(i, facts, changed, now_));
  }

  void carry_out(core::group_commands what) {
    namespace out = core::group_out;
    for (auto& command : what)
      std::visit(core::overload{
                     [this](const out::set_aside& c) { tell(c.whom, core::in::set_aside{}); },
                     [this](const out::halt& c) { tell(c.whom, core::in::stop{}); },
                     [this](const out::revive& c) { begin_chain(c.whom); },
                     [this](const out::give_up& c) { tell({c.who}, core::in::give_up{c.why}); },
                     [this](const out::escalated& c) {
                       seen_.push_back({kind::escalated, c.culprit});
                     },
                     [](const out::raised&) {},
                     [this](const out::put_down&) { seen_.push_back({kind::put_down}); },
                     [this](const out::lowered&) { seen_.push_back({kind::lowered}); },
                     [this](const out::end_daemon& c) {
                       seen_.push_back({kind::end_daemon, c.culprit});
                     },
                     [this](const out::wake& c) { wakes_.push_back(c.at); },
                     [this](const out::say& c) { said_.push_back(c.text); },
                 },
                 command);
  }
  void tell(const std::vector<std::uint32_t>& whom, const core::input& what) {
    for (const auto i : whom)
      mail(i, what);
  }

  // As supervisors/order_chain: each is told when the one before has taken it, or has died over it.
  void begin_chain(const std::vector<std::uint32_t>& whom) {
    chains_.push_back({whom.begin(), whom.end()});
    if (!whom.empty()) mail(whom.front(), core::in::revive{});
  }
  void revive_taken(std::uint32_t i) {
    for (auto& chain : chains_) {
      if (chain.empty() || chain.front() != i) continue;
      chain.pop_front();
      if (!chain.empty()) mail(chain.front(), core::in::revive{});
    }
    std::erase_if(chains_, [](const auto& chain) { return chain.empty(); });
  }

  bool fire_timer_due_by(core::steady_time until) {
    process* owner = nullptr;
    std::size_t which = 0;
    auto earliest = until + ms{1};
    for (auto& p : processes_)
      for (std::size_t t = 0; t < p.timers.size(); ++t)
        if (p.timers[t].at < earliest) earliest = p.timers[t].at, owner = &p, which = t;
    const auto wake = std::min_element(wakes_.begin(), wakes_.end());
    if (wake != wakes_.end() && *wake < earliest && *wake <= until) {
      now_.mono = std::max(now_.mono, *wake);
      wakes_.erase(wake);
      carry_out(group_->tick(now_));
      return true;
    }
    if (owner == nullptr || earliest > until) return false;
    now_.mono = std::max(now_.mono, earliest);
    const auto what = owner->timers[which].what;
    owner->timers.erase(owner->timers.begin() + static_cast<std::ptrdiff_t>(which));
    owner->mail.push_back(core::in::timer{what.run, what.kind});
    return true;
  }

  void fail(const char* why) {
    if (broken_.empty()) broken_ = why;
  }

  group_plan plan_;
  dice dice_;
  core::instant now_{core::steady_time{std::chrono::hours{100}},
                     core::wall_time{std::chrono::hours{500000}}};
  std::vector<process> processes_;
  std::optional<core::group_machine> group_;
  std::vector<core::steady_time> wakes_;
  std::vector<std::deque<std::uint32_t>> chains_;
  std::vector<seen> seen_;
  std::vector<std::string> said_;
  std::string broken_;
  std::int32_t last_pid_{100};
};

}  // namespace actord::tests
