// Is every cell of the transition table held in place by some test? Each is changed, one at a time,
// to every other next state and to every other action; then the scenarios and a short random walk
// have to notice. What they cannot notice is listed with its reason in machine_survivors.txt; an
// unexplained survivor fails this test, and so does an explanation that is not needed any more.
#include <fstream>
#include <map>
#include <set>
#include <string>
#include <vector>

#include "tests/helpers/catch.hpp"
#include "tests/helpers/golden.hpp"
#include "tests/helpers/machine_exit_scenarios.hpp"
#include "tests/helpers/machine_group_scenarios.hpp"
#include "tests/helpers/machine_other_scenarios.hpp"
#include "tests/helpers/machine_stop_scenarios.hpp"
#include "tests/helpers/machine_world.hpp"

using namespace actord;

namespace {

std::vector<tests::scenario> all_scenarios() {
  std::vector<tests::scenario> all;
  const auto add = [&](const auto& some) { all.insert(all.end(), some.begin(), some.end()); };
  add(tests::start_scenarios);
  add(tests::exit_scenarios);
  add(tests::stop_scenarios);
  add(tests::group_scenarios);
  add(tests::other_scenarios);
  return all;
}

bool scenarios_notice(const core::transition_table& table,
                      const std::vector<tests::scenario>& scenarios) {
  for (const auto& s : scenarios)
    if (!tests::failure_of(s, table).empty()) return true;
  return false;
}

bool walk_notices(const core::transition_table& table) {
  constexpr std::uint64_t short_walk = 20'000;
  tests::random_world world{table, 7};
  while (world.steps() < short_walk)
    if (!world.turn()) return true;
  return false;
}

using name_set = std::set<std::string>;

// What else this cell could be. (Where an impossible cell leads to is without meaning.)
std::map<std::string, core::cell> mutants_of(const core::cell& original) {
  std::map<std::string, core::cell> mutants;
  for (const auto& act : core::action_table)
    if (act.what != original.act) mutants["do " + std::string{act.name}] = {original.to, act.what};
  if (original.act == core::action::impossible) return mutants;
  for (const auto& to : core::proc_state_table)
    if (to.state != original.to) mutants["to " + std::string{to.name}] = {to.state, original.act};
  return mutants;
}

// Names of the changes of one cell that nobody notices; "everything" if nobody ever looks at it.
name_set survivors_of(core::proc_state from, core::trigger on,
                      const std::vector<tests::scenario>& scenarios) {
  const auto noticed = [&](const core::cell& mutant) {
    auto table = core::standard_table;
    table.at(from, on) = mutant;
    return scenarios_notice(table, scenarios) || walk_notices(table);
  };
  const auto& original = core::standard_table.at(from, on);
  const core::cell harmful{core::proc_state::unknown, core::action::launch};
  if (original.act == core::action::impossible && !noticed(harmful)) return {"everything"};

  name_set survivors;
  for (const auto& [name, mutant] : mutants_of(original))
    if (!noticed(mutant)) survivors.insert(name);
  return survivors;
}

std::vector<std::string> split(const std::string& text, const std::string& separator) {
  std::vector<std::string> parts;
  std::size_t begin = 0;
  for (auto end = text.find(separator); end != std::string::npos;
       begin = end + separator.size(), end = text.find(separator, begin))
    parts.push_back(text.substr(begin, end - begin));
  parts.push_back(text.substr(begin));
  return parts;
}

// Lines `STATE trigger: change, change: reason`; several triggers may share a line: `a/b`.
name_set explained_survivors() {
  std::ifstream file{tests::in_source_dir("tests/mutation/machine_survivors.txt")};
  name_set explained;
  for (std::string line; std::getline(file, line);) {
    if (line.empty() || line.front() == '#') continue;
    const auto parts = split(line, ": ");
    if (parts.size() != 3 || parts[2].empty()) {
      FAIL("not `STATE trigger: change, change: reason`: " << line);
      continue;
    }
    const auto space = parts[0].find(' ');
    for (const auto& on : split(parts[0].substr(space + 1), "/"))
      for (const auto& change : split(parts[1], ", "))
        explained.insert(parts[0].substr(0, space + 1) + on + " " + change);
  }
  return explained;
}

std::string listed(const name_set& names) {
  std::string text;
  for (const auto& name : names)
    text += "\n  " + name;
  return text;
}

}  // namespace

TEST_CASE("every cell of the transition table is held in place by a test") {
  const auto scenarios = all_scenarios();
  REQUIRE_FALSE(scenarios_notice(core::standard_table, scenarios));
  REQUIRE_FALSE(walk_notices(core::standard_table));

  auto explained = explained_survivors();
  name_set unexplained;
  for (const auto& from : core::proc_state_table)
    for (const auto& on : core::trigger_table)
      for (const auto& change : survivors_of(from.state, on.what, scenarios)) {
        const auto name = std::string{from.name} + " " + std::string{on.name} + " " + change;
        if (explained.erase(name) == 0) unexplained.insert(name);
      }

  INFO("nobody notices these changes:" << listed(unexplained));
  CHECK(unexplained.empty());
  INFO("explained, but noticed (or not a change):" << listed(explained));
  CHECK(explained.empty());
}
