#include "core/roster.hpp"

#include <algorithm>
#include <utility>

namespace actord::core {
namespace {

using process_list = std::vector<active_process>;

// The processes of `spec`, still without keys.
process_list unnumbered(const group_spec& spec) {
  process_list list;
  for (std::size_t i = 0; i < spec.programs.size(); ++i)
    for (const auto& process : spec.programs[i].processes)
      list.push_back({{}, i, process});
  return list;
}

// Those of `after` that stay what they were get their keys.
process_list numbered_like(const active_group& before, const group_spec& after) {
  auto list = unnumbered(after);
  if (!same_kind_of_group(*before.spec, after)) return list;
  std::unordered_map<std::string_view, const active_process*> old;
  for (const auto& process : before.processes)
    old.emplace(process.spec->name, &process);
  for (auto& process : list) {
    const auto found = old.find(process.spec->name);
    if (found != old.end() && same_process(*found->second->spec, *process.spec))
      process.key = found->second->key;
  }
  return list;
}

}  // namespace

std::vector<process_key> active_group::keys() const {
  std::vector<process_key> all;
  all.reserve(processes.size());
  for (const auto& process : processes)
    all.push_back(process.key);
  return all;
}

const active_group& roster::add(group_pointer group) {
  auto& entry = groups_.emplace_back();
  entry.spec = std::move(group);
  entry.processes = unnumbered(*entry.spec);
  for (auto& process : entry.processes)
    process.key = {++last_key_};
  entry.seat = ++last_seat_;
  by_name_.emplace(entry.spec->name, std::prev(groups_.end()));
  add_rows(entry);
  return entry;
}

void roster::let_leave(std::string_view name) {
  at(name)->fate = group_fate::leaves;
}

void roster::remove(std::string_view name) {
  const auto entry = at(name);
  forget_rows(*entry);
  by_name_.erase(entry->spec->name);
  groups_.erase(entry);
}

void roster::let_change(std::string_view name, const group_spec& next) {
  const auto entry = at(name);
  entry->fate = group_fate::changes;
  entry->next = std::make_shared<const group_spec>(next);
}

std::vector<process_key> roster::leaving_keys(std::string_view name) const {
  const auto& entry = *find(name);
  auto keys = entry.keys();
  for (const auto& process : numbered_like(entry, *entry.next))
    std::erase(keys, process.key);
  return keys;
}

std::vector<process_key> roster::change(std::string_view name) {
  const auto entry = at(name);
  auto list = numbered_like(*entry, *entry->next);
  std::vector<process_key> fresh;
  for (auto& process : list)
    if (process.key.value == 0) {
      process.key = {++last_key_};
      fresh.push_back(process.key);
    }
  forget_rows(*entry);
  by_name_.erase(entry->spec->name);
  entry->spec = std::exchange(entry->next, nullptr);
  entry->processes = std::move(list);
  entry->fate = group_fate::stays;
  by_name_.emplace(entry->spec->name, entry);
  add_rows(*entry);
  return fresh;
}

const active_group* roster::find(std::string_view name) const {
  const auto found = by_name_.find(name);
  return found == by_name_.end() ? nullptr : &*found->second;
}

std::optional<roster::seat_of_process> roster::find(process_key key) const {
  const auto found =
      std::lower_bound(rows_.begin(), rows_.end(), key,
                       [](const row& r, process_key wanted) { return r.key < wanted; });
  if (found == rows_.end() || found->key != key) return std::nullopt;
  return seat_of_process{found->group, &found->group->processes[found->index]};
}

std::vector<const active_group*> roster::by_priority() const {
  std::vector<const active_group*> sorted;
  sorted.reserve(groups_.size());
  for (const auto& group : groups_)
    sorted.push_back(&group);
  std::stable_sort(sorted.begin(), sorted.end(), [](const auto* a, const auto* b) {
    return a->spec->place() < b->spec->place();
  });
  return sorted;
}

std::vector<int> wave_numbers(const std::vector<const active_group*>& sorted) {
  std::vector<int> numbers;
  numbers.reserve(sorted.size());
  int number = 0;
  for (std::size_t i = 0; i < sorted.size(); ++i) {
    if (i > 0 && sorted[i]->spec->place() != sorted[i - 1]->spec->place()) ++number;
    numbers.push_back(number);
  }
  return numbers;
}

std::vector<group_pointer> roster::specs() const {
  std::vector<group_pointer> all;
  all.reserve(groups_.size());
  for (const auto& group : groups_)
    all.push_back(group.spec);
  return all;
}

roster::group_iterator roster::at(std::string_view name) {
  return by_name_.at(name);
}

void roster::forget_rows(const active_group& group) {
  std::erase_if(rows_, [&](const row& r) { return r.group == &group; });
}

// New keys are higher than all others, but a group that changes keeps some: they go in between.
void roster::add_rows(const active_group& group) {
  const bool in_order = std::is_sorted(
      group.processes.begin(), group.processes.end(),
      [](const active_process& a, const active_process& b) { return a.key < b.key; });
  const bool behind_all =
      rows_.empty() || group.processes.empty() || rows_.back().key < group.processes.front().key;
  for (std::size_t i = 0; i < group.processes.size(); ++i)
    rows_.push_back({group.processes[i].key, &group, i});
  if (in_order && behind_all) return;
  std::sort(rows_.begin(), rows_.end(), [](const row& a, const row& b) { return a.key < b.key; });
}

}  // namespace actord::core
