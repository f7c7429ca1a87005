// What Tab offers (contract §7.2): actions as the first word and after `help`, names of processes
// or groups after the actions that take some. Pure; the names are asked for only when they are
// needed.
#pragma once

#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "cli/actorctl/verb_table.hpp"

namespace actord::cli {

struct process_name {
  std::string group;
  std::string name;
};

// Asked with completes::processes or completes::groups; of the latter, only the groups count.
using name_source = std::function<std::vector<process_name>(completes)>;

// The word that the cursor is in or behind. `:`, `*` and `-` belong to words.
std::string_view word_before_cursor(std::string_view line);

// All that this word can become, sorted; `line` ends at the cursor.
std::vector<std::string> completions(std::string_view line, const name_source& names);

// The longest beginning that all of them share.
std::string common_beginning(const std::vector<std::string>& words);

}  // namespace actord::cli
