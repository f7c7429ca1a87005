#include "config/ini_reader.hpp"

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdio>
#include <iterator>
#include <optional>
#include <utility>
#include <vector>

#include "config/config_error.hpp"
#include "config/text.hpp"
#include "core/python_repr.hpp"

namespace actord::config {
namespace {

constexpr std::string_view comment_signs = ";#";

// Python opens files with universal newlines.
std::string with_plain_newlines(std::string_view text) {
  return with_all_replaced(with_all_replaced(text, "\r\n", "\n"), "\r", "\n");
}

bool starts_comment(std::string_view line, std::size_t at) {
  if (at == 0) return true;
  for (std::size_t back = 1; back <= 3 && back <= at; ++back)
    if (blank_at(line, at - back) == back) return true;
  return false;
}

// Where the inline comment begins. Round k looks at the k-th occurrence of both signs; the first
// round with a qualifying one decides, so an earlier `;` may survive a later `#`.
std::optional<std::size_t> inline_comment(std::string_view line) {
  std::array<std::size_t, comment_signs.size()> at{};
  at.fill(std::string_view::npos);
  std::array<bool, comment_signs.size()> exhausted{};
  for (;;) {
    std::optional<std::size_t> cut;
    bool any = false;
    for (std::size_t i = 0; i < comment_signs.size(); ++i) {
      if (exhausted[i]) continue;
      at[i] = line.find(comment_signs[i], at[i] == std::string_view::npos ? 0 : at[i] + 1);
      exhausted[i] = at[i] == std::string_view::npos;
      if (exhausted[i]) continue;
      any = true;
      if (starts_comment(line, at[i])) cut = std::min(cut.value_or(at[i]), at[i]);
    }
    if (cut || !any) return cut;
  }
}

// A quote is open where the comment begins and closed again behind it: most likely a mistake.
bool cuts_quotes(std::string_view line, std::size_t comment) {
  char open = 0;
  for (const char c : line.substr(0, comment)) {
    if (open == 0 && (c == '"' || c == '\'')) {
      open = c;
    } else if (c == open) {
      open = 0;
    }
  }
  return open != 0 && line.find(open, comment) != std::string_view::npos;
}

std::size_t indentation_of(std::string_view line) {
  std::size_t columns = 0;
  for (std::size_t at = 0; at < line.size(); ++columns) {
    const std::size_t blank = blank_at(line, at);
    if (blank == 0) return columns;
    at += blank;
  }
  return 0;
}

class ini_reader {
 public:
  ini_reader(const std::string& file, raw_config& into) : file_{file}, into_{into} {}

  void read(std::string_view text) {
    while (!text.empty()) {
      const auto newline = text.find('\n');
      const auto length = newline == std::string_view::npos ? text.size() : newline + 1;
      ++line_number_;
      take_line(text.substr(0, length));
      text.remove_prefix(length);
    }
    close_option();
    into_.comments = std::move(comments_);
    if (!errors_.empty())
      throw config_failure{"Source contains parsing errors: " + core::python_repr(file_) + errors_,
                           file_ + ":" + std::to_string(first_error_line_)};
  }

 private:
  void take_line(std::string_view line) {
    const auto whole = trimmed(line);
    std::optional<std::size_t> comment = inline_comment(line);
    if (!whole.empty() && comment_signs.find(whole.front()) != std::string_view::npos) comment = 0;
    const auto content = trimmed(line.substr(0, comment.value_or(line.size())));
    if (content.empty()) {
      if (!comment && option_ != nullptr) lines_.emplace_back();
      comments_.emplace_back(whole);
      return;
    }
    remark_ = comment ? trimmed(line.substr(*comment)) : std::string_view{};
    const std::size_t indentation = indentation_of(line);
    const bool cut = comment && cuts_quotes(line, *comment);
    if (option_ != nullptr && indentation > indentation_) {
      lines_.emplace_back(content);
      keep_remark_above();
      option_->cut_inside_quotes = option_->cut_inside_quotes || cut;
      return;
    }
    indentation_ = indentation;
    if (!take_header(content)) take_option(line, content, cut);
  }

  bool take_header(std::string_view content) {
    if (content.front() != '[') return false;
    const auto close = content.rfind(']');
    if (close == std::string_view::npos || close < 2) return false;
    close_option();
    const std::string name{content.substr(1, close - 1)};
    keep_remark_above();
    if (name == "DEFAULT") {
      section_ = &into_.defaults;
    } else if (raw_section* known = into_.find(name)) {
      section_ = known;
    } else {
      section_ = &into_.sections.emplace_back(
          raw_section{.name = name, .file = file_, .line = line_number_, .options = {}});
    }
    std::move(comments_.begin(), comments_.end(), std::back_inserter(section_->comments));
    comments_.clear();
    return true;
  }

  void take_option(std::string_view line, std::string_view content, bool cut) {
    if (section_ == nullptr)
      throw config_failure{"File contains no section headers.\nfile: " + core::python_repr(file_) +
                               ", line: " + std::to_string(line_number_) + "\n" +
                               core::python_repr(line),
                           file_ + ":" + std::to_string(line_number_)};
    const auto sign = content.find_first_of("=:");
    const auto name = trimmed(content.substr(0, std::min(sign, content.size())));
    if (sign == std::string_view::npos || name.empty()) {
      add_error(line);
      if (sign != std::string_view::npos) close_option();
      return;
    }
    close_option();
    lines_.assign(1, std::string{trimmed(content.substr(sign + 1))});
    option_ = &section_->put({.name = lower(name),
                              .value = {},
                              .file = file_,
                              .line = line_number_,
                              .cut_inside_quotes = cut,
                              .comments = std::exchange(comments_, {}),
                              .remark = std::string{remark_}});
  }

  // A comment behind something that cannot keep it.
  void keep_remark_above() {
    if (!remark_.empty()) comments_.emplace_back(remark_);
  }

  void close_option() {
    if (option_ != nullptr) option_->value = trimmed_right(joined(lines_, "\n"));
    option_ = nullptr;
  }

  void add_error(std::string_view line) {
    if (errors_.empty()) first_error_line_ = line_number_;
    char number[24];
    std::snprintf(number, sizeof number, "%2d", line_number_);
    errors_ += std::string{"\n\t[line "} + number + "]: " + core::python_repr(line);
  }

  const std::string& file_;
  raw_config& into_;
  raw_section* section_{nullptr};
  raw_option* option_{nullptr};     // the one that may be continued
  std::vector<std::string> lines_;  // of its value
  std::size_t indentation_{0};
  int line_number_{0};
  std::vector<std::string> comments_;  // since the last option or section
  std::string_view remark_;            // behind the content of this line
  std::string errors_;
  int first_error_line_{0};
};

}  // namespace

void read_ini(std::string_view text, const std::string& file, raw_config& into) {
  if (std::string complaint = utf8_complaint(text); !complaint.empty())
    throw config_failure{complaint, file};
  ini_reader{file, into}.read(with_plain_newlines(text));
}

}  // namespace actord::config
