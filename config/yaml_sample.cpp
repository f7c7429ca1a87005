#include "config/yaml_sample.hpp"

#include <algorithm>
#include <sstream>
#include <string_view>
#include <vector>

#include "config/text.hpp"
#include "config/yaml_layout.hpp"
#include "config/yaml_writer.hpp"

namespace actord::config {
namespace {

constexpr std::size_t page_width = 78;
constexpr std::size_t remark_column = 40;

std::string explained(std::string_view text) {
  std::string out;
  std::string line = "#";
  for (const auto& word : words_of(text)) {
    if (line.size() + 1 + word.size() > page_width) {
      out += line + "\n";
      line = "#";
    }
    line += " " + word;
  }
  return out + line + "\n";
}

std::string switched_off(std::string_view lines) {
  std::string out;
  std::istringstream in{std::string{lines}};
  for (std::string line; std::getline(in, line);)
    out += "#" + line + "\n";
  return out;
}

std::string remark_on(const option_row& row) {
  std::string text = "# " + std::string{row.help};
  if (row.required) return text + " (required)";
  if (!row.fallback.empty()) text += " (default " + std::string{row.fallback} + ")";
  return text;
}

std::string option_lines(const option_row& row, std::size_t indent, bool active) {
  auto value = yaml_value(row, row.sample.empty() ? row.fallback : row.sample);
  const std::string bare = yaml_lines(row.name, value, indent, {});
  const std::size_t width = bare.find('\n') + 3;
  const std::string gap(width < remark_column ? remark_column - width : 0, ' ');
  const std::string lines = yaml_lines(row.name, value, indent, gap + remark_on(row));
  return active ? lines : switched_off(lines);
}

// The further kinds of programs show what they add, and the command that they cannot be without.
bool is_shown(const option_row& row, section_kind kind) {
  const bool shared = row.belongs_to(section_kind::program) && kind != section_kind::program;
  return row.belongs_to(kind) && (!shared || row.name == "command");
}

std::string options_of(section_kind kind, std::size_t indent, bool active) {
  std::string out;
  for (const auto& row : option_table)
    if (is_shown(row, kind)) out += option_lines(row, indent, active && row.active);
  return out;
}

std::string sample_name(const section_row& section) {
  if (section.naming == section_naming::prefix) return server_name(section.sample);
  return std::string{name_in(section.sample)};
}

bool is_active(const section_row& section) {
  // XML-RPC is there without being asked for.
  return section.active && section.kind != section_kind::rpcinterface;
}

std::string header(std::string_view text, bool active) {
  return active ? std::string{text} : switched_off(text);
}

std::string named_sections(const yaml_key_row& key) {
  bool any_active = false;
  std::string out;
  for (const auto& section : section_table) {
    if ((key.sections & in(section.kind)) == 0) continue;
    const bool active = is_active(section);
    any_active = any_active || active;
    // What speaks of brackets speaks of the INI.
    if (key.shape == yaml_shape::servers && section.help.find('[') == std::string_view::npos)
      out += explained(section.help);
    out += header("  " + sample_name(section) + ":\n", active);
    if (section.kind == section_kind::program)
      out += switched_off(
          "    extends: [base]                     # templates or programs whose "
          "options it takes\n");
    out += options_of(section.kind, 4, active);
  }
  return header(std::string{key.key} + ":\n", any_active) + out;
}

std::string single_section(const yaml_key_row& key) {
  std::string out;
  bool any_active = false;
  for (const auto& section : section_table) {
    if ((key.sections & in(section.kind)) == 0) continue;
    any_active = any_active || is_active(section);
    out += options_of(section.kind, 2, is_active(section));
  }
  return header(std::string{key.key} + ":\n", any_active) + out;
}

std::string part_of(const yaml_key_row& key) {
  if (key.key == "defaults") return switched_off("defaults:\n  stopwaitsecs: 30s\n");
  if (key.key == "templates")
    return switched_off(
        "templates:\n  base:\n    autorestart: true\n    environment:\n"
        "      MODE: ${MODE:-production}\n");
  if (key.shape == yaml_shape::patterns)
    return switched_off("include: [conf.d/*.yaml, conf.d/*.conf]\n");
  if (key.shape == yaml_shape::options) return single_section(key);
  return named_sections(key);
}

constexpr std::string_view introduction =
    "Sample configuration in YAML. Durations may have a unit (500ms, 10s, 2m, 1h), sizes too "
    "(50MB). ${NAME} and ${NAME:-default} are variables of the daemon's environment, $$ is a "
    "dollar sign. %(program_name)s and the like are expanded as in an INI; a percent sign is "
    "written %%. The paths in /tmp work everywhere; move them to a place of your own.";

}  // namespace

std::string yaml_sample() {
  std::string out = explained(introduction);
  for (const auto& key : yaml_key_table)
    if (key.key != "DEFAULT") out += "\n" + explained(key.help) + part_of(key);
  return out;
}

}  // namespace actord::config
