#include "config/command_line.hpp"

#include <algorithm>
#include <array>

#include "config/getopt.hpp"
#include "config/option_value.hpp"
#include "core/python_repr.hpp"

namespace actord::config {
namespace {

constexpr auto daemon_table = std::to_array<flag_row>({
    {"c", "configuration", "FILE", "", "read this file instead of searching for one"},
    {"n", "nodaemon", "", "nodaemon", "stay in the foreground"},
    {"s", "silent", "", "silent", "in the foreground, do not copy the log to stdout"},
    {"h?", "help", "", "", "print this text and exit"},
    {"v", "version", "", "", "print the version and exit"},
    {"u", "user", "USER", "user", "switch to this account (name or number)"},
    {"m", "umask", "UMASK", "umask", "file creation mask, octal (default 022)"},
    {"d", "directory", "DIRECTORY", "directory", "working directory of the daemon"},
    {"l", "logfile", "FILE", "logfile", "the daemon's own log"},
    {"y", "logfile_maxbytes", "BYTES", "logfile_maxbytes", "rotate that log at this size"},
    {"z", "logfile_backups", "NUMBER", "logfile_backups", "old logs to keep"},
    {"e", "loglevel", "LEVEL", "loglevel", "critical, error, warn, info, debug, trace or blather"},
    {"j", "pidfile", "FILE", "pidfile", "write the daemon's process id there"},
    {"i", "identifier", "NAME", "identifier", "name of this daemon for clients and listeners"},
    {"q", "childlogdir", "DIRECTORY", "childlogdir", "directory for AUTO logs of programs"},
    {"k", "nocleanup", "", "nocleanup", "keep the AUTO logs of the run before"},
    {"a", "minfds", "NUMBER", "minfds", "file descriptors that must be available"},
    {"t", "strip_ansi", "", "strip_ansi", "remove ANSI escape sequences from programs' logs"},
    {"", "minprocs", "NUMBER", "minprocs", "processes that must be available"},
    {"", "check", "", "", "look the configuration over, say what is wrong and exit; start nothing",
     origin::ours},
    {"", "profile_options", "LIST", "", "accepted for compatibility; has no effect"},
});

constexpr auto client_table = std::to_array<flag_row>({
    {"c", "configuration", "FILE", "", "read this file instead of searching for one"},
    {"h?", "help", "", "", "print this text and exit"},
    {"i", "interactive", "", "", "ask before dangerous actions, even with an action given"},
    {"s", "serverurl", "URL", "serverurl", "where the daemon listens (unix:///path or http://...)"},
    {"u", "username", "NAME", "username", "name for the daemon, if it wants one"},
    {"p", "password", "PASSWORD", "password", "password for the daemon"},
    {"r", "history_file", "FILE", "history_file", "keep the shell's history in this file"},
});

// A flag may be given once, in whatever spelling.
void refuse_repeated(const given_line& line, std::size_t index) {
  const auto& flag = line.flags[index];
  const auto before = std::span{line.flags}.first(index);
  if (std::any_of(before.begin(), before.end(),
                  [&](const given_flag& other) { return other.row == flag.row; }))
    throw config_failure{"conflicting command line option " + core::python_repr(flag.spelling)};
}

void check_value(const given_flag& flag, value_type type, const surroundings& around) {
  try {
    (void)parse_value(type, flag.argument, around);
  } catch (const value_error& problem) {
    throw config_failure{"invalid value for " + flag.spelling + " " +
                         core::python_repr(flag.argument) + ": " + problem.what()};
  }
}

std::string positional_text(const std::vector<std::string>& words) {
  std::string list;
  for (const auto& word : words)
    list += (list.empty() ? "" : ", ") + core::python_repr(word);
  return "positional arguments are not supported: [" + list + "]";
}

daemon_command_line read_daemon(const std::vector<std::string>& arguments,
                                const surroundings& around) {
  const given_line line = split_flags(daemon_table, arguments);
  if (!line.rest.empty()) throw config_failure{positional_text(line.rest)};
  daemon_command_line out;
  for (std::size_t i = 0; i < line.flags.size(); ++i) {
    const given_flag& flag = line.flags[i];
    out.help = flag.row->long_name == "help";
    out.version = flag.row->long_name == "version";
    if (out.help || out.version) return out;
    refuse_repeated(line, i);
    if (flag.row->long_name == "configuration") out.path = flag.argument;
    if (flag.row->long_name == "check") out.check = true;
    if (flag.row->option.empty()) continue;
    const option_row& option = *find_option(section_kind::supervisord, flag.row->option);
    // The user is looked up when all else is known, as Supervisor does.
    if (!flag.row->argument.empty() && option.type != value_type::user)
      check_value(flag, option.type, around);
    out.overrides.push_back({.name = std::string{option.name},
                             .value = flag.row->argument.empty() ? "true" : flag.argument});
  }
  return out;
}

client_command_line read_client(const std::vector<std::string>& arguments,
                                const surroundings& around) {
  given_line line = split_flags(client_table, arguments);
  client_command_line out;
  const std::array<std::pair<std::string_view, std::optional<std::string>*>, 5> targets{
      {{"configuration", &out.path},
       {"serverurl", &out.serverurl},
       {"username", &out.username},
       {"password", &out.password},
       {"history_file", &out.history_file}}};
  for (std::size_t i = 0; i < line.flags.size(); ++i) {
    const given_flag& flag = line.flags[i];
    if (flag.row->long_name == "help") {
      out.help = true;
      return out;
    }
    refuse_repeated(line, i);
    if (flag.row->long_name == "interactive") out.interactive = true;
    if (flag.row->long_name == "serverurl") check_value(flag, value_type::url, around);
    for (const auto& [name, target] : targets)
      if (flag.row->long_name == name) *target = flag.argument;
  }
  out.words = std::move(line.rest);
  return out;
}

std::string flags_text(std::span<const flag_row> table) {
  constexpr std::size_t column = 34;
  std::string text;
  for (const auto& row : table) {
    std::string flag = row.letters.empty() ? "    " : std::string{"-"} + row.letters[0] + ", ";
    flag += "--" + std::string{row.long_name};
    if (!row.argument.empty()) flag += "=" + std::string{row.argument};
    flag.resize(std::max(column, flag.size() + 2), ' ');
    text += "  " + flag + std::string{row.help} + "\n";
  }
  return text;
}

}  // namespace

std::span<const flag_row> daemon_flags() {
  return daemon_table;
}

std::span<const flag_row> client_flags() {
  return client_table;
}

core::result<daemon_command_line, config_error> parse_daemon_command_line(
    const std::vector<std::string>& arguments, const surroundings& around) {
  try {
    return read_daemon(arguments, around);
  } catch (const config_failure& problem) {
    return problem.error();
  }
}

core::result<client_command_line, config_error> parse_client_command_line(
    const std::vector<std::string>& arguments, const surroundings& around) {
  try {
    return read_client(arguments, around);
  } catch (const config_failure& problem) {
    return problem.error();
  }
}

std::string daemon_help(std::string_view program) {
  return "actord -- starts programs and keeps them running\n\nUsage: " + std::string{program} +
         " [options]\n\nThe command line beats the configuration file.\n\n" +
         flags_text(daemon_table);
}

std::string client_help(std::string_view program) {
  return "actorctl -- asks a running actord what its programs do and tells it what to "
         "do\n\nUsage: " +
         std::string{program} +
         " [options] [action [arguments]]\n\nWithout an action it starts a shell; the action "
         "\"help\" lists the actions.\n\n" +
         flags_text(client_table);
}

}  // namespace actord::config
