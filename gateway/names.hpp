// Names as XML-RPC and the pages use them (contract §3.7).
#pragma once

#include <string>
#include <string_view>

#include "core/messages.hpp"

namespace actord::gateway {

// "name" is process `name` of group `name`; "group:process"; "group:*" or "group:" the whole group.
inline core::target target_named(std::string_view name) {
  const auto colon = name.find(':');
  if (colon == std::string_view::npos)
    return {core::target_kind::process, std::string{name}, std::string{name}};
  core::target whom{core::target_kind::group, std::string{name.substr(0, colon)}, {}};
  const auto process = name.substr(colon + 1);
  if (process.empty() || process == "*") return whom;
  whom.kind = core::target_kind::process;
  whom.process = process;
  return whom;
}

inline std::string full_name(std::string_view group, std::string_view process) {
  return group == process ? std::string{process} : std::string{group} + ":" + std::string{process};
}

}  // namespace actord::gateway
