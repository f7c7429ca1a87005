#include "gateway/web_html.hpp"

#include <array>
#include <cctype>

#include "core/proc_state.hpp"
#include "gateway/http_message.hpp"
#include "gateway/names.hpp"
#include "gateway/utf8.hpp"

namespace actord::gateway::html {
namespace {

using core::proc_state;

std::string head(const std::string& title) {
  return "<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n"
         "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n"
         "<meta name=\"color-scheme\" content=\"light dark\">\n<title>" +
         escaped(title) +
         "</title>\n<link rel=\"stylesheet\" href=\"stylesheets/supervisor.css\">\n"
         "<link rel=\"icon\" href=\"data:,\">\n</head>\n";
}

std::string_view class_of(proc_state state) {
  switch (state) {
    case proc_state::running:
      return "statusrunning";
    case proc_state::fatal:
    case proc_state::backoff:
      return "statuserror";
    default:
      return "statusnominal";
  }
}

std::string lower_name(proc_state state) {
  std::string name{core::name_of(state)};
  for (char& c : name)
    c = static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
  return name;
}

std::string button(std::string_view action, std::string_view label) {
  return "<button name=\"action\" value=\"" + std::string{action} + "\">" + std::string{label} +
         "</button>";
}

std::string link(const std::string& target, std::string_view label) {
  return "<a href=\"" + escaped_attribute(target) + "\">" + escaped(label) + "</a>";
}

// What the buttons of a row do; the page sends them as a form.
std::string actions_of(const core::process_info& p, const std::string& name) {
  std::string form =
      "<form method=\"post\" action=\"index.html\"><input type=\"hidden\" name=\"processname\" "
      "value=\"" +
      escaped_attribute(name) + "\">";
  if (core::counts_up(p.state))
    form += button("restart", "Restart") + button("stop", "Stop");
  else
    form += button("start", "Start");
  form += button("clearlog", "Clear Log") + "</form>";
  const auto log = "logtail/" + percent_encoded(name);
  return form + "<span class=\"links\">" + link(log, "Tail -f Stdout") + " " +
         link(log + "/stderr", "Tail -f Stderr") + "</span>";
}

std::string row_of(const core::process_info& p) {
  const auto name = full_name(p.group, p.name);
  return "<tr>\n<td class=\"status\"><span class=\"" + std::string{class_of(p.state)} + "\">" +
         lower_name(p.state) + "</span></td>\n<td class=\"desc\">" + escaped(p.description) +
         "</td>\n<td class=\"name\">" +
         link("tail.html?processname=" + percent_encoded(name), name) +
         "</td>\n<td class=\"action\">" + actions_of(p, name) + "</td>\n</tr>\n";
}

std::string table_of(const std::vector<core::process_info>& processes) {
  if (processes.empty()) return "<p class=\"empty\">No programs to manage</p>\n";
  std::string table =
      "<table>\n<thead><tr><th>State</th><th>Description</th><th>Name</th><th>Action</th></tr>"
      "</thead>\n<tbody>\n";
  for (const auto& p : processes)
    table += row_of(p);
  return table + "</tbody>\n</table>\n";
}

// "3 of 4 running, 1 in trouble"
std::string summary_of(const std::vector<core::process_info>& processes) {
  std::size_t running = 0;
  std::size_t trouble = 0;
  for (const auto& p : processes) {
    running += p.state == proc_state::running ? 1u : 0u;
    trouble += class_of(p.state) == "statuserror" ? 1u : 0u;
  }
  auto text = std::to_string(running) + " of " + std::to_string(processes.size()) + " running";
  if (trouble != 0) text += ", " + std::to_string(trouble) + " in trouble";
  return text;
}

}  // namespace

std::string render(const status_page& page) {
  auto text = head("Supervisor Status");
  text += "<body>\n<header><h1>" + escaped(page.identifier) + "</h1><p>" +
          summary_of(page.processes) + "</p></header>\n<main>\n";
  if (!page.message.empty())
    text += "<div class=\"status_msg\" role=\"status\">" + escaped(page.message) + "</div>\n";
  text +=
      "<form id=\"buttons\" method=\"post\" action=\"index.html\">"
      "<a class=\"button\" href=\"index.html?action=refresh\">Refresh</a>" +
      button("restartall", "Restart All") + button("stopall", "Stop All") + "</form>\n";
  text += table_of(page.processes);
  text += "</main>\n<footer>actord, compatible with Supervisor <span class=\"version\">" +
          escaped(page.version) + "</span></footer>\n</body>\n</html>\n";
  return text;
}

std::string confirmation(std::string_view process, std::string_view action) {
  auto text = head("Supervisor Status");
  text += "<body>\n<main>\n<form id=\"confirm\" method=\"post\" action=\"index.html\">\n<p>";
  text += "Really <strong>" + escaped(action) + "</strong>";
  if (!process.empty()) text += " <strong>" + escaped(process) + "</strong>";
  text += "?</p>\n";
  if (!process.empty())
    text +=
        "<input type=\"hidden\" name=\"processname\" value=\"" + escaped_attribute(process) + "\">";
  text += "<button name=\"action\" value=\"" + escaped_attribute(action) + "\">" + escaped(action) +
          "</button> " + link("index.html", "Back");
  return text + "\n</form>\n</main>\n</body>\n</html>\n";
}

std::string render(const tail_page& page) {
  const auto name = page.process.empty() ? std::string{"None"} : page.process;
  auto text = head("Supervisor tail of process " + name);
  text += "<body class=\"tail\">\n<header><h1>" + escaped(name) + "</h1><p>";
  if (!page.process.empty())
    text += link("tail.html?processname=" + percent_encoded(page.process) +
                     "&limit=" + std::to_string(page.limit),
                 "Refresh") +
            " ";
  text += link("index.html", "All programs") + "</p></header>\n<main>\n<pre>" + escaped(page.text) +
          "</pre>\n</main>\n</body>\n</html>\n";
  return text;
}

const std::string_view stylesheet =
    R"(:root { color-scheme: light dark;
  --back: #f6f7f9; --card: #fff; --text: #1b1f24; --soft: #5b6470; --line: #dde1e6;
  --good: #0a7a3d; --good-back: #dff5e7; --bad: #b3261e; --bad-back: #fde4e1;
  --calm: #4d5663; --calm-back: #e8ebef; --link: #0b57d0; }
@media (prefers-color-scheme: dark) { :root {
  --back: #14171b; --card: #1d2126; --text: #e6e9ed; --soft: #9aa4b0; --line: #32383f;
  --good: #6fdc9b; --good-back: #113a24; --bad: #ff9c94; --bad-back: #4a1a17;
  --calm: #b7c0cb; --calm-back: #2b3138; --link: #8ab4f8; } }
* { box-sizing: border-box; }
body { margin: 0 auto; max-width: 72rem; padding: 1.5rem; background: var(--back);
  color: var(--text); font: 15px/1.5 system-ui, sans-serif; }
header { display: flex; flex-wrap: wrap; align-items: baseline; gap: .25rem 1rem; }
h1 { font-size: 1.5rem; margin: 0; }
header p, footer, .empty { color: var(--soft); margin: 0; }
a { color: var(--link); }
form { display: inline-flex; flex-wrap: wrap; gap: .4rem; margin: 0; }
#buttons { margin: 1.25rem 0; }
button, .button { font: inherit; font-size: .85rem; padding: .2rem .7rem; border-radius: .4rem;
  border: 1px solid var(--line); background: var(--card); color: var(--text); cursor: pointer;
  text-decoration: none; line-height: 1.5; }
button:hover, .button:hover { border-color: var(--link); }
:focus-visible { outline: 2px solid var(--link); outline-offset: 2px; }
.status_msg { margin-top: 1rem; padding: .6rem .9rem; background: var(--card);
  border: 1px solid var(--line); border-left: 4px solid var(--link); border-radius: .4rem; }
table { width: 100%; border-collapse: collapse; background: var(--card);
  border: 1px solid var(--line); }
th, td { padding: .5rem .75rem; text-align: left; border-top: 1px solid var(--line); }
th { font-size: .8rem; color: var(--soft); font-weight: 600; }
.status span { display: inline-block; min-width: 5.5rem; padding: 0 .6rem; border-radius: 1rem;
  text-align: center; font-size: .8rem; font-weight: 600; }
.statusrunning { background: var(--good-back); color: var(--good); }
.statuserror { background: var(--bad-back); color: var(--bad); }
.statusnominal { background: var(--calm-back); color: var(--calm); }
.desc { color: var(--soft); font-variant-numeric: tabular-nums; }
.name { font-weight: 600; overflow-wrap: anywhere; }
.links { margin-left: .6rem; font-size: .85rem; white-space: nowrap; }
.links a { margin-right: .4rem; }
pre { background: var(--card); border: 1px solid var(--line); border-radius: .4rem;
  padding: 1rem; overflow-x: auto; white-space: pre-wrap; overflow-wrap: anywhere; }
footer { margin-top: 1.25rem; font-size: .85rem; }
@media (max-width: 45rem) { thead { display: none; }
  tr { display: block; padding: .5rem 0; border-top: 1px solid var(--line); }
  td { display: block; border: 0; padding: .15rem .75rem; } }
)";

}  // namespace actord::gateway::html
