// What the daemon's front actor understands: one actor per admitted connection, the only one that a
// client can reach (decision 5). The first message is `hello`.
#pragma once

#include "actors/protocol.hpp"

namespace actord::actors {

using control_api = caf::typed_actor<
    // Who are you and what do you speak? The lower common protocol version counts from then on.
    caf::replies_to<core::hello>::with<core::welcome>,
    // Start, stop, signal, or empty the logs of one, a group, or all; answered when it is done.
    caf::replies_to<core::action_request>::with<core::action_reply>,
    // How do the processes fare?
    caf::replies_to<core::status_request>::with<core::status_reply>,
    // What became of processes of late, and why?
    caf::replies_to<core::history_request>::with<core::history_reply>,
    // What happens from now on? Answered when something does, or empty after a while.
    caf::replies_to<core::events_request>::with<core::events_reply>,
    // What does the configuration file say now?
    caf::replies_to<core::config_request>::with<core::config_reply>,
    // Read the configuration again; what would an update do?
    caf::replies_to<core::reread_request>::with<core::reread_reply>,
    // Activate a group of the last configuration read.
    caf::replies_to<core::add_group_request>::with<core::done_reply>,
    // Forget a stopped group.
    caf::replies_to<core::remove_group_request>::with<core::done_reply>,
    // Exchange the processes of a group that differ; answered when it is done.
    caf::replies_to<core::change_group_request>::with<core::action_reply>,
    // A slice of a log, by Supervisor's offset rules.
    caf::replies_to<core::read_log_request>::with<core::log_reply>,
    // What lies behind my cursor; answered when there is something, or empty after a while.
    caf::replies_to<core::follow_log_request>::with<core::log_reply>,
    // Empty the daemon's own log.
    caf::replies_to<core::clear_main_log_request>::with<core::done_reply>,
    // End, or stop everything and start afresh; answered when it has begun.
    caf::replies_to<core::shutdown_request>::with<core::done_reply>>;

}  // namespace actord::actors
