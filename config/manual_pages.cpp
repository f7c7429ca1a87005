#include "config/manual_pages.hpp"

#include "config/find_config.hpp"
#include "config/option_table.hpp"
#include "config/yaml_layout.hpp"

namespace actord::config {
namespace {

std::string term_of(const flag_row& flag) {
  std::string term;
  const auto add = [&](std::string_view dashes, std::string_view name) {
    term.append(term.empty() ? "" : ", ").append(dashes).append(name);
  };
  for (const char& letter : flag.letters)
    add("-", {&letter, 1});
  if (!flag.long_name.empty()) add("--", flag.long_name);
  if (!flag.argument.empty()) term.append(" ").append(flag.argument);
  return term;
}

std::string explanation_of(const option_row& option) {
  const auto& type = value_type_table[static_cast<std::size_t>(option.type)];
  std::string text{option.help};
  text += ".\nType: " + std::string{type.name} + ", " + std::string{type.help} + ".";
  if (option.required)
    text += "\nRequired.";
  else if (!option.fallback.empty())
    text += "\nDefault: " + std::string{option.fallback};
  if (option.from == origin::ours) text += "\nKnown to actord only.";
  return text;
}

// The kinds of programs share most options: these stand with [program:x] alone.
bool belongs_here(const option_row& option, section_kind kind) {
  return option.belongs_to(kind) &&
         (kind == section_kind::program || !option.belongs_to(section_kind::program));
}

constexpr std::string_view signals_text[][2] = {
    {"SIGTERM, SIGINT, SIGQUIT", "stop every process in order and end"},
    {"SIGHUP", "stop every process, read the configuration again and start afresh"},
    {"SIGUSR2", "open all log files again"},
};

constexpr std::string_view daemon_status_text[][2] = {
    {"0", "ended as asked"},
    {"1", "could not start or go on: a port or a socket is in use, a limit cannot be had"},
    {"2", "the command line or the configuration is wrong; standard error says where and why"},
};

}  // namespace

void describe_flags(roff_page& page, std::span<const flag_row> flags) {
  for (const auto& flag : flags)
    page.item(term_of(flag), flag.help);
}

std::string daemon_manual() {
  roff_page page{"actord", 1, "run and supervise programs"};
  page.section("SYNOPSIS");
  page.paragraph("actord [options]");
  page.section("DESCRIPTION");
  page.paragraph(
      "Starts the programs of its configuration, keeps them running, captures what they print and "
      "takes orders from actorctl(1). It reads configurations of supervisord unchanged, keeps its "
      "log lines and its exit statuses, and runs in the background unless -n is given.");
  std::string places;
  for (const auto& path : default_config_paths("PREFIX/bin/actord"))
    places += path + "\n";
  page.paragraph(
      "Without -c the first of these files is read that exists; PREFIX is the folder above the "
      "program's own, other relative paths are seen from the working directory:");
  page.example(places);
  page.section("OPTIONS");
  describe_flags(page, daemon_flags());
  page.section("SIGNALS");
  for (const auto& [name, meaning] : signals_text)
    page.item(name, meaning);
  page.section("EXIT STATUS");
  for (const auto& [number, meaning] : daemon_status_text)
    page.item(number, meaning);
  page.section("SEE ALSO");
  page.paragraph("actorctl(1), actord.conf(5)");
  return page.text();
}

std::string config_manual() {
  roff_page page{"actord.conf", 5, "what actord runs, and how"};
  page.section("DESCRIPTION");
  page.paragraph(
      "An INI file as supervisord reads it: sections in brackets, options as name=value, comments "
      "behind a semicolon. A value may go on in the next line if that is indented. %(name)s is "
      "replaced by what each option below allows, %(ENV_X)s by the environment variable X; a "
      "percent sign is written %%.");
  page.example(
      "[supervisord]\nlogfile=/var/log/actord.log\n\n[program:web]\ncommand=/usr/bin/web "
      "--port=80%(process_num)02d\nprocess_name=%(program_name)s_%(process_num)02d\nnumprocs=4\n");
  for (const auto& section : section_table) {
    page.section("[" + std::string{section.sample} + "]");
    page.paragraph(section.help);
    for (const auto& option : option_table)
      if (belongs_here(option, section.kind)) page.item(option.name, explanation_of(option));
  }
  page.section("YAML");
  page.paragraph(
      "A file whose name ends in .yaml or .yml holds the same options as YAML: durations and sizes "
      "may have units (10s, 50MB), environments are maps, commands and lists may be lists. ${NAME} "
      "and ${NAME:-default} are variables of the environment. Unknown keys are errors. The keys at "
      "the top are these; options are those of the sections above.");
  for (const auto& key : yaml_key_table)
    page.item(key.key, key.help);
  page.section("SEE ALSO");
  page.paragraph("actord(1), actorctl(1)");
  return page.text();
}

}  // namespace actord::config
