// docs/generated/commands.md: the actions, their forms, and what their outcomes print, from the
// tables that actorctl itself works by.
#pragma once

#include <string>

namespace actord::cli {

std::string reference_page();

}  // namespace actord::cli
