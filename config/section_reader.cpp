#include "config/section_reader.hpp"

#include <algorithm>
#include <limits>

#include "config/raw_parts.hpp"

namespace actord::config {
namespace {

// How messages about a failed expansion call the value.
std::string label_of(const raw_section& section, const option_row& row) {
  const bool bare =
      row.names == names_allowed::each && (row.name == "environment" || row.name == "process_name");
  const std::string name{row.name};
  return bare ? name : section.name + "." + name;
}

}  // namespace

std::string place_of(const raw_section& section, const raw_option& option) {
  return position_of(option) + ": [" + section.name + "] " + option.name + " = " + option.value;
}

std::string place_of(const raw_section& section) {
  return position_of(section) + ": [" + section.name + "]";
}

const raw_option* section_reader::raw(const option_row& row) const {
  const raw_option* own = section_.find(row.name);
  return own == nullptr && defaults_ != nullptr ? defaults_->find(row.name) : own;
}

std::optional<std::string> section_reader::text(const option_row& row) const {
  const raw_option* option = raw(row);
  if (option == nullptr && row.fallback.empty()) return std::nullopt;
  const std::string_view written = option == nullptr ? row.fallback : option->value;
  const name_scope& names = *scopes_[static_cast<std::size_t>(row.names)];
  try {
    if (option == nullptr || option->parts.empty())
      return expand(written, names, label_of(section_, row));
    auto parts = option->parts;
    for (auto& part : parts)
      part.value = expand(part.value, names, label_of(section_, row));
    return joined_parts(row.type, parts);
  } catch (const value_error& problem) {
    fail(row, problem.what());
  }
}

option_value section_reader::parsed(const option_row& row, std::string_view text) const {
  try {
    return parse_value(row.type, text, around_);
  } catch (const value_error& problem) {
    fail(row,
         row.complaint.empty() ? problem.what() : std::string{row.complaint} + std::string{text});
  }
}

int section_reader::number(const option_row& row) const {
  constexpr std::int64_t least = std::numeric_limits<int>::min();
  constexpr std::int64_t most = std::numeric_limits<int>::max();
  return static_cast<int>(std::clamp(read<std::int64_t>(row), least, most));
}

void section_reader::fail(const option_row& row, const std::string& message) const {
  const raw_option* option = raw(row);
  throw config_failure{
      config_error{.message = message,
                   .where = option == nullptr ? place_of(section_) : place_of(section_, *option),
                   .section = section_.name,
                   .option = std::string{row.name}}};
}

}  // namespace actord::config
