#include "cli/actorctl/verb_table.hpp"

#include <algorithm>
#include <array>

#include "cli/actorctl/verbs.hpp"

namespace actord::cli {

namespace {

constexpr verb_form add_forms[]{
    {"add <name>", "make a group of the configuration active, as it was read last"},
    {"add <name> <name>", "the same with several"},
};
constexpr verb_form avail_forms[]{
    {"avail", "list every configured process, running or not, with its priorities"},
};
constexpr verb_form check_forms[]{
    {"check", "look the configuration over: errors, and what is ignored; needs no daemon"},
    {"check <file>", "the same for another file"},
};
constexpr verb_form convert_forms[]{
    {"convert <file>", "print an INI configuration as YAML; needs no daemon"},
};
constexpr verb_form clear_forms[]{
    {"clear <name>", "empty the log files of a process"},
    {"clear <name> <name>", "empty the log files of several processes"},
    {"clear all", "empty the log files of every process"},
};
constexpr verb_form completion_forms[]{
    {"completion bash", "print completion for bash: source <(actorctl completion bash)"},
    {"completion zsh", "the same for zsh"},
    {"completion fish", "for fish: actorctl completion fish | source"},
};
constexpr verb_form events_forms[]{
    {"events", "show every change of a state as it happens, with its cause, until Ctrl-C"},
    {"events <name> <name>", "of these processes or groups only"},
    {"events --json", "as JSON, one object per line"},
};
constexpr verb_form exit_forms[]{{"exit", "leave the shell"}};
constexpr verb_form quit_forms[]{{"quit", "leave the shell"}};
constexpr verb_form help_forms[]{
    {"help", "list the actions"},
    {"help <action>", "explain one action"},
};
constexpr verb_form maintail_forms[]{
    {"maintail", "show the last 1600 bytes of the daemon's own log"},
    {"maintail -<bytes>", "show that many bytes from its end, e.g. maintail -100"},
    {"maintail -f", "show its end and what is added to it, until Ctrl-C"},
};
constexpr verb_form pid_forms[]{
    {"pid", "show the process id of the daemon"},
    {"pid <name>", "show the process id of a process, 0 if it has none"},
    {"pid all", "show the process id of every process, one per line"},
};
constexpr verb_form reload_forms[]{
    {"reload", "make the daemon stop everything, read its configuration and start afresh"},
};
constexpr verb_form remove_forms[]{
    {"remove <name>", "forget a group whose processes are all stopped"},
    {"remove <name> <name>", "the same with several"},
};
constexpr verb_form reread_forms[]{
    {"reread", "read the configuration again and say what is new; nothing is touched"},
};
constexpr verb_form restart_forms[]{
    {"restart <name>", "stop a process and start it again"},
    {"restart <gname>:*", "stop and start all processes of a group"},
    {"restart <name> <name>", "stop several processes or groups, then start them"},
    {"restart all", "stop and start every process"},
    {"", "The configuration is not read again: changed options do not take effect."},
};
constexpr verb_form rotate_forms[]{
    {"rotate <name>", "rotate the log files of a process now, whatever their size"},
    {"rotate <gname>:*", "rotate those of all processes of a group"},
    {"rotate <name> <name>", "rotate those of several processes or groups"},
    {"rotate all", "rotate the log files of every process"},
};
constexpr verb_form shutdown_forms[]{{"shutdown", "stop every process and end the daemon"}};
constexpr verb_form signal_forms[]{
    {"signal <signal name> <name>", "send a signal (HUP, SIGHUP or 1) to a process"},
    {"signal <signal name> <gname>:*", "send it to all processes of a group"},
    {"signal <signal name> <name> <name>", "send it to several processes or groups"},
    {"signal <signal name> all", "send it to every process"},
};
constexpr verb_form start_forms[]{
    {"start <name>", "start a process and wait until it runs"},
    {"start <gname>:*", "start all processes of a group"},
    {"start <name> <name>", "start several processes or groups"},
    {"start all", "start every process"},
};
constexpr verb_form status_forms[]{
    {"status", "show the state of every process"},
    {"status <name>", "show the state of a process"},
    {"status <gname>:*", "show the state of all processes of a group"},
    {"status <name> <name>", "show the state of several processes or groups"},
    {"status --json", "the same as JSON, for programs"},
    {"status --watch", "show it again every 2 seconds (--watch=N: every N) until Ctrl-C"},
    {"", "Names may be patterns: web*, app:w?, *:worker."},
};
constexpr verb_form stop_forms[]{
    {"stop <name>", "stop a process and wait until it is gone"},
    {"stop <gname>:*", "stop all processes of a group"},
    {"stop <name> <name>", "stop several processes or groups"},
    {"stop all", "stop every process"},
};
constexpr verb_form tail_forms[]{
    {"tail <name>", "show the last 1600 bytes that a process wrote to stdout"},
    {"tail <name> stderr", "the same for stderr"},
    {"tail -<bytes> <name>", "show that many bytes from the end, e.g. tail -100 web"},
    {"tail -f <name>", "show the end and what is added to it, until Ctrl-C"},
};
constexpr verb_form update_forms[]{
    {"update", "read the configuration again, then remove, replace and add groups accordingly"},
    {"update all", "the same"},
    {"update <gname>", "do so with one group only"},
    {"update <gname> <gname>", "do so with these groups only"},
    {"update --dry-run [<gname> ...]", "say what would be done, and do nothing"},
};
constexpr verb_form why_forms[]{
    {"why <name>", "show the last changes of a process's state, with their causes"},
    {"why <gname>:*", "the same for all processes of a group"},
    {"why <name> <name>", "the same for several processes or groups"},
    {"why all", "the same for every process"},
};
constexpr verb_form version_forms[]{{"version", "show the version of the daemon"}};

constexpr auto rows = std::to_array<verb_row>({
    {"EOF", {}, check::none, completes::nothing, &leave_shell, false},
    {"add", add_forms, check::none, completes::groups, &add_groups},
    {"avail", avail_forms, check::no_arguments, completes::nothing, &show_avail},
    {"check", check_forms, check::none, completes::nothing, &check_configuration, true, true, true},
    {"clear", clear_forms, check::daemon_is_up, completes::processes, &clear_logs},
    {"completion", completion_forms, check::none, completes::nothing, &print_completion, true, true,
     true},
    {"convert", convert_forms, check::none, completes::nothing, &convert_configuration, true, true,
     true},
    {"events", events_forms, check::daemon_is_up, completes::processes, &follow_events, true, true},
    {"exit", exit_forms, check::none, completes::nothing, &leave_shell},
    {"help", help_forms, check::none, completes::actions, &show_help, false},
    {"maintail", maintail_forms, check::daemon_is_up, completes::nothing, &tail_main_log},
    {"pid", pid_forms, check::daemon_is_up, completes::processes, &show_pid},
    {"quit", quit_forms, check::none, completes::nothing, &leave_shell},
    {"reload", reload_forms, check::no_arguments, completes::nothing, &reload_daemon},
    {"remove", remove_forms, check::none, completes::groups, &remove_groups},
    {"reread", reread_forms, check::no_arguments, completes::nothing, &reread_config},
    {"restart", restart_forms, check::daemon_is_up, completes::processes, &restart_processes},
    {"rotate", rotate_forms, check::daemon_is_up, completes::processes, &rotate_logs, true, true},
    {"shutdown", shutdown_forms, check::no_arguments, completes::nothing, &shut_down},
    {"signal", signal_forms, check::daemon_is_up, completes::processes, &signal_processes},
    {"start", start_forms, check::daemon_is_up, completes::processes, &start_processes},
    {"status", status_forms, check::daemon_is_up, completes::processes, &show_status},
    {"stop", stop_forms, check::daemon_is_up, completes::processes, &stop_processes},
    {"tail", tail_forms, check::daemon_is_up, completes::processes, &tail_log},
    {"update", update_forms, check::none, completes::groups, &update_groups},
    {"version", version_forms, check::no_arguments_then_up, completes::nothing, &show_version},
    {"why", why_forms, check::daemon_is_up, completes::processes, &show_why, true, true},
});

consteval bool by_name() {
  for (std::size_t i = 1; i < rows.size(); ++i)
    if (!(rows[i - 1].name < rows[i].name)) return false;
  return true;
}
static_assert(by_name());

}  // namespace

std::span<const verb_row> verb_table() {
  return rows;
}

const verb_row* find_verb(std::string_view name) {
  const auto found = std::lower_bound(
      rows.begin(), rows.end(), name,
      [](const verb_row& row, std::string_view wanted) { return row.name < wanted; });
  return found != rows.end() && found->name == name ? &*found : nullptr;
}

}  // namespace actord::cli
