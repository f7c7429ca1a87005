#include "config/endpoint.hpp"

#include <cstdio>

namespace actord::config {

std::uint64_t fnv1a(std::string_view bytes) {
  std::uint64_t hash = 0xcbf29ce484222325U;
  for (const char c : bytes) {
    hash ^= static_cast<unsigned char>(c);
    hash *= 0x100000001b3U;
  }
  return hash;
}

std::optional<std::string> configured_endpoint(const load_context& context) {
  const raw_section* section = context.raw.find("actord");
  if (section == nullptr) return std::nullopt;
  return context.reader_of(*section).find<std::string>(row_of(section_kind::actord, "socket"));
}

std::string fallback_endpoint(std::string_view config_file, std::uint32_t uid,
                              const core::environment_list& environment) {
  char name[32];
  std::snprintf(name, sizeof name, "/%016llx.sock",
                static_cast<unsigned long long>(fnv1a(config_file)));
  if (uid == 0) return std::string{"/run/actord"} + name;
  std::string base = variable(environment, "XDG_RUNTIME_DIR");
  if (base.empty()) base = "/tmp";
  return base + "/actord-" + std::to_string(uid) + name;
}

}  // namespace actord::config
