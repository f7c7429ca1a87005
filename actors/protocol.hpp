// The wire protocol: how CAF reads, writes and prints the structs of core/messages.hpp, and the
// type-id block of those that travel as messages of their own. Whoever sends or receives one of
// them includes this header; the ids are registered in actors/system_config.cpp.
//
// Promises: a released struct never changes its fields, their order or its name (CAF 0.17 sends
// type names); what changes is a new struct, name_v2. tests/golden/wire/ holds the bytes of each.
// Enums are not range-checked here (CAF doesn't): check them on receipt.
// Does not know local-only messages; those start their own block at caf::id_block::actord::end.
//
// Versions (core::protocol_version)
//   1  hello … done_reply, as in core/messages.hpp
#pragma once

#include <caf/all.hpp>
#include <string>

#include "core/messages.hpp"

namespace actord::core {

// Enums print as the names that the user knows.
std::string to_string(proc_state state);
std::string to_string(fault_code code);
std::string to_string(target_kind kind);
std::string to_string(verb what);
std::string to_string(group_step what);

namespace detail {
// The one line that differs from CAF 0.18 on, where fields are named and inspect returns bool.
template <class Inspector, class... Fields>
typename Inspector::result_type fields(Inspector& f, const char* name, Fields&... xs) {
  return f(caf::meta::type_name(name), xs...);
}
}  // namespace detail

template <class Inspector>
typename Inspector::result_type inspect(Inspector& f, hello& x) {
  return detail::fields(f, "hello", x.protocol, x.build);
}
template <class Inspector>
typename Inspector::result_type inspect(Inspector& f, welcome& x) {
  return detail::fields(f, "welcome", x.protocol, x.version, x.identifier, x.pid);
}

template <class Inspector>
typename Inspector::result_type inspect(Inspector& f, target& x) {
  return detail::fields(f, "target", x.kind, x.group, x.process);
}
template <class Inspector>
typename Inspector::result_type inspect(Inspector& f, action_request& x) {
  return detail::fields(f, "action_request", x.what, x.whom, x.signal, x.wait);
}
template <class Inspector>
typename Inspector::result_type inspect(Inspector& f, outcome& x) {
  return detail::fields(f, "outcome", x.group, x.process, x.code, x.detail);
}
template <class Inspector>
typename Inspector::result_type inspect(Inspector& f, action_reply& x) {
  return detail::fields(f, "action_reply", x.problem, x.detail, x.outcomes);
}

template <class Inspector>
typename Inspector::result_type inspect(Inspector& f, status_request& x) {
  return detail::fields(f, "status_request", x.whom);
}
template <class Inspector>
typename Inspector::result_type inspect(Inspector& f, process_info& x) {
  return detail::fields(f, "process_info", x.group, x.name, x.state, x.start, x.stop, x.now,
                        x.uptime, x.spawnerr, x.exitstatus, x.stdout_logfile, x.stderr_logfile,
                        x.pid, x.description);
}
template <class Inspector>
typename Inspector::result_type inspect(Inspector& f, status_reply& x) {
  return detail::fields(f, "status_reply", x.problem, x.detail, x.processes);
}

template <class Inspector>
typename Inspector::result_type inspect(Inspector& f, transition_info& x) {
  return detail::fields(f, "transition_info", x.number, x.group, x.name, x.from, x.to, x.at, x.run,
                        x.pid, x.cause);
}
template <class Inspector>
typename Inspector::result_type inspect(Inspector& f, history_request& x) {
  return detail::fields(f, "history_request", x.whom);
}
template <class Inspector>
typename Inspector::result_type inspect(Inspector& f, history_reply& x) {
  return detail::fields(f, "history_reply", x.problem, x.detail, x.transitions);
}
template <class Inspector>
typename Inspector::result_type inspect(Inspector& f, events_request& x) {
  return detail::fields(f, "events_request", x.from_now, x.after);
}
template <class Inspector>
typename Inspector::result_type inspect(Inspector& f, events_reply& x) {
  return detail::fields(f, "events_reply", x.problem, x.detail, x.events, x.next, x.missed);
}

template <class Inspector>
typename Inspector::result_type inspect(Inspector& f, config_request&) {
  return detail::fields(f, "config_request");
}
template <class Inspector>
typename Inspector::result_type inspect(Inspector& f, config_info& x) {
  return detail::fields(f, "config_info", x.group, x.name, x.in_use, x.autostart, x.group_priority,
                        x.process_priority);
}
template <class Inspector>
typename Inspector::result_type inspect(Inspector& f, config_reply& x) {
  return detail::fields(f, "config_reply", x.problem, x.detail, x.processes);
}

template <class Inspector>
typename Inspector::result_type inspect(Inspector& f, reread_request& x) {
  return detail::fields(f, "reread_request", x.remember);
}
template <class Inspector>
typename Inspector::result_type inspect(Inspector& f, planned_group& x) {
  return detail::fields(f, "planned_group", x.what, x.group, x.stop, x.start, x.keep);
}
template <class Inspector>
typename Inspector::result_type inspect(Inspector& f, reread_reply& x) {
  return detail::fields(f, "reread_reply", x.problem, x.detail, x.groups);
}
template <class Inspector>
typename Inspector::result_type inspect(Inspector& f, add_group_request& x) {
  return detail::fields(f, "add_group_request", x.group);
}
template <class Inspector>
typename Inspector::result_type inspect(Inspector& f, remove_group_request& x) {
  return detail::fields(f, "remove_group_request", x.group);
}
template <class Inspector>
typename Inspector::result_type inspect(Inspector& f, change_group_request& x) {
  return detail::fields(f, "change_group_request", x.group);
}

template <class Inspector>
typename Inspector::result_type inspect(Inspector& f, log_name& x) {
  return detail::fields(f, "log_name", x.group, x.process, x.stderr_stream);
}
template <class Inspector>
typename Inspector::result_type inspect(Inspector& f, read_log_request& x) {
  return detail::fields(f, "read_log_request", x.log, x.offset, x.length);
}
template <class Inspector>
typename Inspector::result_type inspect(Inspector& f, follow_log_request& x) {
  return detail::fields(f, "follow_log_request", x.log, x.from_cursor, x.back, x.generation,
                        x.offset);
}
template <class Inspector>
typename Inspector::result_type inspect(Inspector& f, log_reply& x) {
  return detail::fields(f, "log_reply", x.problem, x.detail, x.bytes, x.generation, x.offset,
                        x.truncated);
}
template <class Inspector>
typename Inspector::result_type inspect(Inspector& f, clear_main_log_request&) {
  return detail::fields(f, "clear_main_log_request");
}

template <class Inspector>
typename Inspector::result_type inspect(Inspector& f, shutdown_request& x) {
  return detail::fields(f, "shutdown_request", x.restart);
}
template <class Inspector>
typename Inspector::result_type inspect(Inspector& f, done_reply& x) {
  return detail::fields(f, "done_reply", x.problem, x.detail);
}

}  // namespace actord::core

CAF_BEGIN_TYPE_ID_BLOCK(actord, caf::first_custom_type_id)
CAF_ADD_TYPE_ID(actord, (actord::core::hello))
CAF_ADD_TYPE_ID(actord, (actord::core::welcome))
CAF_ADD_TYPE_ID(actord, (actord::core::action_request))
CAF_ADD_TYPE_ID(actord, (actord::core::action_reply))
CAF_ADD_TYPE_ID(actord, (actord::core::status_request))
CAF_ADD_TYPE_ID(actord, (actord::core::status_reply))
CAF_ADD_TYPE_ID(actord, (actord::core::config_request))
CAF_ADD_TYPE_ID(actord, (actord::core::config_reply))
CAF_ADD_TYPE_ID(actord, (actord::core::read_log_request))
CAF_ADD_TYPE_ID(actord, (actord::core::follow_log_request))
CAF_ADD_TYPE_ID(actord, (actord::core::log_reply))
CAF_ADD_TYPE_ID(actord, (actord::core::clear_main_log_request))
CAF_ADD_TYPE_ID(actord, (actord::core::shutdown_request))
CAF_ADD_TYPE_ID(actord, (actord::core::done_reply))
CAF_ADD_TYPE_ID(actord, (actord::core::reread_request))
CAF_ADD_TYPE_ID(actord, (actord::core::reread_reply))
CAF_ADD_TYPE_ID(actord, (actord::core::add_group_request))
CAF_ADD_TYPE_ID(actord, (actord::core::remove_group_request))
CAF_ADD_TYPE_ID(actord, (actord::core::change_group_request))
CAF_ADD_TYPE_ID(actord, (actord::core::history_request))
CAF_ADD_TYPE_ID(actord, (actord::core::history_reply))
CAF_ADD_TYPE_ID(actord, (actord::core::events_request))
CAF_ADD_TYPE_ID(actord, (actord::core::events_reply))
CAF_END_TYPE_ID_BLOCK(actord)
