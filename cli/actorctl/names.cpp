#include "cli/actorctl/names.hpp"

#include <fnmatch.h>

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

bool is_pattern(std::string_view name) {
  if (name == "*" || name.find_first_of("*?[") == std::string_view::npos) return false;
  const bool whole_group = name.size() > 2 && name.substr(name.size() - 2) == ":*" &&
                           name.find_first_of("*?[") == name.size() - 1;
  return !whole_group;
}

std::vector<std::string> matched(const std::vector<std::string>& names,
                                 const std::vector<core::process_info>& existing) {
  std::vector<std::string> result;
  for (const auto& name : names) {
    const auto before = result.size();
    if (is_pattern(name))
      for (const auto& process : existing) {
        auto candidate = namespec(process.group, process.name);
        if (::fnmatch(name.c_str(), candidate.c_str(), 0) == 0)
          result.push_back(std::move(candidate));
      }
    if (result.size() == before) result.push_back(name);
  }
  return result;
}

std::string namespec(std::string_view group, std::string_view process) {
  if (group == process) return std::string{process};
  std::string text{group};
  return text.append(":").append(process);
}

}  // namespace actord::cli
