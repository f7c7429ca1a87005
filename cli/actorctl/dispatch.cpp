#include "cli/actorctl/dispatch.hpp"

#include <algorithm>
#include <cctype>

#include "cli/actorctl/complaints.hpp"
#include "cli/actorctl/help.hpp"
#include "cli/actorctl/names.hpp"
#include "cli/actorctl/verb_table.hpp"

namespace actord::cli {

namespace {

constexpr std::string_view blanks = " \t\r\n\v\f";

std::string_view stripped(std::string_view text) {
  const auto first = text.find_first_not_of(blanks);
  if (first == std::string_view::npos) return {};
  return text.substr(first, text.find_last_not_of(blanks) - first + 1);
}

std::vector<std::string> split(std::string_view text) {
  std::vector<std::string> words;
  for (auto rest = stripped(text); !rest.empty();) {
    const auto end = std::min(rest.find_first_of(blanks), rest.size());
    words.emplace_back(rest.substr(0, end));
    rest = stripped(rest.substr(end));
  }
  return words;
}

bool belongs_to_action(char c) {
  return std::isalnum(static_cast<unsigned char>(c)) != 0 || c == '_';
}

struct typed_line {
  std::string_view action;
  std::string_view rest;
};

// Precondition: `line` is stripped and not empty.
typed_line taken_apart(std::string_view line) {
  if (line.front() == '?') return {"help", stripped(line.substr(1))};
  const auto end = std::find_if_not(line.begin(), line.end(), belongs_to_action);
  const auto length = static_cast<std::size_t>(end - line.begin());
  return {line.substr(0, length), stripped(line.substr(length))};
}

// What §7.3 and §7.5 demand before an action runs. success: run it.
exit_code checked(call& c, const verb_row& verb) {
  const bool takes_nothing =
      verb.before == check::no_arguments || verb.before == check::no_arguments_then_up;
  if (takes_nothing && !c.rest.empty()) {
    print_usage_error(c, "Error: " + std::string{verb.name} + " accepts no arguments", verb.name);
    return exit_code::failure;
  }
  const bool needs_daemon =
      verb.before == check::daemon_is_up || verb.before == check::no_arguments_then_up;
  if (needs_daemon) return check_up(c);
  // Whoever asks unchecked asks a daemon that may have been started anew since the last line.
  if (takes_nothing && c.here.interactive) (void)c.here.daemon.greet();
  return exit_code::success;
}

// Patterns among the names become the names that they match.
void expand_patterns(call& c, const verb_row& verb) {
  if (verb.completion != completes::processes) return;
  if (std::none_of(c.words.begin(), c.words.end(), is_pattern)) return;
  const auto reply = c.here.daemon.ask(core::status_request{});
  if (reply) c.words = matched(c.words, reply->processes);  // if not, the action will say why
}

// A status that cannot be asked for is an unknown one, whatever the reason for it.
exit_code after_failed_check(const verb_row& verb, exit_code status) {
  return verb.name == "status" && status == exit_code::not_running ? exit_code::unknown : status;
}

}  // namespace

line_result run_line(surroundings& here, std::string_view line) {
  const auto text = stripped(line);
  if (text.empty()) return {};
  const auto [action, rest] = taken_apart(text);
  const auto* verb = find_verb(action);
  if (verb == nullptr) {
    here.out << "*** Unknown syntax: " << text << '\n';
    return {exit_code::failure};
  }
  call c{here, std::string{rest}, split(rest)};
  const auto check_result = checked(c, *verb);
  if (check_result == exit_code::success) expand_patterns(c, *verb);
  const auto status =
      check_result == exit_code::success ? verb->run(c) : after_failed_check(*verb, check_result);
  return {status, c.leave, c.interrupted};
}

bool needs_no_settings(std::string_view line) {
  const auto text = stripped(line);
  if (text.empty()) return false;
  const auto* verb = find_verb(taken_apart(text).action);
  return verb != nullptr && verb->offline;
}

std::string joined(const std::vector<std::string>& words) {
  std::string line;
  for (const auto& word : words)
    line.append(line.empty() ? "" : " ").append(word);
  return line;
}

}  // namespace actord::cli
