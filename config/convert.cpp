#include "config/convert.hpp"

#include <algorithm>
#include <cstring>
#include <utility>
#include <vector>

#include "config/file_bytes.hpp"
#include "config/ini_reader.hpp"
#include "config/option_table.hpp"
#include "config/paths.hpp"
#include "config/raw_config.hpp"
#include "config/text.hpp"
#include "config/yaml_layout.hpp"
#include "config/yaml_reader.hpp"
#include "config/yaml_writer.hpp"

namespace actord::config {
namespace {

using enum section_kind;
using section_list = std::vector<const raw_section*>;
using comment_lines = std::vector<std::string>;

// "; text" becomes "# text".
std::string as_comment(std::string_view line) {
  if (line.empty()) return {};
  return "#" + std::string{line.substr(line.starts_with(';') || line.starts_with('#') ? 1 : 0)};
}

// All options of one place in the YAML, e.g. of [supervisord] and [actord].
struct yaml_part {
  const yaml_key_row* key;
  section_list sections;
};

class converter {
 public:
  explicit converter(const raw_config& raw) : raw_{raw} {}

  std::string run() {
    if (!raw_.sections.empty()) split_head(raw_.sections.front().comments);
    if (!raw_.defaults.options.empty()) write_options_of(yaml_key_table.back(), {&raw_.defaults});
    for (const auto& part : parts())
      write_part(part);
    if (raw_.find("supervisord") != nullptr && !any_section(rpcinterface))
      blank_line().append("# Without this, there would be the interface `supervisor`.\n" +
                          yaml_lines(yaml_key_of(rpcinterface).key, {"{}"}, 0, {}));
    write_unknown();
    write_comments(raw_.comments, 0);
    if (out_.starts_with('\n')) out_.erase(0, 1);
    return out_;
  }

 private:
  // The first block of comments belongs to the file if a blank line ends it.
  void split_head(const comment_lines& comments) {
    const auto last_blank = std::find(comments.rbegin(), comments.rend(), std::string{});
    head_ = static_cast<std::size_t>(std::distance(last_blank, comments.rend()));
    write_comments({comments.begin(), comments.begin() + static_cast<std::ptrdiff_t>(head_)}, 0);
  }

  // By key, in the order in which the INI first names them.
  std::vector<yaml_part> parts() const {
    std::vector<yaml_part> all;
    for (const auto& section : raw_.sections) {
      const section_row* row = find_section(section.name);
      if (row == nullptr) continue;
      const yaml_key_row* key = &yaml_key_of(row->kind);
      const auto known = std::find_if(all.begin(), all.end(),
                                      [&](const yaml_part& part) { return part.key == key; });
      if (known == all.end()) {
        all.push_back({key, {&section}});
      } else {
        known->sections.push_back(&section);
      }
    }
    return all;
  }

  bool any_section(section_kind kind) const {
    return std::any_of(raw_.sections.begin(), raw_.sections.end(), [&](const raw_section& section) {
      const section_row* row = find_section(section.name);
      return row != nullptr && row->kind == kind;
    });
  }

  // The interface that YAML has without being told.
  bool is_implied(const raw_section& section) const {
    constexpr const option_row& factory = row_of(rpcinterface, "supervisor.rpcinterface_factory");
    return section.name == row_of(rpcinterface).sample && section.options.size() == 1 &&
           section.options.front().name == factory.name &&
           section.options.front().value == factory.sample;
  }

  void write_part(const yaml_part& part) {
    if (part.key->shape == yaml_shape::options) return write_options_of(*part.key, part.sections);
    if (part.key->shape == yaml_shape::patterns) return write_include(*part.sections.front());
    if (part.sections.size() == 1 && is_implied(*part.sections.front()))
      return carry_comments(*part.sections.front());
    blank_line().append(part.key->key).append(":\n");
    for (const auto* section : part.sections)
      write_named(*section);
  }

  // daemon, client, DEFAULT
  void write_options_of(const yaml_key_row& key, const section_list& sections) {
    blank_line();
    for (const auto* section : sections)
      write_comments(own_comments(*section), 0);
    const std::size_t before = out_.size();
    out_ += std::string{key.key} + ":\n";
    const std::size_t empty = out_.size();
    for (const auto* section : sections) {
      const section_row* row = find_section(section->name);
      write_options(*section, row == nullptr ? key.sections : in(row->kind), 2);
      if (row != nullptr && row->kind == supervisorctl) write_client_default(*section);
    }
    if (out_.find_first_not_of(" \n", empty) == std::string::npos)
      out_.replace(before, std::string::npos, std::string{key.key} + ": {}\n");
  }

  // An INI does not look at its servers for this.
  void write_client_default(const raw_section& section) {
    constexpr const option_row& serverurl = row_of(supervisorctl, "serverurl");
    if (raw_.lookup(section, serverurl.name) == nullptr)
      out_ += yaml_lines(serverurl.name, yaml_value(serverurl, serverurl.fallback), 2, {});
  }

  void write_include(const raw_section& section) {
    blank_line();
    write_comments(own_comments(section), 0);
    constexpr const option_row& files = row_of(include, "files");
    const raw_option* option = section.find(files.name);
    if (option == nullptr) return;
    write_comments(option->comments, 0);
    out_ += yaml_lines(yaml_key_of(include).key, yaml_value(files, option->value), 0,
                       as_comment(option->remark));
  }

  void write_named(const raw_section& section) {
    const section_row& row = *find_section(section.name);
    write_comments(own_comments(section), 2);
    const std::string name = row.naming == section_naming::prefix
                                 ? server_name(section.name)
                                 : std::string{name_in(section.name)};
    const std::size_t before = out_.size();
    const std::string header = "  " + yaml_scalar(name) + ":";
    out_ += header + "\n";
    const std::size_t empty = out_.size();
    write_options(section, in(row.kind), 4);
    if (out_.size() == empty) out_.replace(before, std::string::npos, header + " {}\n");
  }

  void write_options(const raw_section& section, section_set kinds, std::size_t indent) {
    const bool any_option =
        (kinds & (in(rpcinterface) | in(ctlplugin))) != 0 && (kinds & in(program)) == 0;
    for (const auto& option : section.options) {
      write_comments(option.comments, indent);
      const option_row* row = find_option_in(kinds, option.name);
      if (row != nullptr || any_option) {
        const auto value = yaml_value(row != nullptr ? *row : any_text(), option.value);
        out_ += yaml_lines(option.name, value, indent, as_comment(option.remark));
      } else {
        write_ignored(option, indent);
      }
    }
  }

  static const option_row& any_text() {
    return row_of(rpcinterface, "supervisor.rpcinterface_factory");
  }

  void write_ignored(const raw_option& option, std::size_t indent) {
    std::string line = "# ignored: " + option.name + "=";
    line += with_all_replaced(option.value, "\n", "\n# ");
    write_comments(split_lines(line), indent);
  }

  void write_unknown() {
    for (const auto& section : raw_.sections) {
      if (find_section(section.name) != nullptr) continue;
      blank_line();
      write_comments(own_comments(section), 0);
      out_ += "# ignored: [" + section.name + "]\n";
      for (const auto& option : section.options) {
        write_comments(option.comments, 0);
        write_ignored(option, 0);
      }
    }
  }

  static comment_lines split_lines(std::string_view text) {
    comment_lines lines;
    for (;;) {
      const auto end = std::min(text.find('\n'), text.size());
      lines.emplace_back(text.substr(0, end));
      if (end == text.size()) return lines;
      text.remove_prefix(end + 1);
    }
  }

  // Those of sections before that have no place of their own, then its own.
  comment_lines own_comments(const raw_section& section) {
    comment_lines lines = std::exchange(carried_, {});
    const bool first = !raw_.sections.empty() && &section == &raw_.sections.front();
    lines.insert(lines.end(),
                 section.comments.begin() + static_cast<std::ptrdiff_t>(first ? head_ : 0),
                 section.comments.end());
    while (!lines.empty() && lines.back().empty())
      lines.pop_back();
    return lines;
  }

  void carry_comments(const raw_section& section) {
    auto lines = own_comments(section);
    for (const auto& option : section.options)
      lines.insert(lines.end(), option.comments.begin(), option.comments.end());
    carried_ = std::move(lines);
  }

  // One, wherever there is something above.
  std::string& blank_line() {
    if (!out_.empty() && !out_.ends_with("\n\n")) out_ += "\n";
    return out_;
  }

  // Blank lines stay, but not in a row nor right below a key.
  void write_comments(const comment_lines& lines, std::size_t indent) {
    for (const auto& line : lines) {
      const std::string comment = as_comment(line);
      if (!comment.empty()) {
        out_ += std::string(indent, ' ') + comment + "\n";
      } else if (!out_.ends_with(":\n")) {
        blank_line();
      }
    }
  }

  const raw_config& raw_;
  std::size_t head_{0};  // comments of the first section that belong to the file
  comment_lines carried_;
  std::string out_;
};

}  // namespace

std::string yaml_of_ini(std::string_view text, const std::string& file) {
  raw_config raw;
  read_ini(text, file, raw);
  return converter{raw}.run();
}

core::result<std::string, config_error> converted_file(const std::string& path,
                                                       const std::string& cwd) {
  if (is_yaml_file(path)) return config_error{path + " is a YAML file already", {}};
  const file_bytes file = read_file(joined_path(cwd, path), largest_config_file);
  if (file.error_number != 0)
    return config_error{"could not read config file " + path,
                        path + ": " + std::strerror(file.error_number)};
  try {
    return yaml_of_ini(file.bytes, path);
  } catch (const config_failure& problem) {
    return problem.error();
  }
}

}  // namespace actord::config
