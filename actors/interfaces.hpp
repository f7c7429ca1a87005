// Who understands what: one typed interface per role, one sentence per line. After
// docs/architecture.md this is the second thing to read.
#pragma once

#include "actors/local_messages.hpp"
#include "caf/all.hpp"

namespace actord::actors {

// Collects what became of orders. Played by the root.
using order_desk = caf::typed_actor<
    // One process is done with one order.
    caf::reacts_to<order_outcome>,
    // An actor was replaced: what it still owed will not come.
    caf::reacts_to<process_replaced>>;

// Decides across groups. Played by the root.
using head_api = caf::typed_actor<
    // News of a significant process.
    caf::reacts_to<process_report>,
    // A group tells the one above how it fares.
    caf::reacts_to<group_news>,
    // A group tells one inside it what to do.
    caf::reacts_to<group_order>,
    // The daemon is to end.
    caf::reacts_to<end_order>>;

// The read side: a replica of every process's facts, fed by reports, so that a view never waits for
// the tree.
using board_api = caf::typed_actor<
    // A process is configured now.
    caf::reacts_to<process_added>,
    // A process is configured no longer.
    caf::reacts_to<process_removed>,
    // A process changed.
    caf::reacts_to<process_report>,
    // The daemon begins (or has ended) to refuse requests.
    caf::reacts_to<mood_changed>,
    // What actorctl's status shows.
    caf::replies_to<core::status_request>::with<core::status_reply>,
    // What actorctl's why and events show; events are a long poll.
    caf::replies_to<core::history_request>::with<core::history_reply>,
    caf::replies_to<core::events_request>::with<core::events_reply>,
    // A long poll has waited long enough.
    caf::reacts_to<events_tick>,
    // The key behind a name.
    caf::replies_to<lookup_request>::with<lookup_reply>,
    // Who still runs or stops?
    caf::replies_to<lookup_unstopped>::with<unstopped_reply>,
    // The last report of a process, for an actor that takes over.
    caf::replies_to<recall_request>::with<process_report>>;

// Owns one managed process: the machine's facts, its timers and the orders that wait for it.
using process_api = caf::typed_actor<
    // Do something; the outcome goes to the desk.
    caf::replies_to<order>::with<order_taken>,
    // A timer of the machine.
    caf::reacts_to<timer_due>,
    // Say that a stop is still awaited.
    caf::reacts_to<progress_tick>,
    // The host's notices about this process.
    caf::reacts_to<core::from_host::defined>, caf::reacts_to<core::from_host::probed>,
    caf::reacts_to<core::from_host::spawned>, caf::reacts_to<core::from_host::spawn_failed>,
    caf::reacts_to<core::from_host::exited>, caf::reacts_to<core::from_host::signalled>,
    caf::reacts_to<core::from_host::view>, caf::reacts_to<core::from_host::logs_cleared>,
    caf::reacts_to<core::from_host::logs_rotated>>;

// Asks the host about logs on behalf of one front, which must not appear in local conversations.
using log_desk_api = caf::typed_actor<
    // Read, follow, empty: answered when the host has answered. reply_to is filled in here.
    caf::replies_to<core::to_host::read_log>::with<core::from_host::log_read>,
    caf::replies_to<core::to_host::follow_log>::with<core::from_host::log_followed>,
    caf::replies_to<core::to_host::clear_logs>::with<core::from_host::logs_cleared>,
    // The host's answers.
    caf::reacts_to<core::from_host::log_read>, caf::reacts_to<core::from_host::log_followed>,
    caf::reacts_to<core::from_host::logs_cleared>>;

// Owns the processes of one program section (numprocs) and replaces their actors.
using program_api = caf::typed_actor<
    // Route an order to the processes named in it, one after the other.
    caf::replies_to<order>::with<order_taken>,
    // A child's news: exits are passed on to the group.
    caf::reacts_to<process_report>,
    // Who is there?
    caf::replies_to<children_request>::with<children_reply>>;

// Owns the programs of one group; decides about siblings (core/strategy) and their order.
using group_api = caf::typed_actor<
    // Route an order to the programs of the processes named in it, in the order of core/start_plan.
    caf::replies_to<order>::with<order_taken>,
    // A process of this group ended or gave up; under a strategy, any news of it.
    caf::reacts_to<process_report>,
    // News of a group inside this one.
    caf::reacts_to<group_news>,
    // What the group above wants.
    caf::reacts_to<group_order>,
    // A pause or a limit is over.
    caf::reacts_to<group_tick>>;

// The top of the tree: names, orders, boot and shutdown.
using root_api = order_desk::extend<
    // An operator's request; answered when every process named in it has answered.
    caf::replies_to<core::action_request>::with<core::action_reply>,
    // What `avail` shows.
    caf::replies_to<core::config_request>::with<core::config_reply>,
    // Read the configuration again and say what an update would do.
    caf::replies_to<core::reread_request>::with<core::reread_reply>,
    // It has been read.
    caf::reacts_to<config_read>,
    // Activate a group of the last configuration read; answered at once.
    caf::replies_to<core::add_group_request>::with<core::done_reply>,
    // Forget a stopped group; answered when it is forgotten.
    caf::replies_to<core::remove_group_request>::with<core::done_reply>,
    // Exchange what differs from the last configuration read; answered when that is done.
    caf::replies_to<core::change_group_request>::with<core::action_reply>,
    // Begin to shut down (or to restart); answered when it has begun.
    caf::replies_to<shutdown_order>::with<core::done_reply>,
    // Say what is still awaited during a shutdown.
    caf::reacts_to<progress_tick>,
    // As head_api.
    caf::reacts_to<process_report>, caf::reacts_to<group_news>, caf::reacts_to<group_order>,
    caf::reacts_to<end_order>,
    // A pause or a limit among the groups is over; the shutdown has lasted too long.
    caf::reacts_to<group_tick>, caf::reacts_to<shutdown_deadline>>;

}  // namespace actord::actors
