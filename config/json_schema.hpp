// The JSON schema (draft 7) of YAML configurations, for editors: keys, types, defaults and
// explanations, all from the option table. It does not replace actorctl check: what depends on
// names, users or files is for the daemon to say.
#pragma once

#include <string>

namespace actord::config {

std::string json_schema();

}  // namespace actord::config
