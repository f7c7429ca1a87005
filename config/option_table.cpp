#include "config/option_table.hpp"

#include <array>
#include <utility>

namespace actord::config {
namespace {

constexpr std::array<std::pair<names_allowed, std::string_view>, names_allowed_count> name_texts{{
    {names_allowed::environment, "ENV_*"},
    {names_allowed::here, "here, ENV_*"},
    {names_allowed::here_and_host, "here, host_node_name, ENV_*"},
    {names_allowed::here_and_program, "here, program_name, ENV_*"},
    {names_allowed::once, "here, host_node_name, program_name, group_name, ENV_*"},
    {names_allowed::each,
     "here, host_node_name, program_name, group_name, process_num, numprocs, ENV_*"},
}};

consteval bool tables_in_order() {
  for (std::size_t i = 0; i < section_table.size(); ++i)
    if (static_cast<std::size_t>(section_table[i].kind) != i) return false;
  for (std::size_t i = 0; i < value_type_table.size(); ++i)
    if (static_cast<std::size_t>(value_type_table[i].type) != i) return false;
  for (std::size_t i = 0; i < name_texts.size(); ++i)
    if (static_cast<std::size_t>(name_texts[i].first) != i) return false;
  return true;
}
static_assert(tables_in_order());

consteval bool every_option_once() {
  for (const auto& a : option_table)
    for (const auto& b : option_table)
      if (&a != &b && a.name == b.name && (a.sections & b.sections) != 0) return false;
  return true;
}
static_assert(every_option_once());

bool matches(const section_row& row, std::string_view header) {
  switch (row.naming) {
    case section_naming::exact:
      return header == row.name;
    case section_naming::prefix:
      return header.starts_with(row.name);
    case section_naming::named:
      break;
  }
  return header.size() > row.name.size() && header.starts_with(row.name) &&
         header[row.name.size()] == ':';
}

}  // namespace

std::string_view text_of(names_allowed names) {
  return name_texts[static_cast<std::size_t>(names)].second;
}

const option_row* find_option(section_kind kind, std::string_view option) {
  for (const auto& row : option_table)
    if (row.belongs_to(kind) && row.name == option) return &row;
  return nullptr;
}

const section_row* find_section(std::string_view header) {
  for (const auto& row : section_table)
    if (matches(row, header)) return &row;
  return nullptr;
}

std::string_view name_in(std::string_view header) {
  const auto colon = header.find(':');
  return colon == std::string_view::npos ? std::string_view{} : header.substr(colon + 1);
}

}  // namespace actord::config
