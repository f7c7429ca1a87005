#include "cli/actorctl/names.hpp"

#include <algorithm>

namespace actord::cli {

core::target target_of(std::string_view name) {
  const auto colon = name.find(':');
  if (colon == std::string_view::npos)
    return {core::target_kind::process, std::string{name}, std::string{name}};
  const auto group = name.substr(0, colon);
  const auto process = name.substr(colon + 1);
  if (process.empty() || process == "*") return {core::target_kind::group, std::string{group}, {}};
  return {core::target_kind::process, std::string{group}, std::string{process}};
}

bool says_all(const std::vector<std::string>& names) {
  return std::find(names.begin(), names.end(), "all") != names.end();
}

std::string namespec(std::string_view group, std::string_view process) {
  if (group == process) return std::string{process};
  std::string text{group};
  return text.append(":").append(process);
}

}  // namespace actord::cli
