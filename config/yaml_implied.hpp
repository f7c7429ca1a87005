// What a YAML configuration need not say, unlike an INI: the sections that Supervisor requires, the
// XML-RPC interface, and where the control client finds the daemon.
#pragma once

#include "config/raw_config.hpp"
#include "config/yaml_tree.hpp"

namespace actord::config {

// Adds to `into`, which has been read from the main file with that root.
void imply_sections(const yaml_node& root, raw_config& into);

}  // namespace actord::config
