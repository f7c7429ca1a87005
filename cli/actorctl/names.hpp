// How processes are named on the command line and in the output (contract §7.4): `name` stands for
// `name:name`, `group:*` and `group:` for the whole group; the first `:` splits.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "core/messages.hpp"

namespace actord::cli {

// What one argument means. Never target_kind::all: that is decided over all arguments.
core::target target_of(std::string_view name);

// Does one of the arguments say `all`? Then the others do not count.
bool says_all(const std::vector<std::string>& names);

// `name` when group and process have the same name, otherwise `group:process`.
std::string namespec(std::string_view group, std::string_view process);

// Ours: `web*`, `app:w?`, `*:worker`, as a shell matches file names, against names as status prints
// them. Not `*` alone and not `group:*`: those are Supervisor's.
bool is_pattern(std::string_view name);

// The names with each pattern replaced by what it matches, in the order of `existing`; a pattern
// that matches nothing stays, and is then a name that does not exist.
std::vector<std::string> matched(const std::vector<std::string>& names,
                                 const std::vector<core::process_info>& existing);

}  // namespace actord::cli
