#include <algorithm>
#include <array>
#include <map>
#include <optional>
#include <span>
#include <string_view>

#include "cli/actorctl/complaints.hpp"
#include "cli/actorctl/names.hpp"
#include "cli/actorctl/verbs.hpp"
#include "core/update_plan.hpp"

namespace actord::cli {

namespace {

using core::fault_code;
using core::group_step;

// ---- words

struct step_words {
  group_step what;
  std::string_view reread;   // empty: not told
  std::string_view dry_run;  // what would happen to the group
  std::string_view done;     // what has happened to it
};
constexpr std::array<step_words, 5> words_table{{
    {group_step::unchanged, {}, {}, {}},
    {group_step::remove, "disappeared", "would be removed", "removed process group"},
    {group_step::replace, "changed", "would be replaced", "updated process group"},
    {group_step::change, "changed", "would be changed in place", "updated process group"},
    {group_step::add, "available", "would be added", "added process group"},
}};

consteval bool words_in_order() {
  for (std::size_t i = 0; i < words_table.size(); ++i)
    if (static_cast<std::size_t>(words_table[i].what) != i) return false;
  return words_table.back().what == group_step::add;
}
static_assert(words_in_order());

// What came over the wire may be out of range; then there is nothing to say.
const step_words& words_of(group_step what) {
  const auto index = static_cast<std::size_t>(what);
  return words_table[index < words_table.size() ? index : 0];
}

std::string listed(const std::string& group, std::string_view verb,
                   const std::vector<std::string>& names) {
  std::string text;
  for (const auto& name : names)
    text.append(text.empty() ? verb : std::string_view{}).append(" ").append(namespec(group, name));
  return text;
}

// "web: would be changed in place (stops web:web_2, starts web:web_3)"
std::string foretold(const core::planned_group& step) {
  std::string inside;
  for (const auto& part :
       {listed(step.group, "stops", step.stop), listed(step.group, "starts", step.start),
        listed(step.group, "keeps", step.keep)})
    if (!part.empty()) inside.append(inside.empty() ? "" : "; ").append(part);
  std::string text = step.group;
  text.append(": ").append(words_of(step.what).dry_run);
  return inside.empty() ? text : text + " (" + inside + ")";
}

constexpr std::string_view no_changes = "No config updates to processes\n";

exit_code say_error(call& c, std::string_view text) {
  c.here.out << "ERROR: " << text << '\n';
  return exit_code::failure;
}

// ---- the plan

// Asks for the plan of an update. nullopt: refused, and told; `shutting_down` are the words for
// that.
std::optional<std::vector<core::planned_group>> plan_of(call& c, bool remember,
                                                        std::string_view shutting_down,
                                                        exit_code& status) {
  auto reply = c.here.daemon.ask(core::reread_request{remember});
  if (!reply)
    status = complain(c, reply.reason());
  else if (reply->problem == fault_code::shutdown_state)
    status = say_error(c, shutting_down);
  else if (reply->problem == fault_code::cant_reread)
    status = say_error(c, core::text_of(core::fault{reply->problem, reply->detail}));
  else if (reply->problem != fault_code::success)
    status = complain(c, reply->problem, reply->detail);
  else
    return std::move(reply).value().groups;
  return std::nullopt;
}

// ---- the steps of an update. Each returns whether the update may go on with the next group.

// Anything that is no answer ends the whole update.
enum class progress : std::uint8_t { done, skip_group, give_up };

struct updating {
  call& c;
  exit_code status{exit_code::success};

  template <class Reply>
  progress judge(const answer<Reply>& reply) {
    if (!reply) {
      status = complain(c, reply.reason());
      return progress::give_up;
    }
    if (reply->problem == fault_code::success) return progress::done;
    status = complain(c, reply->problem, reply->detail);
    return progress::give_up;
  }

  progress stop(const std::string& group) {
    const auto reply = c.here.daemon.ask(
        core::action_request{core::verb::stop, {core::target_kind::group, group, {}}, {}, true});
    if (const auto how = judge(reply); how != progress::done) return how;
    c.here.out << group << ": stopped\n";
    const auto failed = [](const core::outcome& one) { return one.code == fault_code::failed; };
    if (std::none_of(reply->outcomes.begin(), reply->outcomes.end(), failed)) return progress::done;
    c.here.out << group << ": has problems; not removing\n";
    status = exit_code::failure;
    return progress::skip_group;
  }
  progress remove(const std::string& group) {
    return judge(c.here.daemon.ask(core::remove_group_request{group}));
  }
  progress add(const std::string& group) {
    return judge(c.here.daemon.ask(core::add_group_request{group}));
  }
  progress change(const std::string& group) {
    const auto reply = c.here.daemon.ask(core::change_group_request{group});
    if (const auto how = judge(reply); how != progress::done) return how;
    for (const auto& one : reply->outcomes)
      if (one.code == fault_code::success)
        c.here.out << namespec(one.group, one.process) << ": stopped\n";
    return progress::done;
  }

  progress carry_out(const core::planned_group& step) {
    const auto& group = step.group;
    const auto done = words_of(step.what).done;
    if (done.empty()) return progress::skip_group;
    auto how = progress::done;
    const auto then = [&](progress (updating::*next)(const std::string&)) {
      if (how == progress::done) how = (this->*next)(group);
    };
    switch (step.what) {
      case group_step::unchanged:
        break;
      case group_step::remove:
        then(&updating::stop);
        then(&updating::remove);
        break;
      case group_step::replace:
        then(&updating::stop);
        then(&updating::remove);
        then(&updating::add);
        break;
      case group_step::change:
        then(&updating::change);
        break;
      case group_step::add:
        then(&updating::add);
        break;
    }
    if (how == progress::done)
      c.here.out << group << ": " << done << '\n' << std::flush;
    return how;
  }
};

// ---- add and remove

struct group_text {
  fault_code code;
  std::string_view words;  // behind the name on success, else behind `ERROR: `
  bool names_it;           // the name follows the words
  // What the exit status becomes; nullopt: it stays what it was.
  std::optional<exit_code> status;
};
constexpr std::array<group_text, 4> add_texts{{
    {fault_code::success, "added process group", false, {}},
    {fault_code::already_added, "process group already active", false, {}},
    {fault_code::bad_name, "no such process/group: ", true, exit_code::failure},
    {fault_code::shutdown_state, "shutting down", false, exit_code::failure},
}};
constexpr std::array<group_text, 3> remove_texts{{
    {fault_code::success, "removed process group", false, {}},
    {fault_code::still_running, "process/group still running: ", true, exit_code::failure},
    {fault_code::bad_name, "no such process/group: ", true, exit_code::failure},
}};

// One after the other; an answer that the action does not know is the last.
template <class Request>
exit_code for_each_group(call& c, std::span<const group_text> texts) {
  auto status = exit_code::success;
  for (const auto& name : c.words) {
    const auto reply = c.here.daemon.ask(Request{name});
    if (!reply) return complain(c, reply.reason());
    const auto text = std::find_if(texts.begin(), texts.end(), [&](const group_text& one) {
      return one.code == reply->problem;
    });
    if (text == texts.end()) return complain(c, reply->problem, reply->detail);
    if (text->code == fault_code::success)
      c.here.out << name << ": " << text->words << '\n' << std::flush;
    else
      (void)say_error(c, std::string{text->words} + (text->names_it ? name : std::string{}));
    status = text->status.value_or(status);
  }
  return status;
}

}  // namespace

exit_code reread_config(call& c) {
  auto status = exit_code::success;
  const auto plan = plan_of(c, true, "supervisor shutting down", status);
  if (!plan) return status;
  std::map<std::string, std::string_view> news;
  for (const auto& step : *plan)
    if (const auto word = words_of(step.what).reread; !word.empty()) news.emplace(step.group, word);
  for (const auto& [group, word] : news)
    c.here.out << group << ": " << word << '\n';
  if (news.empty()) c.here.out << no_changes;
  return exit_code::success;
}

exit_code update_groups(call& c) {
  auto names = c.words;
  const bool dry_run = std::erase(names, "--dry-run") != 0;
  if (says_all(names)) names.clear();
  updating work{c};
  const auto plan = plan_of(c, !dry_run, "already shutting down", work.status);
  if (!plan) return work.status;
  const auto chosen = core::choose_steps(*plan, names);
  for (const auto& name : chosen.unknown)
    work.status = say_error(c, "no such group: " + name);
  for (const auto& step : chosen.steps) {
    if (dry_run)
      c.here.out << foretold(step) << '\n';
    else if (work.carry_out(step) == progress::give_up)
      break;
  }
  if (dry_run && chosen.steps.empty()) c.here.out << no_changes;
  return work.status;
}

exit_code add_groups(call& c) {
  return for_each_group<core::add_group_request>(c, add_texts);
}

exit_code remove_groups(call& c) {
  return for_each_group<core::remove_group_request>(c, remove_texts);
}

}  // namespace actord::cli
