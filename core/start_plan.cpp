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

std::vector<wave> stop_waves(std::span<const plan_item> items) {
  auto waves = start_waves(items);
  std::reverse(waves.begin(), waves.end());
  for (auto& members : waves)
    std::reverse(members.begin(), members.end());
  return waves;
}

}  // namespace actord::core
