// What the YAML files of one configuration share: an included file may use the defaults, templates
// and programs of the files before it.
#pragma once

#include <functional>
#include <map>
#include <string>
#include <vector>

#include "config/yaml_layout.hpp"
#include "config/yaml_tree.hpp"

namespace actord::config {

using yaml_named = std::map<std::string, yaml_node, std::less<>>;

struct yaml_scope {
  std::vector<yaml_entry> defaults;
  yaml_named templates;
  std::map<section_kind, yaml_named> programs;  // by the kind of their sections
};

}  // namespace actord::config
