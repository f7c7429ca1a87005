#include "config/find_config.hpp"

#include <initializer_list>

#include "config/paths.hpp"
#include "config/text.hpp"

namespace actord::config {
namespace {

// A directory of Supervisor's, and where YAML is looked for instead, if elsewhere.
struct place {
  std::string directory;
  std::string own;
};

}  // namespace

std::vector<std::string> default_config_paths(std::string_view program) {
  const std::string prefix = directory_of(directory_of(program));
  std::vector<std::string> paths;
  for (const auto& [directory, own] : std::initializer_list<place>{
           {joined_path(prefix, "etc/"), {}},
           {joined_path(prefix, ""), {}},
           {"", {}},
           {"etc/", {}},
           {"/etc/", {}},
           {"/etc/supervisor/", "/etc/actord/"},
       }) {
    paths.push_back(directory + "supervisord.conf");
    for (const auto* name : {"actord.yaml", "actord.yml"})
      paths.push_back((own.empty() ? directory : own) + name);
  }
  return paths;
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
