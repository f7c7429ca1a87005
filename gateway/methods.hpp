// The functions behind the rows of the method table. Internal to gateway/.
#pragma once

#include "gateway/method_table.hpp"

namespace actord::gateway::methods {

// methods_daemon.cpp
void api_version(invocation call);
void supervisor_version(invocation call);
void identification(invocation call);
void state(invocation call);
void pid(invocation call);
void shut_down(invocation call);
void restart(invocation call);
void reload_config(invocation call);
void add_group(invocation call);
void remove_group(invocation call);
void send_remote_event(invocation call);

// methods_process.cpp
void start_process(invocation call);
void start_group(invocation call);
void start_all(invocation call);
void stop_process(invocation call);
void stop_group(invocation call);
void stop_all(invocation call);
void signal_process(invocation call);
void signal_group(invocation call);
void signal_all(invocation call);
void clear_logs(invocation call);
void clear_all_logs(invocation call);
void send_stdin(invocation call);

// methods_view.cpp
void process_info(invocation call);
void all_process_info(invocation call);
void all_config_info(invocation call);

// methods_log.cpp
void read_main_log(invocation call);
void clear_main_log(invocation call);
void read_stdout(invocation call);
void read_stderr(invocation call);
void tail_stdout(invocation call);
void tail_stderr(invocation call);

// methods_system.cpp
void list_methods(invocation call);
void method_help(invocation call);
void method_signature(invocation call);
void multicall(invocation call);

// true, or the fault.
answer<core::done_reply> as_true(answer<rpc_result> done);

}  // namespace actord::gateway::methods
