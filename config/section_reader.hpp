// One section through the option table: finds an option's text (or its default), expands it with
// the names that the table allows, turns it into a value of the table's type. Every error leaves as
// a config_failure that names file, line, section, option and value.
#pragma once

#include <array>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <variant>

#include "config/config_error.hpp"
#include "config/expand.hpp"
#include "config/option_table.hpp"
#include "config/option_value.hpp"
#include "config/raw_config.hpp"

namespace actord::config {

// "file:line: [section] option = value"
std::string place_of(const raw_section& section, const raw_option& option);
// "file:line: [section]"
std::string place_of(const raw_section& section);

class section_reader {
 public:
  // All arguments must outlive the reader. `defaults` may be null: [DEFAULT] does not count.
  section_reader(const raw_section& section, const raw_section* defaults,
                 const surroundings& around)
      : section_{section}, defaults_{defaults}, around_{around} {}

  // Values of that kind are expanded with these names from now on.
  void use(names_allowed kind, const name_scope& names) {
    scopes_[static_cast<std::size_t>(kind)] = &names;
  }

  const raw_section& section() const { return section_; }
  const raw_option* raw(const option_row& row) const;

  // The expanded text; the default as it stands in the table if the option is absent; nothing if
  // there is neither.
  std::optional<std::string> text(const option_row& row) const;

  // The typed value; nothing if the option is absent and has no default.
  template <class T>
  std::optional<T> find(const option_row& row) const {
    const auto value = text(row);
    if (!value) return std::nullopt;
    return std::get<T>(parsed(row, *value));
  }

  // For options with a default.
  template <class T>
  T read(const option_row& row) const {
    auto value = find<T>(row);
    return value ? std::move(*value) : T{};
  }

  // An integer option, brought into the range of int.
  int number(const option_row& row) const;

  option_value parsed(const option_row& row, std::string_view text) const;

  // Throws with the place of the option (of the section if it is absent).
  [[noreturn]] void fail(const option_row& row, const std::string& message) const;

 private:
  const raw_section& section_;
  const raw_section* defaults_;
  const surroundings& around_;
  std::array<const name_scope*, names_allowed_count> scopes_{};
};

}  // namespace actord::config
