// A whole file, read at once.
#pragma once

#include <cstddef>
#include <string>

namespace actord::config {

inline constexpr std::size_t largest_config_file = 64u << 20u;

struct file_bytes {
  std::string bytes;
  int error_number{0};  // errno; EFBIG: larger than allowed
};

file_bytes read_file(const std::string& path, std::size_t largest);

}  // namespace actord::config
