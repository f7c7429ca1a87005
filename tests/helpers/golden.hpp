// Golden files: what the program prints, kept in the repository and compared. Run a test with
// ACTORD_UPDATE_GOLDEN=1 to write them anew, and review the difference.
#pragma once

#include <cstdlib>
#include <fstream>
#include <sstream>
#include <stdexcept>
#include <string>

namespace actord::tests {

// `path` is relative to the source folder, which ctest hands over.
inline std::string in_source_dir(const std::string& path) {
  const char* root = std::getenv("ACTORD_SOURCE_DIR");
  if (root == nullptr) throw std::runtime_error("ACTORD_SOURCE_DIR is not set; run through ctest");
  return std::string{root} + "/" + path;
}

// A file of the repository; a missing one reads as empty.
inline std::string file_text(const std::string& path) {
  std::ostringstream text;
  text << std::ifstream{in_source_dir(path), std::ios::binary}.rdbuf();
  return text.str();
}

// The golden text; a missing file reads as empty. When golden files are being updated, `printed`
// is written first.
inline std::string golden_text(const std::string& path, const std::string& printed) {
  const auto file = in_source_dir(path);
  if (std::getenv("ACTORD_UPDATE_GOLDEN") != nullptr)
    std::ofstream{file, std::ios::binary} << printed;
  return file_text(path);
}

}  // namespace actord::tests
