#include "config/find_config.hpp"

#include "config/paths.hpp"
#include "config/text.hpp"

namespace actord::config {

std::vector<std::string> default_config_paths(std::string_view program) {
  const std::string prefix = directory_of(directory_of(program));
  return {joined_path(prefix, "etc/supervisord.conf"),
          joined_path(prefix, "supervisord.conf"),
          "supervisord.conf",
          "etc/supervisord.conf",
          "/etc/supervisord.conf",
          "/etc/supervisor/supervisord.conf"};
}

std::optional<std::string> find_default_config(std::string_view program, std::string_view cwd) {
  for (auto& path : default_config_paths(program))
    if (exists(joined_path(cwd, path))) return std::move(path);
  return std::nullopt;
}

std::string no_config_text(std::string_view program) {
  return "No config file found at default paths (" + joined(default_config_paths(program), ", ") +
         "); use the -c option to specify a config file at a different path";
}

}  // namespace actord::config
