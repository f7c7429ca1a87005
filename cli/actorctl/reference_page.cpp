#include "cli/actorctl/reference_page.hpp"

#include <sstream>
#include <string_view>

#include "cli/actorctl/outcome_texts.hpp"
#include "cli/actorctl/verb_table.hpp"
#include "core/fault.hpp"

namespace actord::cli {

namespace {

constexpr std::string_view introduction =
    R"(# Actions of actorctl

Made from `cli/actorctl/verb_table.cpp` and `outcome_texts.cpp` by the unit tests
(`ACTORD_UPDATE_GOLDEN=1`); do not edit.

`name` stands for the process `name` of the group `name`, `group:name` for one of another group,
`group:*` or `group:` for a whole group, `all` among the names for everything. Several names are
dealt with one after the other. A line may be one argument or several: they are joined by blanks.

)";

std::string_view check_text(check before) {
  switch (before) {
    case check::none:
      return "needs no daemon";
    case check::daemon_is_up:
      return "asks first whether the daemon is there";
    case check::no_arguments:
      return "takes no arguments";
    case check::no_arguments_then_up:
      return "takes no arguments; asks first whether the daemon is there";
  }
  return "";
}

std::string_view deed_text(deed done) {
  switch (done) {
    case deed::start:
      return "start";
    case deed::stop:
      return "stop";
    case deed::signal:
      return "signal";
    case deed::clear:
      return "clear";
    case deed::rotate:
      return "rotate";
  }
  return "";
}

void write_actions(std::ostream& page) {
  for (const auto& verb : verb_table()) {
    if (verb.forms.empty()) continue;
    page << "## " << verb.name << "\n\n" << check_text(verb.before) << "\n\n";
    for (const auto& form : verb.forms) {
      if (form.usage.empty())
        page << "\n" << form.meaning << "\n";
      else
        page << "- `" << form.usage << "`: " << form.meaning << "\n";
    }
    page << "\n";
  }
}

void write_outcomes(std::ostream& page) {
  page << "## What became of a process\n\n"
          "`N` is the process. The exit status is that of the last outcome that sets one; 0 "
          "otherwise.\n\n"
          "| action | outcome | line | exit status |\n|---|---|---|---|\n";
  for (const auto& row : outcome_table()) {
    page << "| " << deed_text(row.done) << " | " << core::row_of(row.code).name << " | ";
    if (row.code == core::fault_code::success)
      page << "`N: " << row.words << "`";
    else if (row.words.empty())
      page << "the fault's text";
    else
      page << "`N: ERROR (" << row.words << ")`";
    page << " | ";
    if (row.status) page << number_of(*row.status);
    page << " |\n";
  }
}

}  // namespace

std::string reference_page() {
  std::ostringstream page;
  page << introduction;
  write_actions(page);
  write_outcomes(page);
  return page.str();
}

}  // namespace actord::cli
