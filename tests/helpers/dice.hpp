// Chance from a seed: small, and the same everywhere.
#pragma once

#include <cstddef>
#include <cstdint>

namespace actord::tests {

class dice {
 public:
  explicit dice(std::uint64_t seed) : state_{seed * 0x9E3779B97F4A7C15u + 1} {}
  std::size_t below(std::size_t n) {
    state_ ^= state_ << 13u;
    state_ ^= state_ >> 7u;
    state_ ^= state_ << 17u;
    return static_cast<std::size_t>(state_ >> 33u) % n;
  }

 private:
  std::uint64_t state_;
};

}  // namespace actord::tests
