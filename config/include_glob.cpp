#include "config/include_glob.hpp"

#include <glob.h>

#include <algorithm>
#include <cstring>
#include <vector>

#include "config/file_bytes.hpp"
#include "config/ini_reader.hpp"
#include "config/text.hpp"
#include "config/yaml_reader.hpp"

namespace actord::config {
namespace {

void read_text(const std::string& text, const std::string& path, bool main_file,
               load_context& context) {
  if (is_yaml_file(path)) {
    read_yaml(text, path, main_file, context.around.environment, context.yaml, context.raw);
  } else {
    read_ini(text, path, context.raw);
  }
}

// Matches in the order of their bytes; a leading dot is matched only by a dot.
std::vector<std::string> matches_of(const std::string& pattern) {
  std::vector<std::string> paths;
  glob_t found{};
  if (::glob(pattern.c_str(), GLOB_NOSORT | GLOB_NOESCAPE, nullptr, &found) == 0)
    paths.assign(found.gl_pathv, found.gl_pathv + found.gl_pathc);
  ::globfree(&found);
  std::sort(paths.begin(), paths.end());
  return paths;
}

// Supervisor replaces this very text before any expansion, so that an included file means its own
// directory; defaults become options of the section by it.
void replace_here(raw_config& raw, const std::string& directory) {
  constexpr std::string_view here = "%(here)s";
  for (auto& section : raw.sections) {
    for (const auto& option : raw.defaults.options)
      if (option.value.find(here) != std::string::npos && section.find(option.name) == nullptr)
        section.put(option);
    for (auto& option : section.options) {
      if (option.value.find(here) == std::string::npos) continue;
      option.value = with_all_replaced(option.value, here, directory);
      for (auto& part : option.parts)
        part.value = with_all_replaced(part.value, here, directory);
    }
  }
}

void read_included_file(const std::string& path, load_context& context) {
  context.add({core::log_level::info, "Included extra file \"" + path + "\" during parsing"});
  const file_bytes file = read_file(path, largest_config_file);
  if (file.error_number != 0) {
    context.warn("cannot read included file \"" + path + "\": " + std::strerror(file.error_number) +
                 "; it is ignored");
    return;
  }
  read_text(file.bytes, path, false, context);
  replace_here(context.raw, directory_of(path));
}

}  // namespace

void read_main_file(const std::string& path, load_context& context) {
  const std::string full = joined_path(context.around.cwd, path);
  if (!exists(full)) throw config_failure{"could not find config file " + path, path};
  const file_bytes file = read_file(full, largest_config_file);
  if (file.error_number != 0)
    throw config_failure{"could not read config file " + path,
                         path + ": " + std::strerror(file.error_number)};
  read_text(file.bytes, path, true, context);
}

void read_included_files(load_context& context) {
  const raw_section* section = context.raw.find("include");
  if (section == nullptr) return;

  constexpr const option_row& files = row_of(section_kind::include, "files");
  name_scope names{&context.here};
  names.set("host_node_name", context.around.host_node_name);
  section_reader reader = context.reader_of(*section);
  reader.use(names_allowed::here_and_host, names);
  const auto patterns = reader.find<std::vector<std::string>>(files);
  if (!patterns)
    throw config_failure{".ini file has [include] section, but no files setting",
                         place_of(*section)};

  replace_here(context.raw, context.around.here);
  for (const auto& pattern : *patterns) {
    const std::string full = joined_path(context.around.here, pattern);
    const auto paths = matches_of(full);
    if (paths.empty()) context.warn("No file matches via include \"" + full + "\"");
    for (const auto& path : paths)
      read_included_file(path, context);
  }
}

}  // namespace actord::config
