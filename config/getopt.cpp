#include "config/getopt.hpp"

#include <string_view>

namespace actord::config {
namespace {

class flag_reader {
 public:
  flag_reader(std::span<const flag_row> table, const std::vector<std::string>& arguments)
      : table_{table}, arguments_{arguments} {}

  given_line run() {
    while (at_ < arguments_.size()) {
      const std::string& word = arguments_[at_];
      if (word.size() < 2 || word.front() != '-') break;
      ++at_;
      if (word == "--") break;
      if (word.starts_with("--")) {
        take_long(std::string_view{word}.substr(2));
      } else {
        take_letters(std::string_view{word}.substr(1));
      }
    }
    line_.rest.assign(arguments_.begin() + static_cast<std::ptrdiff_t>(at_), arguments_.end());
    return std::move(line_);
  }

 private:
  void take_letters(std::string_view letters) {
    while (!letters.empty()) {
      const std::string spelling{'-', letters.front()};
      const flag_row& row = row_with_letter(letters.front());
      letters.remove_prefix(1);
      given_flag& given = line_.flags.emplace_back(given_flag{&row, spelling, {}});
      if (row.argument.empty()) continue;
      given.argument = letters.empty() ? next_argument(spelling) : std::string{letters};
      return;
    }
  }

  void take_long(std::string_view text) {
    const auto equals = text.find('=');
    const flag_row& row = row_with_name(text.substr(0, equals));
    const std::string spelling = "--" + std::string{row.long_name};
    given_flag& given = line_.flags.emplace_back(given_flag{&row, spelling, {}});
    if (row.argument.empty()) {
      if (equals != std::string_view::npos)
        throw config_failure{"option " + spelling + " must not have an argument"};
    } else if (equals != std::string_view::npos) {
      given.argument = text.substr(equals + 1);
    } else {
      given.argument = next_argument(spelling);
    }
  }

  const flag_row& row_with_letter(char letter) const {
    for (const auto& row : table_)
      if (row.letters.find(letter) != std::string_view::npos) return row;
    throw config_failure{std::string{"option -"} + letter + " not recognized"};
  }

  // The name in full or a prefix that fits one name only. Ours must not make a prefix ambiguous
  // that Supervisor understands: they count when nothing else fits.
  const flag_row& row_with_name(std::string_view name) const {
    const flag_row* found = nullptr;
    bool several = false;
    for (const auto& row : table_) {
      if (row.long_name == name) return row;
      if (!row.long_name.starts_with(name)) continue;
      if (found != nullptr && row.from == origin::ours) continue;
      several = found != nullptr && found->from == row.from;
      found = &row;
    }
    if (found == nullptr) throw config_failure{"option --" + std::string{name} + " not recognized"};
    if (several) throw config_failure{"option --" + std::string{name} + " not a unique prefix"};
    return *found;
  }

  std::string next_argument(const std::string& spelling) {
    if (at_ == arguments_.size()) throw config_failure{"option " + spelling + " requires argument"};
    return arguments_[at_++];
  }

  std::span<const flag_row> table_;
  const std::vector<std::string>& arguments_;
  std::size_t at_{0};
  given_line line_;
};

}  // namespace

given_line split_flags(std::span<const flag_row> table, const std::vector<std::string>& arguments) {
  return flag_reader{table, arguments}.run();
}

}  // namespace actord::config
