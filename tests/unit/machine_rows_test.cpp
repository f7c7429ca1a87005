#include "core/machine_rows.hpp"
#include "tests/helpers/catch.hpp"

using namespace actord::core;

TEST_CASE("two rows for one cell are noticed") {
  constexpr auto twice = std::to_array<transition_row>({
      {proc_state::running, trigger::stop, proc_state::stopping, action::begin_stop},
      {proc_state::running, trigger::ended, proc_state::exited, action::settle},
      {proc_state::running, trigger::stop, proc_state::stopped, action::nothing},
  });
  CHECK_FALSE(no_cell_twice(twice));
  CHECK(no_cell_twice(std::span{twice}.first(2)));
}

TEST_CASE("every row has its cell, and every other cell is impossible and leads nowhere") {
  std::size_t possible = 0;
  for (const auto& state : proc_state_table)
    for (const auto& on : trigger_table) {
      const auto& cell = standard_table.at(state.state, on.what);
      if (cell.act != action::impossible)
        ++possible;
      else
        CHECK(cell.to == state.state);
    }
  for (const auto& row : rows::by_state)
    CHECK(standard_table.at(row.from, row.on) == cell{row.to, row.act});
  CHECK(possible == rows::by_state.size() + 7 * rows::in_every_state.size());
}

TEST_CASE("every action and every trigger is used by some row") {
  for (const auto& act : action_table) {
    if (act.what == action::impossible) continue;
    bool used = false;
    for (const auto& row : rows::by_state)
      used = used || row.act == act.what;
    for (const auto& row : rows::in_every_state)
      used = used || row.act == act.what;
    CAPTURE(std::string{act.name});
    CHECK(used);
  }
  for (const auto& on : trigger_table) {
    bool used = false;
    for (const auto& row : rows::by_state)
      used = used || row.on == on.what;
    for (const auto& row : rows::in_every_state)
      used = used || row.on == on.what;
    CAPTURE(std::string{on.name});
    CHECK(used);
  }
}
