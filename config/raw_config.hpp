// A configuration as read, before any meaning: sections in order of first appearance, each option
// with the place it came from. The bridge between a file format and the option table.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace actord::config {

// One item of a value that the format writes as a list or a map.
struct raw_part {
  std::string key;  // of a map
  std::string value;

  bool operator==(const raw_part&) const = default;
};

struct raw_option {
  std::string name;  // lower case
  std::string value;
  std::string file;  // as it was opened
  int line{0};
  bool cut_inside_quotes{false};  // an inline comment sign within quotes ended the value
  int column{0};                  // from 1; 0: the format has no columns
  // Expanded one by one and only then joined, so that nothing in an expanded item is taken for a
  // separator. Empty: `value` is all; else `value` is the joined text before expansion.
  std::vector<raw_part> parts{};
  std::vector<std::string> comments{};  // lines above, with their sign; empty ones for blank lines
  std::string remark{};                 // the comment behind the value, with its sign
};

struct raw_section {
  std::string name;
  std::string file;  // that first defined it
  int line{0};
  std::vector<raw_option> options;  // in order of first appearance
  int column{0};                    // as for options
  std::vector<std::string> comments{};

  const raw_option* find(std::string_view option) const;
  raw_option* find(std::string_view option);
  // Adds, or overwrites in place.
  raw_option& put(raw_option option);
};

// "file:line", or "file:line:column" where there are columns.
std::string position_of(const raw_option& option);
std::string position_of(const raw_section& section);

struct raw_config {
  std::vector<raw_section> sections;
  raw_section defaults;               // [DEFAULT]: fallbacks for every section
  std::vector<std::string> comments;  // behind the last option

  const raw_section* find(std::string_view section) const;
  raw_section* find(std::string_view section);
  // The option of the section, else that of [DEFAULT], else null.
  const raw_option* lookup(const raw_section& section, std::string_view option) const;
};

}  // namespace actord::config
