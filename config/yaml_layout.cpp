#include "config/yaml_layout.hpp"

#include <algorithm>
#include <utility>

#include "config/text.hpp"

namespace actord::config {
namespace {

constexpr std::array<std::pair<std::string_view, std::string_view>, 2> server_names{
    {{"unix", "unix_http_server"}, {"inet", "inet_http_server"}}};

consteval bool every_section_has_a_key() {
  for (std::size_t kind = 0; kind < section_kind_count; ++kind)
    if (std::none_of(yaml_key_table.begin(), yaml_key_table.end(), [&](const auto& row) {
          return row.key != "DEFAULT" && (row.sections & (1u << kind)) != 0;
        }))
      return false;
  return true;
}
static_assert(every_section_has_a_key(), "a new section needs a key in yaml_key_table");

consteval bool daemon_options_are_apart() {
  for (const auto& a : option_table)
    for (const auto& b : option_table)
      if (a.belongs_to(section_kind::supervisord) && b.belongs_to(section_kind::actord) &&
          a.name == b.name)
        return false;
  return true;
}
static_assert(daemon_options_are_apart(), "`daemon` must know which section an option is for");

}  // namespace

const yaml_key_row* find_yaml_key(std::string_view key) {
  for (const auto& row : yaml_key_table) {
    const auto others = words_of(row.also);
    if (row.key == key || std::find(others.begin(), others.end(), key) != others.end()) return &row;
  }
  return nullptr;
}

const yaml_key_row& yaml_key_of(section_kind kind) {
  // `defaults` and `templates` take the options of programs, but make no section.
  for (const auto& row : yaml_key_table)
    if ((row.sections & in(kind)) != 0 && row.key != "defaults" && row.key != "templates")
      return row;
  return yaml_key_table.back();
}

section_kind first_kind(section_set sections) {
  for (const auto& row : section_table)
    if ((sections & in(row.kind)) != 0) return row.kind;
  return section_kind::supervisord;
}

const option_row* find_option_in(section_set sections, std::string_view name) {
  for (const auto& row : option_table)
    if ((row.sections & sections) != 0 && row.name == name) return &row;
  return nullptr;
}

std::vector<std::string_view> option_names_in(section_set sections) {
  std::vector<std::string_view> names;
  for (const auto& row : option_table)
    if ((row.sections & sections) != 0 &&
        std::find(names.begin(), names.end(), row.name) == names.end())
      names.push_back(row.name);
  return names;
}

std::string server_section(std::string_view name) {
  for (const auto& [brief, full] : server_names) {
    if (name.starts_with(full)) return std::string{name};
    if (name == brief || name.starts_with(std::string{brief} + ":"))
      return std::string{full}.append(name.substr(brief.size()));
  }
  return {};
}

std::string server_name(std::string_view section) {
  for (const auto& [brief, full] : server_names) {
    const auto rest = section.substr(std::min(full.size(), section.size()));
    if (section.starts_with(full) && (rest.empty() || rest.starts_with(':')))
      return std::string{brief}.append(rest);
  }
  return std::string{section};
}

}  // namespace actord::config
