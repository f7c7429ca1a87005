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

// What is to be started, and how it waits for each other.
struct start_item {
  std::uint32_t index{0};
  std::uint32_t group{0};
  int group_priority{999};
  int priority{999};
  bool waits{false};  // its group starts priority by priority
};

// Waves of which each is begun when all of the one before are up.
using course = std::vector<wave>;

// Items come in launch order; courses are begun in this order, too, none waiting for the others to
// be up. `all_wait`: groups wait for each other, priority by priority, so there is one course only.
std::vector<course> start_courses(std::span<const start_item> items, bool all_wait);

// The exact reverse: what was started last is stopped first.
std::vector<wave> stop_waves(std::span<const plan_item> items);

}  // namespace actord::core
