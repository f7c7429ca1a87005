// Texts for people, made from the option table: nothing in them is written twice.
#pragma once

#include <string>

namespace actord::config {

// A commented sample configuration that actord and supervisord both load (contract §2.2).
std::string sample_config();

// docs/generated/options.md: every section, option, type and default.
std::string reference_page();

}  // namespace actord::config
