// The root's part in strategies: words between groups, starting group by group and priority by
// priority where that is configured, and ending the daemon for a process or a group that it cannot
// be without.
#include <algorithm>
#include <utility>

#include "core/start_plan.hpp"
#include "supervisors/root_supervisor.hpp"

namespace actord::supervisors {

using namespace actors;

// A start on its way: courses are handed down one after the other, the waves of a course only as
// all of the one before are up.
struct root_supervisor_state::start_run {
  order what;
  std::vector<core::course> courses;  // of positions in what.whom
  std::size_t open{0};                // courses that are not through
  core::order_book::outcome_list outcomes;
  completion done;
};

void root_supervisor_state::connect_strategy() {
  const auto send_to = [this](const std::string& group, const auto& m) {
    const auto found = groups_.find(group);
    if (found != groups_.end()) self_->send(found->second, m);
  };
  strategy_.open(
      born_.config->daemon,
      {.tell = [send_to](const group_order& m) { send_to(m.group, m); },
       .pass_on = [send_to](const std::string& group, const group_news& m) { send_to(group, m); },
       .wake_after = [this](auto wait) { self_->delayed_send(self_, wait, group_tick{}); },
       .end_daemon =
           [this](int status, const std::string& why) {
             end_daemon({status, why});
           },
       .say = [this](core::log_level level,
                     const std::string& text) { born_.outside->log->write(level, text); },
       .now =
           [this] {
             return core::instant{self_->clock().now(), born_.outside->wall_now()};
           }});
  know_groups();
}

void root_supervisor_state::know_groups() {
  std::vector<const core::group_spec*> groups;
  for (const auto* group : active().by_priority())
    groups.push_back(group->spec.get());
  strategy_.know(groups);
}

void root_supervisor_state::issue_start(order o, completion done) {
  const bool all_wait = born_.config->daemon.rules.start == core::start_strategy::sequential;
  bool anybody_waits = all_wait;
  for (const auto key : o.whom)
    anybody_waits = anybody_waits || active().find(key)->group->spec->rules.start ==
                                         core::start_strategy::sequential;
  if (!anybody_waits) {
    issue(std::move(o), std::move(done));
    return;
  }
  o.whom = in_start_order(o.whom);
  std::vector<const core::active_group*> groups;  // a number for each
  for (const auto* group : active().by_priority())
    groups.push_back(group);
  const auto waves = core::wave_numbers(groups);
  std::vector<core::start_item> items;
  for (std::uint32_t i = 0; i < o.whom.size(); ++i) {
    const auto seat = *active().find(o.whom[i]);
    const auto at = static_cast<std::size_t>(std::find(groups.begin(), groups.end(), seat.group) -
                                             groups.begin());
    items.push_back({.index = i,
                     .group = static_cast<std::uint32_t>(at),
                     .group_priority = waves[at],
                     .priority = seat.process->spec->priority,
                     .waits = seat.group->spec->rules.start == core::start_strategy::sequential});
  }
  auto run = std::make_shared<start_run>();
  run->what = std::move(o);
  run->courses = core::start_courses(items, all_wait);
  run->open = run->courses.size();
  run->done = std::move(done);
  begin_course(run, 0);
}

// The next course begins as soon as this one's first wave has been handed to the host: so launches
// keep their order.
void root_supervisor_state::begin_course(const std::shared_ptr<start_run>& run,
                                         std::size_t number) {
  if (number < run->courses.size()) begin_wave(run, number, 0);
}

void root_supervisor_state::begin_wave(const std::shared_ptr<start_run>& run, std::size_t course,
                                       std::size_t number) {
  const auto& waves = run->courses[course];
  if (number == waves.size() || end_.begun) {
    end_course(run, course, number, {});
    if (number == 0) begin_course(run, course + 1);
    return;
  }
  order o = run->what;
  o.wait = o.wait || waves.size() > 1;
  o.until_up = waves.size() > 1;
  o.whom.clear();
  for (const auto position : waves[number])
    if (const auto key = run->what.whom[position]; active().find(key)) o.whom.push_back(key);
  issue(
      std::move(o),
      [=, this](core::order_book::outcome_list outcomes) {
        std::string failed;
        for (auto& [key, what] : outcomes) {
          const auto seat = active().find(key);
          if (what.code != core::fault_code::success && failed.empty())
            failed = (seat ? seat->process->spec->name : what.detail) + " (" +
                     std::string{core::row_of(what.code).name} + ")";
          run->outcomes.emplace_back(key, std::move(what));
        }
        if (failed.empty())
          begin_wave(run, course, number + 1);
        else
          end_course(run, course, number + 1, failed);
      },
      [=, this] {
        if (number == 0) begin_course(run, course + 1);
      });
}

// Through, or stopped because somebody failed: then all that would have come later is not started.
void root_supervisor_state::end_course(const std::shared_ptr<start_run>& run, std::size_t course,
                                       std::size_t not_begun, const std::string& why) {
  const auto& waves = run->courses[course];
  std::string names;
  for (auto i = not_begun; i < waves.size(); ++i)
    for (const auto position : waves[i]) {
      const auto key = run->what.whom[position];
      const auto seat = active().find(key);
      if (!seat) continue;
      const auto& spec = *seat->process->spec;
      if (run->what.what == tree_verb::autostart && !spec.autostart) continue;
      names += (names.empty() ? "" : ", ") + spec.name;
      strategy_.forget(key);
      run->outcomes.emplace_back(
          key, core::fault{core::fault_code::abnormal_termination,
                           spec.group == spec.name ? spec.name : spec.group + ":" + spec.name});
    }
  if (!names.empty() && !end_.begun)
    born_.outside->log->write(
        core::log_level::error,
        "start sequence ended: " + why + " did not come up; not started: " + names);
  if (--run->open == 0 && run->done) run->done(std::move(run->outcomes));
}

void root_supervisor_state::end_daemon(const end_order& m) {
  if (end_.begun) return;
  born_.outside->log->write(core::log_level::warn,
                            m.why + "; the daemon ends with status " + std::to_string(m.status));
  if (born_.on_status) born_.on_status(m.status);
  begin_shut_down(false, nullptr);
}

}  // namespace actord::supervisors
