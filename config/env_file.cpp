#include "config/env_file.hpp"

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <vector>

#include "config/environment_text.hpp"
#include "config/file_bytes.hpp"
#include "config/text.hpp"
#include "config/variables.hpp"
#include "core/python_repr.hpp"

namespace actord::config {
namespace {

constexpr std::string_view blanks = " \t";

class env_file_parser {
 public:
  env_file_parser(std::string_view text, const std::string& file,
                  const core::environment_list& environment)
      : text_{text}, file_{file}, environment_{environment} {}

  core::environment_list run() {
    while (!text_.empty()) {
      skip(blanks);
      if (text_.empty() || text_.front() == '\n' || text_.front() == '#') {
        (void)rest_of_line();
      } else {
        take_variable();
      }
    }
    return std::move(variables_);
  }

 private:
  [[noreturn]] void fail(const std::string& what) const {
    throw value_error{file_ + ":" + std::to_string(line_) + ": " + what};
  }

  void skip(std::string_view set) {
    text_.remove_prefix(std::min(text_.find_first_not_of(set), text_.size()));
  }

  // Without its newline, which is taken too.
  std::string_view rest_of_line() {
    const auto end = std::min(text_.find('\n'), text_.size());
    const auto rest = text_.substr(0, end);
    text_.remove_prefix(std::min(end + 1, text_.size()));
    ++line_;
    return rest;
  }

  void take_variable() {
    const auto line = text_.substr(0, text_.find('\n'));
    const auto sign = line.find('=');
    auto name = trimmed(line.substr(0, sign));
    if (name.starts_with("export ")) name = trimmed(name.substr(7));
    if (sign == std::string_view::npos || name.empty() ||
        name.find_first_of(" \t'\"#") != std::string_view::npos)
      fail("expected KEY=value, found " + core::python_repr(trimmed_right(line)));
    text_.remove_prefix(sign + 1);
    skip(blanks);
    merge_environment(variables_, {{std::string{name}, take_value()}});
  }

  std::string take_value() {
    const char sign = text_.empty() ? '\n' : text_.front();
    if (sign != '\'' && sign != '"') return bare_value();
    text_.remove_prefix(1);
    std::string value = sign == '"' ? escaped_value() : literal_value();
    const auto rest = trimmed(rest_of_line());
    if (!rest.empty() && rest.front() != '#')
      fail_above("unexpected " + core::python_repr(rest) + " behind the closing quote");
    return value;
  }

  // For what has been noticed after its line was taken.
  [[noreturn]] void fail_above(const std::string& what) {
    --line_;
    fail(what);
  }

  std::string bare_value() {
    auto value = rest_of_line();
    for (auto at = value.find('#'); at != std::string_view::npos; at = value.find('#', at + 1)) {
      if (at != 0 && blanks.find(value[at - 1]) == std::string_view::npos) continue;
      value = value.substr(0, at);
      break;
    }
    try {
      return with_references(trimmed(value));
    } catch (const value_error& problem) {
      fail_above(problem.what());
    }
  }

  std::string literal_value() {
    const auto end = text_.find('\'');
    if (end == std::string_view::npos) fail("the single quote is not closed");
    const auto value = text_.substr(0, end);
    count_lines(value);
    text_.remove_prefix(end + 1);
    return std::string{value};
  }

  // Escapes belong to what is written, references are looked up between them.
  std::string escaped_value() {
    std::string out;
    std::string plain;
    const auto flush = [&] {
      out += with_references_here(plain);
      plain.clear();
    };
    while (!text_.empty() && text_.front() != '"') {
      char c = text_.front();
      text_.remove_prefix(1);
      if (c == '\n') ++line_;
      if (c == '\\' && !text_.empty() && escape_of(text_.front()) != 0) {
        flush();
        out += escape_of(text_.front());
        text_.remove_prefix(1);
      } else {
        plain += c;
      }
    }
    if (text_.empty()) fail("the double quote is not closed");
    text_.remove_prefix(1);
    flush();
    return out;
  }

  // What the letter behind a backslash means; 0: the backslash is itself.
  static char escape_of(char letter) {
    switch (letter) {
      case 'n':
        return '\n';
      case 'r':
        return '\r';
      case 't':
        return '\t';
      case '"':
      case '\\':
      case '$':
        return letter;
      default:
        return 0;
    }
  }

  void count_lines(std::string_view text) {
    line_ += static_cast<int>(std::count(text.begin(), text.end(), '\n'));
  }

  std::string with_references(std::string_view text) const {
    const variable_lookup find = [&](std::string_view name) -> std::optional<std::string> {
      for (const auto* list : {&variables_, &environment_})
        for (const auto& [known, value] : *list)
          if (known == name) return value;
      return std::nullopt;
    };
    return with_variables(text, find, {.doubled_dollar = false, .percent = "%"});
  }

  std::string with_references_here(std::string_view text) const {
    try {
      return with_references(text);
    } catch (const value_error& problem) {
      fail(problem.what());
    }
  }

  std::string_view text_;
  const std::string& file_;
  const core::environment_list& environment_;
  core::environment_list variables_;
  int line_{1};
};

std::string reason_text(int error_number) {
  if (error_number == EFBIG)
    return "it is larger than " + std::to_string(largest_env_file) + " bytes";
  return std::strerror(error_number);
}

}  // namespace

core::environment_list parse_env_file(std::string_view text, const std::string& file,
                                      const core::environment_list& environment) {
  if (const auto complaint = utf8_complaint(text); !complaint.empty())
    throw value_error{file + ": " + complaint};
  const std::string plain = with_all_replaced(text, "\r\n", "\n");
  return env_file_parser{plain, file, environment}.run();
}

core::environment_list read_env_files(const section_reader& reader, const option_row& row,
                                      const surroundings& around) {
  core::environment_list variables;
  const auto names = reader.find<std::vector<std::string>>(row);
  if (!names) return variables;
  const std::string base = directory_of(joined_path(around.cwd, reader.raw(row)->file));
  for (const auto& name : *names) {
    const bool optional = name.starts_with('?');
    const std::string path =
        normal_path(joined_path(base, home_expanded(name.substr(optional ? 1 : 0), around)));
    const file_bytes file = read_file(path, largest_env_file);
    if (optional && file.error_number == ENOENT) continue;
    if (file.error_number != 0)
      reader.fail(
          row,
          "cannot read env_file '" + path + "': " + reason_text(file.error_number) +
              (file.error_number == ENOENT ? "; write ?" + name + " if it may be missing" : ""));
    try {
      merge_environment(variables, parse_env_file(file.bytes, path, around.environment));
    } catch (const value_error& problem) {
      reader.fail(row, problem.what());
    }
  }
  return variables;
}

}  // namespace actord::config
