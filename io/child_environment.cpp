#include "io/child_environment.hpp"

#include <unistd.h>

#include <algorithm>
#include <cstddef>
#include <string_view>
#include <unordered_set>
#include <utility>

namespace actord::io {
namespace {

std::string_view name_of(std::string_view entry) {
  return entry.substr(0, entry.find('='));
}

bool by_name(const std::string& a, const std::string& b) {
  return name_of(a) < name_of(b);
}

// Sorted by name; of several with one name the last stays.
void settle(std::vector<std::string>& entries) {
  std::stable_sort(entries.begin(), entries.end(), by_name);
  std::size_t kept = 0;
  for (std::size_t i = 0; i < entries.size(); ++i) {
    const bool overridden =
        i + 1 < entries.size() && name_of(entries[i]) == name_of(entries[i + 1]);
    if (overridden) continue;
    if (kept != i) entries[kept] = std::move(entries[i]);
    ++kept;
  }
  entries.resize(kept);
}

}  // namespace

core::environment_list own_environment() {
  core::environment_list list;
  std::unordered_set<std::string_view> seen;
  for (char** entry = ::environ; entry != nullptr && *entry != nullptr; ++entry) {
    const std::string_view text{*entry};
    const auto equals = text.find('=');
    if (equals == std::string_view::npos || !seen.insert(text.substr(0, equals)).second) continue;
    list.emplace_back(text.substr(0, equals), text.substr(equals + 1));
  }
  return list;
}

environment_base::environment_base(const core::environment_list& daemon_environment) {
  entries_.reserve(daemon_environment.size());
  for (const auto& [name, value] : daemon_environment)
    entries_.push_back(name + '=' + value);
  settle(entries_);
}

environment_base::block environment_base::block_for(const core::process_spec& spec) const {
  block made;
  auto& own = made.own_;
  own.emplace_back("SUPERVISOR_ENABLED=1");
  if (!spec.server_url.empty()) own.push_back("SUPERVISOR_SERVER_URL=" + spec.server_url);
  own.push_back("SUPERVISOR_PROCESS_NAME=" + spec.name);
  own.push_back("SUPERVISOR_GROUP_NAME=" + spec.group);
  for (const auto& [name, value] : spec.environment)
    own.push_back(name + '=' + value);
  settle(own);

  // Merge: where both have a name, the child's own wins.
  made.pointers_.reserve(entries_.size() + own.size() + 1);
  auto base = entries_.begin();
  for (const auto& entry : own) {
    for (; base != entries_.end() && by_name(*base, entry); ++base)
      made.pointers_.push_back(base->c_str());
    if (base != entries_.end() && name_of(*base) == name_of(entry)) ++base;
    made.pointers_.push_back(entry.c_str());
  }
  for (; base != entries_.end(); ++base)
    made.pointers_.push_back(base->c_str());
  made.pointers_.push_back(nullptr);
  return made;
}

}  // namespace actord::io
