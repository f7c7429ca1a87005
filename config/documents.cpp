#include "config/documents.hpp"

#include <algorithm>
#include <string_view>

#include "config/option_table.hpp"
#include "config/text.hpp"

namespace actord::config {
namespace {

constexpr std::size_t page_width = 78;

// Paragraphs as comment lines.
std::string commented(std::string_view text) {
  std::string out;
  std::string line = ";";
  for (const auto& word : words_of(text)) {
    if (line.size() + 1 + word.size() > page_width) {
      out += line + "\n";
      line = ";";
    }
    line += " " + word;
  }
  return out + line + "\n";
}

std::string header_of(const section_row& section) {
  return "[" + std::string{section.sample} + "]";
}

std::string default_text(const option_row& option) {
  if (option.required) return "required";
  return option.fallback.empty() ? "" : "default " + std::string{option.fallback};
}

// The further kinds of programs show what they add, and the command that they cannot be without.
bool shown_in_sample(const option_row& option, section_kind kind) {
  const bool adds_to_program =
      kind == section_kind::eventlistener || kind == section_kind::fcgi_program;
  const bool shared = adds_to_program && option.belongs_to(section_kind::program);
  return option.belongs_to(kind) && (!shared || option.name == "command");
}

std::string sample_line(const option_row& option, bool section_active) {
  constexpr std::size_t comment_column = 34;
  std::string line = section_active && option.active ? "" : ";";
  line += std::string{option.name} + "=" +
          std::string{option.sample.empty() ? option.fallback : option.sample};
  line.resize(std::max(comment_column, line.size() + 1), ' ');
  line += "; " + std::string{option.help};
  const std::string fallback = default_text(option);
  if (!fallback.empty()) line += " (" + fallback + ")";
  if (option.from == origin::ours) line += " [actord only]";
  return line + "\n";
}

std::string table_cell(std::string_view text) {
  return " " + with_all_replaced(text, "|", "\\|") + " |";
}

std::string code(std::string_view text) {
  return text.empty() ? std::string{} : "`" + std::string{text} + "`";
}

std::string option_line(const option_row& option) {
  const auto& type = value_type_table[static_cast<std::size_t>(option.type)];
  return "|" + table_cell(code(option.name)) + table_cell(type.name) +
         table_cell(option.required ? "required" : code(option.fallback)) +
         table_cell(text_of(option.names)) + table_cell(option.help) +
         table_cell(option.from == origin::ours ? "ours" : "") + "\n";
}

std::string section_part(const section_row& section) {
  std::string out = "\n## " + header_of(section) + "\n\n" + std::string{section.help} + "\n\n" +
                    "| option | type | default | names in %(...)s | meaning | |\n" +
                    "|---|---|---|---|---|---|\n";
  for (const auto& option : option_table)
    if (shown_in_sample(option, section.kind)) out += option_line(option);
  return out;
}

constexpr std::string_view sample_introduction =
    "Sample configuration. Lines that begin with a semicolon are comments; behind a value, a "
    "comment sign (; or #) needs a blank before it, and it ends the value even within quotes. "
    "Environment variables are written %(ENV_HOME)s. Values are not quoted, but those of "
    "environment= are. The paths in /tmp work everywhere; move them to a place of your own.";

constexpr std::string_view page_introduction =
    "# Options of the configuration file\n\n"
    "Made by `echo_actord_conf --reference-page` from `config/option_rows.hpp`; do not edit.\n\n"
    "A value may use the names of its column as `%(name)s`; `ENV_*` stands for the environment of "
    "the\ndaemon, joined by `environment` of `[supervisord]`. Values that may use `process_num` "
    "are looked at\nonce per process (there `ENV_*` includes the program's own `environment`), "
    "all others once per\nsection. Options marked *ours* are not known to Supervisor, which "
    "ignores them.\n\n"
    "## Types\n\n| type | value |\n|---|---|\n";

}  // namespace

std::string sample_config() {
  std::string out = commented(sample_introduction);
  for (const auto& section : section_table) {
    out += "\n" + commented(section.help);
    out += (section.active ? "" : ";") + header_of(section) + "\n";
    for (const auto& option : option_table)
      if (shown_in_sample(option, section.kind)) out += sample_line(option, section.active);
  }
  return out;
}

std::string reference_page() {
  std::string out{page_introduction};
  for (const auto& type : value_type_table) {
    const std::string line = "|" + table_cell(type.name) + table_cell(type.help) + "\n";
    out += line;
  }
  for (const auto& section : section_table)
    out += section_part(section);
  return out;
}

}  // namespace actord::config
