// actorctl: options, settings, then one action or the shell.
#include <unistd.h>

#include <clocale>
#include <csignal>
#include <cstdlib>
#include <iostream>
#include <optional>
#include <utility>

#include "cli/actorctl/completion.hpp"
#include "cli/actorctl/daemon_session.hpp"
#include "cli/actorctl/dispatch.hpp"
#include "cli/actorctl/interrupts.hpp"
#include "cli/actorctl/line_reader.hpp"
#include "cli/actorctl/process_facts.hpp"
#include "cli/actorctl/shell.hpp"
#include "config/command_line.hpp"
#include "config/ctl_settings.hpp"
#include "config/find_config.hpp"

namespace actord::cli {

namespace {

int usage_error(const config::config_error& error, const std::string& program) {
  std::cerr << "Error: " << error.message << "\nFor help, use " << program << " -h\n";
  if (!error.where.empty()) std::cerr << '(' << error.where << ")\n";
  return number_of(exit_code::bad_arguments);
}

core::result<config::ctl_settings, config::config_error> settings_for(
    const config::client_command_line& options, const config::surroundings& around,
    const std::optional<std::string>& path) {
  if (needs_no_settings(joined(options.words))) return config::ctl_settings{};
  return config::load_ctl_settings({.path = path,
                                    .environment = around.environment,
                                    .host_node_name = around.host_node_name,
                                    .cwd = around.cwd,
                                    .serverurl = options.serverurl,
                                    .username = options.username,
                                    .password = options.password,
                                    .history_file = options.history_file});
}

// Groups may also be those that are configured, but not active. Without a reply Tab has nothing to
// offer.
std::vector<process_name> names_of(session& daemon, completes what) {
  std::vector<process_name> names;
  if (const auto reply = daemon.ask(core::status_request{}))
    for (const auto& process : reply->processes)
      names.push_back({process.group, process.name});
  if (what != completes::groups) return names;
  if (const auto reply = daemon.ask(core::config_request{}))
    for (const auto& process : reply->processes)
      names.push_back({process.group, process.name});
  return names;
}

std::unique_ptr<line_reader> reader_for(interrupts& watch, session& daemon,
                                        const std::string& history_file) {
  if (!on_a_terminal()) return make_plain_reader(watch);
  return make_editing_reader(watch, history_file, [&daemon](std::string_view before_cursor) {
    return completions(before_cursor, [&daemon](completes what) { return names_of(daemon, what); });
  });
}

struct ending {
  exit_code status{exit_code::success};
  bool interrupted{false};
  bool left_something{false};
};

ending talk(const config::client_command_line& options, const config::ctl_settings& settings,
            config::load_request configuration) {
  interrupts watch;
  daemon_session daemon{{settings.endpoint, settings.serverurl, ACTORD_VERSION}, watch};
  const bool shell = options.words.empty();
  const auto reader =
      shell ? reader_for(watch, daemon, settings.history_file) : make_plain_reader(watch);
  surroundings here{
      daemon,
      std::cout,
      std::cerr,
      settings.serverurl,
      shell || options.interactive,
      [&reader](std::string_view prompt) { return reader->read(prompt); },
      [&watch](std::chrono::milliseconds length) { return pause_before_interrupt(length, watch); },
      ::isatty(STDOUT_FILENO) == 1,
      std::move(configuration)};
  line_result result;
  if (shell)
    run_shell(here, *reader, settings.prompt);
  else
    result = run_line(here, joined(options.words));
  std::cout.flush();
  if (!std::cout && result.status == exit_code::success) result.status = exit_code::failure;
  return {result.status, result.interrupted, daemon.left_something()};
}

int run(const std::string& called_as, const std::vector<std::string>& arguments) {
  const auto program = program_path(called_as);
  const auto around = own_surroundings();
  const auto options = config::parse_client_command_line(arguments, around);
  if (!options) return usage_error(options.reason(), program);
  if (options->help) {
    std::cout << config::client_help(program) << std::flush;
    return number_of(exit_code::success);
  }
  const auto path =
      options->path ? options->path : config::find_default_config(program, around.cwd);
  const auto settings = settings_for(*options, around, path);
  if (!settings) return usage_error(settings.reason(), program);
  for (const auto& remark : settings->remarks)
    std::cerr << remark.text << '\n';

  const auto end = talk(*options, *settings,
                        {.path = path.value_or(""),
                         .environment = around.environment,
                         .host_node_name = around.host_node_name,
                         .cwd = around.cwd,
                         .overrides = {}});
  if (end.interrupted) {
    // Whoever called us is to see that it was ^C: a loop in a script ends by that.
    (void)std::signal(SIGINT, SIG_DFL);
    (void)std::raise(SIGINT);
  }
  // A thread that still waits for the daemon must not see the program's globals go.
  if (end.left_something) std::_Exit(number_of(end.status));
  return number_of(end.status);
}

}  // namespace

}  // namespace actord::cli

int main(int argc, char** argv) {
  std::setlocale(LC_CTYPE, "");
  // Some callers ignore it, and their children inherit that; `actorctl tail x | head` is to end.
  (void)std::signal(SIGPIPE, SIG_DFL);
  return actord::cli::run(argc > 0 ? argv[0] : "actorctl",
                          {argv + (argc > 0 ? 1 : 0), argv + argc});
}
