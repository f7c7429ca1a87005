#include "config/raw_config.hpp"

#include <algorithm>
#include <utility>

namespace actord::config {
namespace {

template <class Named>
auto find_named(Named& items, std::string_view name) -> decltype(items.data()) {
  const auto found =
      std::find_if(items.begin(), items.end(), [&](const auto& item) { return item.name == name; });
  return found == items.end() ? nullptr : &*found;
}

template <class Item>
std::string position_in_file(const Item& item) {
  return item.file + ":" + std::to_string(item.line) +
         (item.column > 0 ? ":" + std::to_string(item.column) : "");
}

}  // namespace

std::string position_of(const raw_option& option) {
  return position_in_file(option);
}

std::string position_of(const raw_section& section) {
  return position_in_file(section);
}

const raw_option* raw_section::find(std::string_view option) const {
  return find_named(options, option);
}

raw_option* raw_section::find(std::string_view option) {
  return find_named(options, option);
}

raw_option& raw_section::put(raw_option option) {
  if (raw_option* known = find(option.name)) return *known = std::move(option);
  return options.emplace_back(std::move(option));
}

const raw_section* raw_config::find(std::string_view section) const {
  return find_named(sections, section);
}

raw_section* raw_config::find(std::string_view section) {
  return find_named(sections, section);
}

const raw_option* raw_config::lookup(const raw_section& section, std::string_view option) const {
  const raw_option* own = section.find(option);
  return own != nullptr ? own : defaults.find(option);
}

}  // namespace actord::config
