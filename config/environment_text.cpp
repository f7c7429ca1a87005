#include "config/environment_text.hpp"

#include <algorithm>
#include <cstddef>
#include <optional>

#include "config/config_error.hpp"
#include "config/text.hpp"

namespace actord::config {
namespace {

constexpr std::string_view blanks = " \t\r\n";

// Bytes of the word character at `at`, 0 if it is none: letters and digits of ASCII, the letters of
// Latin-1, and /.+-():_
std::size_t word_character(std::string_view text, std::size_t at) {
  const auto c = static_cast<unsigned char>(text[at]);
  const bool ascii_word =
      (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') ||
      (c != 0 && std::string_view{"_/.+-():"}.find(text[at]) != std::string_view::npos);
  if (ascii_word) return 1;
  if (c != 0xc3 || at + 1 >= text.size()) return 0;
  const auto low = static_cast<unsigned char>(text[at + 1]);
  return low != 0x97 && low != 0xb7 ? 2 : 0;  // not the signs of multiplication and division
}

std::size_t character_length(std::string_view text, std::size_t at) {
  std::size_t length = 1;
  while (at + length < text.size() && (text[at + length] & 0xc0) == 0x80)
    ++length;
  return length;
}

class lexer {
 public:
  explicit lexer(std::string_view text) : text_{text} {}

  // The next token; nothing at the end. A quoted token may be empty.
  std::optional<std::string> next() {
    token_.reset();
    while (at_ < text_.size()) {
      const char c = text_[at_];
      const bool blank = blanks.find(c) != std::string_view::npos;
      if (blank || c == '#') {
        at_ = blank ? at_ + 1 : std::min(text_.find('\n', at_), text_.size());
        if (token_) return token_;
      } else if (c == '\'' || c == '"') {
        take_quoted(c);
      } else if (c == '\\') {
        take_escaped();
      } else if (const auto length = word_character(text_, at_); length != 0) {
        take(length);
      } else {
        if (!token_) take(character_length(text_, at_));
        return token_;
      }
    }
    return token_;
  }

 private:
  std::string& token() { return token_ ? *token_ : token_.emplace(); }

  void take(std::size_t length) {
    token().append(text_.substr(at_, length));
    at_ += length;
  }

  void take_escaped() {
    if (++at_ == text_.size()) throw value_error{"No escaped character"};
    take(character_length(text_, at_));
  }

  void take_quoted(char quote) {
    token();
    for (++at_; at_ < text_.size(); take(1)) {
      if (text_[at_] == quote) {
        ++at_;
        return;
      }
      if (quote != '"' || text_[at_] != '\\') continue;
      if (at_ + 1 == text_.size()) throw value_error{"No escaped character"};
      if (text_[at_ + 1] == '"' || text_[at_ + 1] == '\\') ++at_;
    }
    throw value_error{"No closing quotation"};
  }

  std::string_view text_;
  std::size_t at_{0};
  std::optional<std::string> token_;
};

}  // namespace

parsed_environment parse_environment(std::string_view text) {
  std::vector<std::string> tokens;
  lexer source{text};
  while (auto token = source.next())
    tokens.push_back(std::move(*token));

  parsed_environment out;
  for (std::size_t at = 0; at < tokens.size(); at += 4) {
    if (at + 2 >= tokens.size() || tokens[at + 1] != "=")
      throw value_error{"Unexpected end of key/value pairs in value '" + std::string{text} + "'"};
    merge_environment(out.variables, {{tokens[at], tokens[at + 2]}});
    if (at + 3 < tokens.size() && tokens[at + 3] != "," && tokens[at + 3] != ";")
      out.cut_short.push_back(tokens[at]);
  }
  return out;
}

void merge_environment(core::environment_list& earlier, const core::environment_list& later) {
  for (const auto& [name, value] : later) {
    const auto known = std::find_if(earlier.begin(), earlier.end(),
                                    [&key = name](const auto& pair) { return pair.first == key; });
    if (known == earlier.end()) {
      earlier.emplace_back(name, value);
    } else {
      known->second = value;
    }
  }
}

}  // namespace actord::config
