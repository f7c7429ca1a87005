#include "config/endpoint.hpp"

#include <algorithm>
#include <cstdio>

#include "config/load_context.hpp"
#include "config/text.hpp"

namespace actord::config {
namespace {

std::string fallback_endpoint(const endpoint_facts& facts, std::uint32_t uid,
                              const core::environment_list& environment) {
  char name[32];
  std::snprintf(name, sizeof name, "/%016llx.sock",
                static_cast<unsigned long long>(fnv1a(facts.config_file)));
  if (uid == 0) return std::string{"/run/actord"} + name;
  std::string base = variable(environment, "XDG_RUNTIME_DIR");
  if (base.empty()) base = "/tmp";
  return base + "/actord-" + std::to_string(uid) + name;
}

std::string neighbour_of(const std::string& server_file) {
  return server_file + std::string{endpoint_suffix};
}

// "host" of "http://user@host:port/path", lower case and without the brackets of IPv6.
std::string host_in(std::string_view url) {
  url.remove_prefix(url.find("//") + 2);
  url = url.substr(0, url.find_first_of("/?#"));
  if (const auto at = url.rfind('@'); at != std::string_view::npos) url.remove_prefix(at + 1);
  if (url.starts_with('[')) return lower(url.substr(1, url.find(']') - 1));
  return lower(url.substr(0, url.find(':')));
}

bool on_this_host(std::string_view url) {
  if (!url.starts_with("http://") && !url.starts_with("https://")) return false;
  const std::string host = host_in(url);
  return host.empty() || host == "localhost" || host == "::1" || host == "0.0.0.0" ||
         host.starts_with("127.");
}

}  // namespace

std::uint64_t fnv1a(std::string_view bytes) {
  std::uint64_t hash = 0xcbf29ce484222325U;
  for (const char c : bytes) {
    hash ^= static_cast<unsigned char>(c);
    hash *= 0x100000001b3U;
  }
  return hash;
}

std::optional<std::string> configured_socket(const load_context& context) {
  const raw_section* section = context.raw.find("actord");
  if (section == nullptr) return std::nullopt;
  const auto path = context.reader_of(*section).text(row_of(section_kind::actord, "socket"));
  if (!path) return std::nullopt;
  // Not from the working directory: daemon and client seldom share it.
  return normal_path(joined_path(context.around.here, home_expanded(*path, context.around)));
}

std::string endpoint_of(const endpoint_facts& facts, std::uint32_t uid,
                        const core::environment_list& environment) {
  if (facts.configured) return *facts.configured;
  if (!facts.server_files.empty())
    if (auto path = neighbour_of(facts.server_files.front()); path.size() <= longest_socket_name)
      return path;
  return fallback_endpoint(facts, uid, environment);
}

std::optional<std::string> client_endpoint(const std::string& serverurl, bool named_by_user,
                                           const endpoint_facts* facts, std::uint32_t uid,
                                           const core::environment_list& environment) {
  constexpr std::string_view unix_scheme = "unix://";
  if (serverurl.starts_with(unix_scheme)) {
    const std::string file = serverurl.substr(unix_scheme.size());
    if (facts == nullptr) return neighbour_of(file);
    const auto& own = facts->server_files;
    const bool listed = std::find(own.begin(), own.end(), file) != own.end();
    if (facts->configured && (listed || !named_by_user)) return facts->configured;
    if (!own.empty() && own.front() == file) return endpoint_of(*facts, uid, environment);
    return neighbour_of(file);
  }
  if (facts == nullptr || !on_this_host(serverurl)) return std::nullopt;
  // A daemon started by root keeps its socket there even after it has changed its user.
  if (const std::string roots = endpoint_of(*facts, 0, environment); exists(roots)) return roots;
  return endpoint_of(*facts, uid, environment);
}

}  // namespace actord::config
