// A configuration as read, before any meaning: sections in order of first appearance, each option
// with the place it came from. The bridge between a file format and the option table.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace actord::config {

struct raw_option {
  std::string name;  // lower case
  std::string value;
  std::string file;  // as it was opened
  int line{0};
  bool cut_inside_quotes{false};  // an inline comment sign within quotes ended the value
};

struct raw_section {
  std::string name;
  std::string file;  // that first defined it
  int line{0};
  std::vector<raw_option> options;  // in order of first appearance

  const raw_option* find(std::string_view option) const;
  raw_option* find(std::string_view option);
  // Adds, or overwrites in place.
  raw_option& put(raw_option option);
};

struct raw_config {
  std::vector<raw_section> sections;
  raw_section defaults;  // [DEFAULT]: fallbacks for every section

  const raw_section* find(std::string_view section) const;
  raw_section* find(std::string_view section);
  // The option of the section, else that of [DEFAULT], else null.
  const raw_option* lookup(const raw_section& section, std::string_view option) const;
};

}  // namespace actord::config
