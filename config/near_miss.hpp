// Suggestions for names that look misspelt.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "config/text.hpp"

namespace actord::config {

// One letter in a short word, two in a longer one: names that others made up stay unremarked.
inline bool looks_misspelt(std::string_view name, std::string_view known) {
  const std::size_t allowed = known.size() <= 5 ? 1 : 2;
  const std::size_t distance = edit_distance(name, known);
  return distance > 0 && distance <= allowed;
}

// The nearest of the names that it may have been meant for; nothing if none is near.
inline std::optional<std::string_view> nearest(std::string_view name,
                                               const std::vector<std::string_view>& known) {
  std::optional<std::string_view> best;
  std::size_t best_distance = 0;
  for (const auto candidate : known) {
    if (!looks_misspelt(name, candidate)) continue;
    const std::size_t distance = edit_distance(name, candidate);
    if (best && distance >= best_distance) continue;
    best = candidate;
    best_distance = distance;
  }
  return best;
}

}  // namespace actord::config
