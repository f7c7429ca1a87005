#include "core/start_plan.hpp"

#include <algorithm>
#include <map>
#include <utility>

namespace actord::core {

std::vector<wave> start_waves(std::span<const plan_item> items) {
  std::map<int, wave> by_priority;
  for (const auto& item : items)
    by_priority[item.priority].push_back(item.index);

  std::vector<wave> waves;
  waves.reserve(by_priority.size());
  for (auto& [priority, members] : by_priority)
    waves.push_back(std::move(members));
  return waves;
}

namespace {

// Groups of one priority begin side by side: what waits in them is in a later wave.
course waiting_course(std::span<const start_item> items) {
  std::map<std::uint32_t, std::map<int, std::size_t>> steps;  // group -> priority -> its number
  for (const auto& item : items)
    steps[item.group][item.waits ? item.priority : 0] = 0;
  for (auto& [group, priorities] : steps) {
    std::size_t number = 0;
    for (auto& [priority, step] : priorities)
      step = number++;
  }
  std::map<std::pair<int, std::size_t>, wave> waves;
  for (const auto& item : items) {
    const auto step = steps[item.group][item.waits ? item.priority : 0];
    waves[{item.group_priority, step}].push_back(item.index);
  }
  course made;
  for (auto& [when, members] : waves)
    made.push_back(std::move(members));
  return made;
}

}  // namespace

std::vector<course> start_courses(std::span<const start_item> items, bool all_wait) {
  if (items.empty()) return {};
  if (all_wait) return {waiting_course(items)};
  std::vector<course> courses;
  for (std::size_t from = 0; from < items.size();) {
    const auto same_course = [&](const start_item& i) {
      return items[from].waits ? i.waits && i.group == items[from].group : !i.waits;
    };
    auto to = from;
    while (to < items.size() && same_course(items[to]))
      ++to;
    courses.push_back(waiting_course(items.subspan(from, to - from)));
    // Nobody waits here: one wave, as launched.
    if (!items[from].waits) {
      wave all;
      for (auto i = from; i < to; ++i)
        all.push_back(items[i].index);
      courses.back() = {std::move(all)};
    }
    from = to;
  }
  return courses;
}

std::vector<wave> stop_waves(std::span<const plan_item> items) {
  auto waves = start_waves(items);
  std::reverse(waves.begin(), waves.end());
  for (auto& members : waves)
    std::reverse(members.begin(), members.end());
  return waves;
}

}  // namespace actord::core
