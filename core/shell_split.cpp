#include "core/shell_split.hpp"

#include <cstddef>
#include <optional>
#include <utility>

namespace actord::core {
namespace {

constexpr std::string_view blanks = " \t\r\n";
constexpr std::string_view open_quote = "No closing quotation";
constexpr std::string_view open_escape = "No escaped character";

// The position in the text and the word under construction. A quoted empty string is a word too,
// hence the optional.
struct splitter {
  std::string_view text;
  std::size_t at{0};
  std::optional<std::string> word;
  std::vector<std::string> words;

  bool more() const { return at < text.size(); }
  char take() { return text[at++]; }
  void add(char c) { (word ? *word : word.emplace()) += c; }
  void end_word() {
    if (word) words.push_back(std::move(*word));
    word.reset();
  }

  // The next three return what is wrong, empty when nothing is.
  std::string_view single_quoted() {
    if (!word) word.emplace();
    const auto close = text.find('\'', at);
    if (close == std::string_view::npos) return open_quote;
    word->append(text.substr(at, close - at));
    at = close + 1;
    return {};
  }

  // Inside double quotes a backslash protects only itself and the quote; else it stays.
  std::string_view double_quoted() {
    if (!word) word.emplace();
    while (more()) {
      char c = take();
      if (c == '"') return {};
      if (c == '\\') {
        if (!more()) return open_escape;
        if (text[at] == '"' || text[at] == '\\') c = take();
      }
      add(c);
    }
    return open_quote;
  }

  std::string_view escaped() {
    if (!more()) return open_escape;
    add(take());
    return {};
  }
};

}  // namespace

result<std::vector<std::string>, std::string> shell_split(std::string_view command) {
  splitter s{.text = command, .word = std::nullopt, .words = {}};
  std::string_view problem;
  while (s.more() && problem.empty()) {
    const char c = s.take();
    if (blanks.find(c) != std::string_view::npos) {
      s.end_word();
    } else if (c == '\'') {
      problem = s.single_quoted();
    } else if (c == '"') {
      problem = s.double_quoted();
    } else if (c == '\\') {
      problem = s.escaped();
    } else {
      s.add(c);
    }
  }
  if (!problem.empty()) return std::string{problem};
  s.end_word();
  return std::move(s.words);
}

}  // namespace actord::core
