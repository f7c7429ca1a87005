// The sample configuration in YAML, from the tables: what sample_config() is for the INI.
#pragma once

#include <string>

namespace actord::config {

// Explanations begin with "# "; what is switched off has its "#" right before the key or its
// indentation, so that an editor only has to delete that one sign.
std::string yaml_sample();

}  // namespace actord::config
