// `defaults` and `extends` of programs in YAML. What a program says itself beats what it extends,
// a later one in the list of `extends` an earlier one, and all of them beat the defaults. Maps are
// merged key by key, everything else is replaced; an empty value takes an inherited one away.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "config/yaml_scope.hpp"

namespace actord::config {

inline constexpr std::string_view extends_key = "extends";

// `later` over `earlier`.
void merge_entries(std::vector<yaml_entry>& earlier, const std::vector<yaml_entry>& later);

// All entries of a program, template or listener; `extends` is gone. `kind` is where the names in
// `extends` are looked for, after the templates. A text or a list instead of a map is the command.
// Throws config_failure: unknown name, cycle, wrong type.
std::vector<yaml_entry> inherited_entries(const yaml_node& program, const std::string& path,
                                          section_kind kind, const yaml_scope& scope);

}  // namespace actord::config
