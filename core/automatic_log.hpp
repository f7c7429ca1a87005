// Names of AUTO log files (contract §5.1): how they are made and how those of an earlier life are
// told from other files. The identifier is compared as text, not as a pattern (§11.3 #41).
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace actord::core {

inline constexpr std::string_view automatic_log_letters = "abcdefghijklmnopqrstuvwxyz0123456789_";
inline constexpr std::size_t automatic_log_suffix = 8;

// `stream` is "stdout" or "stderr", `suffix` some random automatic_log_letters.
inline std::string automatic_log_name(std::string_view process, std::string_view stream,
                                      std::string_view identifier, std::string_view suffix) {
  std::string name{process};
  name.append("-").append(stream).append("---").append(identifier).append("-").append(suffix);
  return name.append(".log");
}

// Does `name` begin as `.+?---<identifier>-\S+\.log`? Backups ("….log.1") do too.
inline bool is_automatic_log(std::string_view name, std::string_view identifier) {
  const auto marker = "---" + std::string{identifier} + "-";
  for (auto at = name.find(marker, 1); at != name.npos; at = name.find(marker, at + 1)) {
    const auto rest = name.substr(at + marker.size());
    const auto word = rest.substr(0, rest.find_first_of(" \t\n\r\f\v"));
    if (word.find(".log", 1) != word.npos) return true;
  }
  return false;
}

}  // namespace actord::core
