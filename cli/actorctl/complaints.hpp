// How actorctl says that it got no answer, or an answer that refuses the whole request (contract
// §7.3). All of it goes to `out`; the caller returns the exit status.
//
// Supervisor prints Python's class names, files and lines behind `error: `; we keep the prefix and
// what scripts look for: `<Fault 6: 'SHUTDOWN_STATE'>`, `[Errno 13] Permission denied`.
#pragma once

#include <string>

#include "cli/actorctl/call.hpp"
#include "core/fault.hpp"

namespace actord::cli {

// ^C: an empty line; the shell ends.
exit_code give_up(call& c);

// `error: …` for a request without an answer; an interrupted one gives up.
exit_code complain(call& c, const link_error& reason);

// `error: <Fault …>` for a request that was refused as a whole.
exit_code complain(call& c, core::fault_code problem, const std::string& detail);

// `error: Unknown result code …`: the daemon answered something that the action does not know.
exit_code complain_unknown(call& c, core::fault_code code, const std::string& detail,
                           const std::string& name);

// The check before most actions: `<serverurl> no such file`, `<serverurl> refused connection`, or
// that the daemon shuts down. success: go on.
exit_code check_up(call& c);

// `[Errno 13] Permission denied: text`
std::string text_of(const link_error& reason);

}  // namespace actord::cli
