// The history between two shells: one line per entry, as supervisorctl keeps it (GNU readline's
// format), so that both can share a file.
#pragma once

#include <cstddef>
#include <string>
#include <vector>

namespace actord::cli {

inline constexpr std::size_t most_history_lines = 1000;

// The newest lines of the file, oldest first; none if it cannot be read.
std::vector<std::string> read_history(const std::string& path);

// Replaces the file's content; a new file is for its owner only. Faults are ignored.
void write_history(const std::string& path, const std::vector<std::string>& lines);

}  // namespace actord::cli
