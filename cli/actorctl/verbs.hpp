// The actions themselves (contract §7.5), one function each; the rows of verb_table say what is
// checked before they are called. Exact texts, columns and exit codes are Supervisor's.
#pragma once

#include "cli/actorctl/call.hpp"

namespace actord::cli {

// verbs_view.cpp: questions.
exit_code show_status(call& c);
exit_code show_pid(call& c);
exit_code show_avail(call& c);
exit_code show_version(call& c);

// verbs_history.cpp: what happened, and what happens.
exit_code show_why(call& c);
exit_code follow_events(call& c);

// verbs_action.cpp: what changes processes. Names are asked for one after the other, `all` is one
// request.
exit_code start_processes(call& c);
exit_code stop_processes(call& c);
exit_code restart_processes(call& c);
exit_code signal_processes(call& c);
exit_code clear_logs(call& c);
exit_code rotate_logs(call& c);

// verbs_log.cpp: reading and following.
exit_code tail_log(call& c);
exit_code tail_main_log(call& c);

// verbs_config.cpp: the configuration files and the groups they name.
exit_code reread_config(call& c);
exit_code update_groups(call& c);
exit_code add_groups(call& c);
exit_code remove_groups(call& c);

// verbs_daemon.cpp: the daemon as a whole, and the shell itself.
exit_code shut_down(call& c);
exit_code reload_daemon(call& c);
exit_code leave_shell(call& c);

// verbs_files.cpp: configuration files; no daemon is asked.
exit_code check_configuration(call& c);
exit_code convert_configuration(call& c);

// help.cpp
exit_code show_help(call& c);

// verbs_shell.cpp: for the user's own shell; needs no daemon.
exit_code print_completion(call& c);

}  // namespace actord::cli
