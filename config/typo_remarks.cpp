#include <cstddef>
#include <string>
#include <string_view>

#include "config/build_spec.hpp"
#include "config/near_miss.hpp"
#include "config/text.hpp"

namespace actord::config {
namespace {

void check_section(const raw_section& section, load_context& context) {
  const auto colon = section.name.find(':');
  const auto head = std::string_view{section.name}.substr(0, colon);
  const bool has_name = colon != std::string_view::npos;
  for (const auto& row : section_table) {
    const bool takes_name = row.naming == section_naming::named;
    if (takes_name != has_name || !looks_misspelt(lower(head), row.name)) continue;
    context.warn("section [" + section.name + "] in " + section.file +
                 " is ignored; did you mean [" + std::string{row.name} +
                 (has_name ? section.name.substr(colon) : "") + "]?");
    return;
  }
}

void check_options(const raw_section& section, section_kind kind, load_context& context) {
  for (const auto& option : section.options) {
    if (find_option(kind, option.name) != nullptr) continue;
    for (const auto& row : option_table) {
      if (!row.belongs_to(kind) || !looks_misspelt(option.name, row.name)) continue;
      context.warn(option.file + ":" + std::to_string(option.line) + ": option " + option.name +
                   " of [" + section.name + "] is ignored; did you mean " + std::string{row.name} +
                   "?");
      break;
    }
  }
}

}  // namespace

void remark_on_typos(load_context& context) {
  for (const auto& section : context.raw.sections) {
    const section_row* row = find_section(section.name);
    if (row == nullptr) {
      check_section(section, context);
    } else if (row->kind != section_kind::rpcinterface && row->kind != section_kind::ctlplugin) {
      check_options(section, row->kind, context);
    }
  }
}

}  // namespace actord::config
