#include "cli/actorctl/history_file.hpp"

#include <fcntl.h>
#include <unistd.h>

#include <fstream>

namespace actord::cli {

std::vector<std::string> read_history(const std::string& path) {
  std::vector<std::string> lines;
  std::ifstream file{path};
  for (std::string line; std::getline(file, line);)
    if (!line.empty()) lines.push_back(line);
  if (lines.size() > most_history_lines)
    lines.erase(lines.begin(), lines.end() - static_cast<std::ptrdiff_t>(most_history_lines));
  return lines;
}

void write_history(const std::string& path, const std::vector<std::string>& lines) {
  // Made here because a stream knows no mode.
  const int fd = ::open(path.c_str(), O_WRONLY | O_CREAT | O_CLOEXEC, 0600);
  if (fd < 0) return;
  (void)::close(fd);
  std::ofstream file{path, std::ios::trunc};
  for (const auto& line : lines)
    file << line << '\n';
}

}  // namespace actord::cli
