#include "cli/actorctl/manual_page.hpp"

#include "cli/actorctl/exit_status.hpp"
#include "cli/actorctl/verb_table.hpp"
#include "config/manual_pages.hpp"

namespace actord::cli {

namespace {

struct status_text {
  exit_code code;
  std::string_view meaning;
};

constexpr status_text statuses[] = {
    {exit_code::success, "done"},
    {exit_code::failure, "an action failed, or there is no such action"},
    {exit_code::bad_arguments, "wrong arguments, or no such group"},
    {exit_code::some_down, "status: a process is not running"},
    {exit_code::unknown, "status: no such process; any action: nobody behind the socket"},
    {exit_code::protocol_mismatch, "the daemon speaks another protocol"},
    {exit_code::not_running, "there is no daemon, a process has no pid, or a start failed"},
};

}  // namespace

std::string manual_page() {
  config::roff_page page{"actorctl", 1, "control the programs that actord runs"};
  page.section("SYNOPSIS");
  page.paragraph("actorctl [options] [action [arguments]]");
  page.section("DESCRIPTION");
  page.paragraph(
      "Asks the daemon of this host, which it finds through the daemon's own configuration. With "
      "an action it carries that out and ends; without one it is a shell, with history and "
      "completion on a terminal. Output and exit statuses are those of supervisorctl.");
  page.paragraph(
      "A process is named by its name, or group:name where the two differ; group:* is a whole "
      "group, all is everything.");
  page.section("OPTIONS");
  config::describe_flags(page, config::client_flags());
  page.section("ACTIONS");
  for (const auto& verb : verb_table())
    for (const auto& form : verb.forms) {
      if (form.usage.empty())
        page.paragraph(form.meaning);
      else
        page.item(form.usage, form.meaning);
    }
  page.section("EXIT STATUS");
  for (const auto& status : statuses)
    page.item(std::to_string(number_of(status.code)), status.meaning);
  page.section("SEE ALSO");
  page.paragraph("actord(1), actord.conf(5)");
  return page.text();
}

}  // namespace actord::cli
