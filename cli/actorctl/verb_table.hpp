// The actions of actorctl as one table: dispatch, help, completion and docs/generated/commands.md
// all follow from it. An action that is not here does not exist: `*** Unknown syntax`.
#pragma once

#include <cstdint>
#include <span>
#include <string_view>

#include "cli/actorctl/call.hpp"

namespace actord::cli {

struct verb_form {
  std::string_view usage;    // the whole line as one types it
  std::string_view meaning;  // what it does, for people
};

// What Tab offers behind the action.
enum class completes : std::uint8_t { nothing, actions, processes, groups };

// What is done before the action runs.
enum class check : std::uint8_t {
  none,
  daemon_is_up,  // §7.3: says who does not answer, and ends there
  no_arguments,  // `Error: x accepts no arguments`
  no_arguments_then_up,
};

struct verb_row {
  std::string_view name;
  std::span<const verb_form> forms;  // empty: not for typing, hidden from help
  check before;
  completes completion;
  exit_code (*run)(call&);
  bool listed{true};    // in the list that `help` prints
  bool ours{false};     // unknown to supervisorctl: `help` lists it by itself
  bool offline{false};  // works on files: whether the client's own settings are good is no matter
};

// By name.
std::span<const verb_row> verb_table();

// nullptr: no such action.
const verb_row* find_verb(std::string_view name);

}  // namespace actord::cli
