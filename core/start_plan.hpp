// In which order things are started and stopped (contract §3.6). Today only priorities decide;
// dependencies will be a further member of plan_item, and will then push an item into a later wave.
// What a caller gets stays the same: waves, one after the other.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

namespace actord::core {

struct plan_item {
  std::uint32_t index{0};  // the caller's name for it
  int priority{999};
};

// Indices that belong together: nobody in a wave has to wait for another one in it.
using wave = std::vector<std::uint32_t>;

// Lower priorities first; equal priorities are one wave, in the order given.
std::vector<wave> start_waves(std::span<const plan_item> items);

// The exact reverse: what was started last is stopped first.
std::vector<wave> stop_waves(std::span<const plan_item> items);

}  // namespace actord::core
