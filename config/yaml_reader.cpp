#include "config/yaml_reader.hpp"

#include <algorithm>
#include <utility>

#include "config/config_error.hpp"
#include "config/near_miss.hpp"
#include "config/paths.hpp"
#include "config/yaml_implied.hpp"
#include "config/yaml_inherit.hpp"
#include "config/yaml_values.hpp"
#include "core/python_repr.hpp"

namespace actord::config {
namespace {

using node_kind = yaml_node::kind;

constexpr std::size_t most_problems = 100;

[[noreturn]] void fail_unknown(const yaml_entry& entry, const std::string& path,
                               const std::vector<std::string_view>& known) {
  std::string what = "unknown key " + core::python_repr(entry.key) +
                     (path.empty() ? " at the top of the file" : " in " + path);
  if (const auto near = nearest(entry.key, known))
    what += "; did you mean " + core::python_repr(*near) + "?";
  fail_at(entry.place, what);
}

std::string below(const std::string& path, const std::string& key) {
  return path.empty() ? key : path + "." + key;
}

void expect(const yaml_node& node, node_kind kind, const std::string& path,
            std::string_view expected) {
  if (node.is == kind || node.is == node_kind::empty) return;
  fail_at(node.place, path + ": expected " + std::string{expected} + ", found " +
                          std::string{name_of(node.is)});
}

// A program, template or listener.
void expect_program(const yaml_node& node, const std::string& path) {
  if (node.is == node_kind::text || node.is == node_kind::list) return;
  expect(node, node_kind::map, path, "a map of options");
}

class yaml_reader {
 public:
  yaml_reader(const core::environment_list& environment, yaml_scope& scope, raw_config& into)
      : scope_{scope}, into_{into} {
    find_ = [&environment](std::string_view name) -> std::optional<std::string> {
      for (const auto& [known, value] : environment)
        if (known == name) return value;
      return std::nullopt;
    };
  }

  void read(const yaml_node& root, bool main_file) {
    expect(root, node_kind::map, "the file", "a map with keys such as programs");
    for (const auto& entry : root.entries)
      attempt([&] { remember(entry, root, main_file); });
    // Templates and defaults count wherever they stand in the file.
    for (const auto& entry : root.entries)
      if (const auto* row = find_yaml_key(entry.key)) attempt([&] { read_top(*row, entry); });
    if (main_file) imply_sections(root, into_);
    if (!problems_.empty()) throw config_failure{std::move(problems_)};
  }

 private:
  template <class Step>
  void attempt(Step step) {
    if (problems_.size() >= most_problems) return;
    try {
      step();
    } catch (const config_failure& problem) {
      problems_.push_back(problem.error());
    }
  }

  // First pass: which keys there are, and what programs inherit from.
  void remember(const yaml_entry& entry, const yaml_node& root, bool main_file) {
    if (entry.key.starts_with("x-")) return;  // a place for anchors
    const yaml_key_row* row = find_yaml_key(entry.key);
    if (row == nullptr) {
      std::vector<std::string_view> known;
      for (const auto& other : yaml_key_table)
        known.push_back(other.key);
      fail_unknown(entry, {}, known);
    }
    for (const auto& other : root.entries)
      if (&other != &entry && find_yaml_key(other.key) == row &&
          other.place.line < entry.place.line)
        fail_at(entry.place, core::python_repr(entry.key) + " and " + core::python_repr(other.key) +
                                 " are the same; use one of them");
    if (row->shape == yaml_shape::patterns && !main_file)
      fail_at(entry.place, "an included file cannot include others");
    if (row->shape == yaml_shape::programs) remember_programs(*row, entry.value);
    if (row->key == "defaults") {
      expect(entry.value, node_kind::map, "defaults", "a map of options");
      merge_entries(scope_.defaults, entry.value.entries);
    }
  }

  void remember_programs(const yaml_key_row& row, const yaml_node& programs) {
    expect(programs, node_kind::map, std::string{row.key}, "a map of names");
    auto& known =
        row.key == "templates" ? scope_.templates : scope_.programs[first_kind(row.sections)];
    for (const auto& program : programs.entries)
      known.insert_or_assign(program.key, program.value);
  }

  void read_top(const yaml_key_row& row, const yaml_entry& entry) {
    const std::string path{row.key};
    switch (row.shape) {
      case yaml_shape::options:
        expect(entry.value, node_kind::map, path, "a map of options");
        return read_single(row, entry);
      case yaml_shape::patterns:
        return read_patterns(entry);
      case yaml_shape::programs:
      case yaml_shape::named:
      case yaml_shape::servers:
      case yaml_shape::groups:
        break;
    }
    expect(entry.value, node_kind::map, path, "a map of names");
    for (const auto& item : entry.value.entries)
      attempt([&] { read_named(row, item, below(path, item.key)); });
  }

  void read_named(const yaml_key_row& row, const yaml_entry& item, const std::string& path) {
    switch (row.shape) {
      case yaml_shape::programs:
        return read_program(row, item, path);
      case yaml_shape::servers:
        return read_server(item, path);
      case yaml_shape::groups:
        if (item.value.is == node_kind::list) return read_members(item, path);
        break;
      case yaml_shape::options:
      case yaml_shape::patterns:
      case yaml_shape::named:
        break;
    }
    expect(item.value, node_kind::map, path, "a map of options");
    const section_kind kind = first_kind(row.sections);
    raw_section& section = section_of(kind, item).first;
    if (kind == section_kind::rpcinterface || kind == section_kind::ctlplugin) {
      for (const auto& option : item.value.entries)
        put(section, text_option_from(option.key, option.value, below(path, option.key), find_));
    } else {
      read_options(item.value.entries, row.sections, path, section);
    }
  }

  // daemon, client, defaults, DEFAULT.
  void read_single(const yaml_key_row& row, const yaml_entry& entry) {
    const std::string path{row.key};
    raw_section unused;
    for (const auto& option : entry.value.entries) {
      attempt([&] {
        const option_row& known = known_option(option, row.sections, path);
        raw_section* section = &unused;  // defaults are only checked here
        if (row.key == "DEFAULT") {
          section = &into_.defaults;
        } else if (row.key != "defaults") {
          const auto kinds = static_cast<section_set>(row.sections & known.sections);
          section = &section_named(std::string{row_of(first_kind(kinds)).name}, entry.place).first;
        }
        put(*section, option_from(known, option.value, below(path, option.key), find_));
      });
    }
  }

  void read_program(const yaml_key_row& row, const yaml_entry& item, const std::string& path) {
    expect_program(item.value, path);
    const section_kind kind = first_kind(row.sections);
    if (row.key == "templates") {
      (void)inherited_entries(item.value, path, kind, scope_);
      raw_section unused;
      std::vector<yaml_entry> own = item.value.entries;
      std::erase_if(own, [](const yaml_entry& entry) { return entry.key == extends_key; });
      return read_options(own, row.sections, path, unused);
    }
    auto entries = inherited_entries(item.value, path, kind, scope_);
    auto [section, is_new] = section_of(kind, item);
    // A section that another file began has its defaults already.
    if (is_new && kind != section_kind::eventlistener) {
      auto all = scope_.defaults;
      merge_entries(all, entries);
      entries = std::move(all);
    }
    read_options(entries, in(kind), path, section);
  }

  void read_server(const yaml_entry& item, const std::string& path) {
    expect(item.value, node_kind::map, path, "a map of options");
    const std::string name = server_section(item.key);
    if (name.empty())
      fail_at(item.place, path + ": a server is called unix, inet, unix:name or inet:name");
    raw_section& section = section_named(name, item.place).first;
    read_options(item.value.entries, in(find_section(name)->kind), path, section);
  }

  // groups: {name: [program, program]}
  void read_members(const yaml_entry& item, const std::string& path) {
    raw_section& section = section_of(section_kind::group, item).first;
    put(section, option_from(row_of(section_kind::group, "programs"), item.value,
                             below(path, "programs"), find_));
  }

  void read_patterns(const yaml_entry& entry) {
    raw_section& section = section_named("include", entry.place).first;
    put(section,
        option_from(row_of(section_kind::include, "files"), entry.value, "include", find_));
  }

  void read_options(const std::vector<yaml_entry>& entries, section_set kinds,
                    const std::string& path, raw_section& section) {
    for (const auto& entry : entries) {
      attempt([&] {
        const option_row& row = known_option(entry, kinds, path);
        put(section, option_from(row, entry.value, below(path, entry.key), find_));
      });
    }
  }

  static const option_row& known_option(const yaml_entry& entry, section_set kinds,
                                        const std::string& path) {
    const option_row* row = find_option_in(kinds, entry.key);
    if (row == nullptr) fail_unknown(entry, path, option_names_in(kinds));
    return *row;
  }

  static void put(raw_section& section, std::optional<raw_option> option) {
    if (option) section.put(std::move(*option));
  }

  std::pair<raw_section&, bool> section_of(section_kind kind, const yaml_entry& item) {
    return section_named(std::string{row_of(kind).name} + ":" + item.key, item.place);
  }

  // And whether it is new.
  std::pair<raw_section&, bool> section_named(const std::string& name, const yaml_place& place) {
    if (raw_section* known = into_.find(name)) return {*known, false};
    raw_section& section = into_.sections.emplace_back();
    section.name = name;
    section.file = *place.file;
    section.line = place.line;
    section.column = place.column;
    return {section, true};
  }

  yaml_scope& scope_;
  raw_config& into_;
  variable_lookup find_;
  std::vector<config_error> problems_;
};

}  // namespace

bool is_yaml_file(std::string_view path) {
  return path.ends_with(".yaml") || path.ends_with(".yml");
}

void read_yaml(const std::string& text, const std::string& file, bool main_file,
               const core::environment_list& environment, yaml_scope& scope, raw_config& into) {
  const yaml_node root = parse_yaml(text, file);
  yaml_reader{environment, scope, into}.read(root, main_file);
}

}  // namespace actord::config
