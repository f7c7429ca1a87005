#include "cli/actorctl/help.hpp"

#include <algorithm>
#include <string>
#include <vector>

#include "cli/actorctl/render.hpp"
#include "cli/actorctl/verbs.hpp"

namespace actord::cli {

namespace {

constexpr std::size_t tab_width = 8;

// Tabs that lead from the end of `usage` to the column of the explanations.
std::string tabs_after(std::string_view usage, std::size_t column) {
  const auto reached = usage.size() / tab_width;
  return std::string(column / tab_width - reached, '\t');
}

void print_list(std::ostream& out, std::string_view title, bool ours) {
  std::vector<std::string> names;
  for (const auto& row : verb_table())
    if (row.listed && row.ours == ours) names.emplace_back(row.name);
  if (names.empty()) return;
  out << '\n' << title << '\n' << std::string(title.size(), '=') << '\n';
  render_columns(out, names);
  out << '\n';
}

}  // namespace

void print_forms(std::ostream& out, const verb_row& verb) {
  std::size_t longest = 0;
  for (const auto& form : verb.forms)
    longest = std::max(longest, form.usage.size());
  const auto column = (longest / tab_width + 1) * tab_width;
  for (const auto& form : verb.forms) {
    if (form.usage.empty())
      out << form.meaning << '\n';
    else
      out << form.usage << tabs_after(form.usage, column) << form.meaning << '\n';
  }
}

void print_usage_error(call& c, std::string_view text, std::string_view name) {
  c.here.out << text << '\n';
  if (const auto* verb = find_verb(name)) print_forms(c.here.out, *verb);
}

exit_code show_help(call& c) {
  if (c.rest.empty()) {
    print_list(c.here.out, "default commands (type help <topic>):", false);
    print_list(c.here.out, "commands of actord:", true);
    return exit_code::success;
  }
  const auto* verb = find_verb(c.rest);
  if (verb == nullptr || verb->forms.empty())
    c.here.out << "*** No help on " << c.rest << '\n';
  else
    print_forms(c.here.out, *verb);
  return exit_code::success;
}

}  // namespace actord::cli
