#include "core/shell_split.hpp"

#include <utility>

namespace actord::core {
namespace {

constexpr std::string_view blanks = " \t\r\n";

class splitter {
 public:
  void take(char c) {
    if (escaped_) {
      take_escaped(c);
    } else if (quote_ != '\0') {
      take_quoted(c);
    } else if (blanks.find(c) != std::string_view::npos) {
      end_word();
    } else if (c == '\\') {
      escaped_ = true;
    } else if (c == '\'' || c == '"') {
      quote_ = c;
      in_word_ = true;  // '' is a word, too
    } else {
      add(c);
    }
  }

  result<std::vector<std::string>, std::string> finish() {
    if (escaped_) return std::string{"No escaped character"};
    if (quote_ != '\0') return std::string{"No closing quotation"};
    end_word();
    return std::move(words_);
  }

 private:
  // Within double quotes a backslash is only special before a double quote or a backslash.
  void take_escaped(char c) {
    if (quote_ == '"' && c != '"' && c != '\\') add('\\');
    add(c);
    escaped_ = false;
  }
  void take_quoted(char c) {
    if (c == quote_)
      quote_ = '\0';
    else if (c == '\\' && quote_ == '"')
      escaped_ = true;
    else
      add(c);
  }
  void add(char c) {
    word_ += c;
    in_word_ = true;
  }
  void end_word() {
    if (in_word_) words_.push_back(std::move(word_));
    word_.clear();
    in_word_ = false;
  }

  std::vector<std::string> words_;
  std::string word_;
  bool in_word_{false};
  bool escaped_{false};
  char quote_{'\0'};
};

}  // namespace

result<std::vector<std::string>, std::string> shell_split(std::string_view line) {
  splitter words;
  for (const char c : line)
    words.take(c);
  return words.finish();
}

}  // namespace actord::core
