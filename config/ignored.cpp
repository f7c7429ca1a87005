#include "config/ignored.hpp"

#include <algorithm>
#include <string_view>

#include "config/near_miss.hpp"
#include "config/option_table.hpp"
#include "config/yaml_layout.hpp"

namespace actord::config {
namespace {

using names = std::vector<std::string_view>;

std::string asked(const std::optional<std::string_view>& near, std::string_view before,
                  std::string_view behind) {
  if (!near) return {};
  return std::string{"; did you mean "}.append(before).append(*near).append(behind) + "?";
}

std::string about_section(const raw_section& section) {
  const auto colon = std::min(section.name.find(':'), section.name.size());
  const auto head = std::string_view{section.name}.substr(0, colon);
  const auto tail = std::string_view{section.name}.substr(colon);
  const bool named = !tail.empty();
  names known;
  for (const auto& row : section_table)
    if ((row.naming == section_naming::named) == named) known.push_back(row.name);
  const std::string what = position_of(section) + ": section [" + section.name + "] is ignored";
  if (!named)
    for (const auto& row : section_table)
      if (row.naming == section_naming::named && lower(head) == row.name)
        return what + "; it needs a name, such as [" + std::string{row.name} + ":x]";
  return what + asked(nearest(lower(head), known), "[", std::string{tail} + "]");
}

std::string about_option(const raw_section& section, const raw_option& option, section_kind kind) {
  const std::string what = position_of(option) + ": [" + section.name + "] " + option.name + " = " +
                           option.value + " is ignored: there is no such option";
  return what + asked(nearest(option.name, option_names_in(in(kind))), "", "");
}

}  // namespace

std::vector<std::string> ignored_parts(const raw_config& raw) {
  std::vector<std::string> texts;
  for (const auto& section : raw.sections) {
    const section_row* row = find_section(section.name);
    if (row == nullptr) {
      texts.push_back(about_section(section));
      continue;
    }
    // What these say is for Python code that may want anything.
    if (row->kind == section_kind::rpcinterface || row->kind == section_kind::ctlplugin) continue;
    for (const auto& option : section.options)
      if (find_option(row->kind, option.name) == nullptr)
        texts.push_back(about_option(section, option, row->kind));
  }
  for (const auto& option : raw.defaults.options)
    if (find_option_in(static_cast<section_set>(~section_set{0}), option.name) == nullptr)
      texts.push_back(position_of(option) + ": [DEFAULT] " + option.name + " = " + option.value +
                      " is ignored: no section has such an option");
  return texts;
}

}  // namespace actord::config
