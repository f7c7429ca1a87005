// Where the native control socket is (decision 10). Daemon and client compute it from the same
// file, so that `actord -c F` and `actorctl -c F` meet without any extra option:
//   (a) `socket` of [actord], seen from the directory of the file;
//   (b) else the file of the first [unix_http_server], with ".actord" behind it, if that is short
//       enough for a socket's name;
//   (c) else /run/actord/<hash>.sock for root, ${XDG_RUNTIME_DIR:-/tmp}/actord-<uid>/<hash>.sock
//   for
//       others; <hash> is FNV-1a of the absolute name of the main configuration file.
// Nothing here creates directories or sockets.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/program_spec.hpp"

namespace actord::config {

struct load_context;

inline constexpr std::string_view endpoint_suffix = ".actord";
inline constexpr std::size_t longest_socket_name = 107;  // sun_path without its end

std::uint64_t fnv1a(std::string_view bytes);

// What the rule needs from a configuration.
struct endpoint_facts {
  std::string config_file;                // absolute
  std::optional<std::string> configured;  // [actord] socket, absolute
  std::vector<std::string> server_files;  // of all [unix_http_server] sections, in order
};

// [actord] socket as configured; throws config_failure like every option.
std::optional<std::string> configured_socket(const load_context& context);

// The rule for a daemon of that user.
std::string endpoint_of(const endpoint_facts& facts, std::uint32_t uid,
                        const core::environment_list& environment);

// The rule for a client. A UNIX serverurl leads to its neighbour, unless the configuration is that
// server's own and has an [actord] socket; an http one on this host to the daemon of the
// configuration (root's, if there is such a socket), any other nowhere. `facts` is null without a
// configuration; `named_by_user`: the URL comes from the command line.
std::optional<std::string> client_endpoint(const std::string& serverurl, bool named_by_user,
                                           const endpoint_facts* facts, std::uint32_t uid,
                                           const core::environment_list& environment);

}  // namespace actord::config
