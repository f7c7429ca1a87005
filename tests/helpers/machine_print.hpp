// The transition table in print: as a golden file, where every cell has a line, and as the document
// for readers, where the impossible ones are left out.
#pragma once

#include <string>
#include <string_view>

#include "core/machine_rows.hpp"

namespace actord::tests {

inline std::string padded(std::string_view text, std::size_t width) {
  std::string out{text};
  if (out.size() < width) out.append(width - out.size(), ' ');
  return out;
}

// Calls print(state, trigger_row, cell) for every cell, by state, then trigger.
template <class Print>
void for_each_cell(const core::transition_table& table, Print print) {
  for (const auto& state : core::proc_state_table)
    for (const auto& on : core::trigger_table)
      print(state, on, table.at(state.state, on.what));
}

inline std::string table_as_text(const core::transition_table& table) {
  std::string text;
  for_each_cell(table, [&](const core::proc_state_row& from, const core::trigger_row& on,
                           const core::cell& c) {
    text += padded(from.name, 10) + padded(on.name, 15);
    if (c.act == core::action::impossible)
      text += "-\n";
    else
      text += padded(name_of(c.to), 10) + std::string{name_of(c.act)} + "\n";
  });
  return text;
}

inline std::string table_as_document(const core::transition_table& table) {
  std::string text =
      "# The process state machine\n\n"
      "Printed from core/machine_rows.hpp by a test (ACTORD_UPDATE_GOLDEN=1 rewrites this file).\n"
      "What is not listed cannot happen: it is reported and changes nothing. One input can lead\n"
      "through several rows: `ended_late` is followed by `ended`, a failure too many by `spent`, "
      "an\n"
      "exit by `wanted` when the program is to be started again at once, and the shutdown arrives\n"
      "as `freeze`, then `shut_down`.\n";
  std::string_view section;
  for_each_cell(table, [&](const core::proc_state_row& from, const core::trigger_row& on,
                           const core::cell& c) {
    if (c.act == core::action::impossible) return;
    if (section != from.name) {
      section = from.name;
      text += "\n## " + std::string{from.name} + "\n\n| when | then | action |\n|---|---|---|\n";
    }
    const auto to = c.to == from.state ? std::string{"stay"} : std::string{name_of(c.to)};
    text += "| " + std::string{on.name} + " | " + to + " | " + std::string{name_of(c.act)} + " |\n";
  });
  text += "\n## Triggers\n\n| trigger | meaning |\n|---|---|\n";
  for (const auto& row : core::trigger_table)
    text += "| " + std::string{row.name} + " | " + std::string{row.meaning} + " |\n";
  text += "\n## Actions\n\n| action | meaning |\n|---|---|\n";
  for (const auto& row : core::action_table)
    text += "| " + std::string{row.name} + " | " + std::string{row.meaning} + " |\n";
  return text;
}

}  // namespace actord::tests
