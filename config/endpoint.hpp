// Where the native control socket is (decision 10). Daemon and client compute it from the same
// file, so that `actord -c F` and `actorctl -c F` meet without any extra option:
//   (a) `socket` of [actord];
//   (b) else the file of the first [unix_http_server], with ".actord" behind it;
//   (c) else /run/actord/<hash>.sock for root, ${XDG_RUNTIME_DIR:-/tmp}/actord-<uid>/<hash>.sock
//   for
//       others; <hash> is FNV-1a of the absolute name of the main configuration file.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "config/load_context.hpp"

namespace actord::config {

inline constexpr std::string_view endpoint_suffix = ".actord";

std::uint64_t fnv1a(std::string_view bytes);

// `socket` of [actord], absolute; nothing if it is not configured.
std::optional<std::string> configured_endpoint(const load_context& context);

// Rule (c). `config_file` is absolute.
std::string fallback_endpoint(std::string_view config_file, std::uint32_t uid,
                              const core::environment_list& environment);

}  // namespace actord::config
