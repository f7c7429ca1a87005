// Every section and option that a configuration may have, as data: the reader, the defaults, the
// validation, the typo remarks, the sample configuration and docs/generated/options.md all follow
// from these two tables (contract §1.3, §1.5). An option that is not here cannot be read: row_of()
// fails at compile time.
#pragma once

#include <cstddef>
#include <string_view>

#include "config/option_rows.hpp"  // section_table, value_type_table, option_table
#include "config/option_types.hpp"

namespace actord::config {

std::string_view text_of(names_allowed names);

// The row of an option that the code names; a name that is not in the table does not compile.
consteval const option_row& row_of(section_kind kind, std::string_view option) {
  for (const auto& row : option_table)
    if (row.belongs_to(kind) && row.name == option) return row;
  throw "no such option";
}

constexpr const section_row& row_of(section_kind kind) {
  return section_table[static_cast<std::size_t>(kind)];
}

// Null if the section has no such option.
const option_row* find_option(section_kind kind, std::string_view option);

// What a section header means; null for headers that are not ours to read.
const section_row* find_section(std::string_view header);
// "x" of "program:x", untrimmed; empty for sections without a name.
std::string_view name_in(std::string_view header);

}  // namespace actord::config
