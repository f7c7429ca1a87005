#include "cli/actorctl/completion.hpp"

#include <algorithm>
#include <set>

#include "cli/actorctl/names.hpp"

namespace actord::cli {

namespace {

constexpr std::string_view blanks = " \t";

std::string_view without_leading_blanks(std::string_view text) {
  const auto first = text.find_first_not_of(blanks);
  return first == std::string_view::npos ? std::string_view{} : text.substr(first);
}

std::set<std::string> actions() {
  std::set<std::string> words;
  for (const auto& row : verb_table())
    if (!row.forms.empty()) words.emplace(row.name);
  return words;
}

// A process that is alone in its group goes by its own name, until a colon asks for the group.
std::set<std::string> process_words(const std::vector<process_name>& names, bool colon_typed) {
  std::set<std::string> words;
  for (const auto& one : names) {
    if (one.group == one.name && !colon_typed) {
      words.insert(one.name);
    } else {
      words.insert(one.group + ":" + one.name);
      words.insert(one.group + ":*");
    }
  }
  return words;
}

std::set<std::string> group_words(const std::vector<process_name>& names) {
  std::set<std::string> words;
  for (const auto& one : names)
    words.insert(one.group);
  return words;
}

std::vector<std::string> beginning_with(std::string_view text, const std::set<std::string>& words) {
  std::vector<std::string> found;
  std::copy_if(words.begin(), words.end(), std::back_inserter(found),
               [&](const std::string& word) { return word.starts_with(text); });
  return found;
}

}  // namespace

std::string_view word_before_cursor(std::string_view line) {
  const auto last_blank = line.find_last_of(blanks);
  return last_blank == std::string_view::npos ? line : line.substr(last_blank + 1);
}

std::vector<std::string> completions(std::string_view line, const name_source& names) {
  const auto word = word_before_cursor(line);
  const auto text = without_leading_blanks(line);
  if (text.size() == word.size()) return beginning_with(word, actions());

  const auto* verb = find_verb(text.substr(0, text.find_first_of(blanks)));
  if (verb == nullptr) return {};
  switch (verb->completion) {
    case completes::actions:
      return beginning_with(word, actions());
    case completes::processes: {
      const bool colon_typed = word.find(':') != std::string_view::npos;
      return beginning_with(word, process_words(names(verb->completion), colon_typed));
    }
    case completes::groups:
      return beginning_with(word, group_words(names(verb->completion)));
    case completes::nothing:
      break;
  }
  return {};
}

std::string common_beginning(const std::vector<std::string>& words) {
  if (words.empty()) return {};
  auto shared = words.front();
  for (const auto& word : words) {
    const auto [end, unused] =
        std::mismatch(shared.begin(), shared.end(), word.begin(), word.end());
    shared.erase(end, shared.end());
  }
  return shared;
}

}  // namespace actord::cli
