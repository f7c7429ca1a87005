// The rows of the method table, for method_table.cpp. Help texts are ours: what the method does,
// in words that a user of a generic XML-RPC client can act on.
#pragma once

#include <array>

#include "gateway/methods.hpp"

namespace actord::gateway::rows {

using enum param_kind;

inline constexpr std::array<param_row, 1> group{{{"name", text, "string", "name of a group"}}};
inline constexpr std::array<param_row, 1> process{
    {{"name", text, "string", "name, or group:name"}}};
inline constexpr param_row wait{
    "wait", truth, "boolean", "answer when it is done, not when it has begun; default true", true};
inline constexpr param_row signal{"signal", text, "string", "name or number of a signal"};
inline constexpr param_row offset{"offset", number, "int",
                                  "bytes from the start; negative: from the end"};
inline constexpr param_row length{"length", number, "int", "bytes; 0 = as far as the end"};

inline constexpr std::array<param_row, 1> only_wait{{wait}};
inline constexpr std::array<param_row, 2> process_wait{
    {{"name", text, "string", "name, group:name, or group:* for a whole group"}, wait}};
inline constexpr std::array<param_row, 2> group_wait{{group[0], wait}};
inline constexpr std::array<param_row, 2> process_signal{{process_wait[0], signal}};
inline constexpr std::array<param_row, 2> group_signal{{group[0], signal}};
inline constexpr std::array<param_row, 1> only_signal{{signal}};
inline constexpr std::array<param_row, 2> range{{offset, length}};
inline constexpr std::array<param_row, 3> process_range{{process[0], offset, length}};
inline constexpr std::array<param_row, 2> process_chars{
    {process[0], {"chars", anything, "string", "text, sent as UTF-8"}}};
inline constexpr std::array<param_row, 2> event{
    {{"type", text, "string", "what kind of event, for its receivers"},
     {"data", text, "string", "its body"}}};
inline constexpr std::array<param_row, 1> method{{{"name", text, "string", "name of a method"}}};
inline constexpr std::array<param_row, 1> calls{
    {{"calls", list, "array", "structs of methodName and params"}}};

inline constexpr std::string_view tail_help =
    "The end of the log: its last `length` bytes, the size of the file, and whether there was more "
    "than was asked for. Called again with that size as offset it follows the log.";

inline constexpr std::array<method_row, 41> all{{
    {"supervisor.addProcessGroup", "boolean", group,
     "Activates a group of the configuration that was read last.", methods::add_group},
    {"supervisor.clearAllProcessLogs",
     "array",
     {},
     "Empties the logs of all processes.",
     methods::clear_all_logs},
    {"supervisor.clearLog",
     "boolean",
     {},
     "Empties the daemon's own log.",
     methods::clear_main_log},
    {"supervisor.clearProcessLog", "boolean", process, "Old name of clearProcessLogs.",
     methods::clear_logs},
    {"supervisor.clearProcessLogs", "boolean", process, "Empties both logs of a process.",
     methods::clear_logs},
    {"supervisor.getAPIVersion", "string", {}, "Version of this interface.", methods::api_version},
    {"supervisor.getAllConfigInfo",
     "array",
     {},
     "What the configuration that was read last says about every process.",
     methods::all_config_info},
    {"supervisor.getAllProcessInfo",
     "array",
     {},
     "How all processes fare, by group and name.",
     methods::all_process_info},
    {"supervisor.getIdentification",
     "string",
     {},
     "The `identifier` of the configuration.",
     methods::identification},
    {"supervisor.getPID", "int", {}, "Process number of the daemon.", methods::pid},
    {"supervisor.getProcessInfo", "struct", process, "How one process fares.",
     methods::process_info},
    {"supervisor.getState",
     "struct",
     {},
     "State of the daemon as statecode and statename.",
     methods::state},
    {"supervisor.getSupervisorVersion",
     "string",
     {},
     "Version of Supervisor with which this daemon is compatible.",
     methods::supervisor_version},
    {"supervisor.getVersion", "string", {}, "Old name of getAPIVersion.", methods::api_version},
    {"supervisor.readLog", "string", range, "Bytes of the daemon's own log.",
     methods::read_main_log},
    {"supervisor.readMainLog", "string", range, "Old name of readLog.", methods::read_main_log},
    {"supervisor.readProcessLog", "string", process_range, "Old name of readProcessStdoutLog.",
     methods::read_stdout},
    {"supervisor.readProcessStderrLog", "string", process_range,
     "Bytes of the stderr log of a process.", methods::read_stderr},
    {"supervisor.readProcessStdoutLog", "string", process_range,
     "Bytes of the stdout log of a process.", methods::read_stdout},
    {"supervisor.reloadConfig",
     "array",
     {},
     "Reads the configuration again and tells which groups were added, changed and removed. "
     "Nothing is started or stopped.",
     methods::reload_config},
    {"supervisor.removeProcessGroup", "boolean", group, "Removes a group that has stopped.",
     methods::remove_group},
    {"supervisor.restart",
     "boolean",
     {},
     "Stops everything, reads the configuration again and starts afresh.",
     methods::restart},
    {"supervisor.sendProcessStdin", "boolean", process_chars, "Writes to stdin of a process.",
     methods::send_stdin},
    {"supervisor.sendRemoteCommEvent", "boolean", event,
     "Sends an event of type REMOTE_COMMUNICATION to those who listen for it.",
     methods::send_remote_event, true},
    {"supervisor.shutdown",
     "boolean",
     {},
     "Stops everything and ends the daemon.",
     methods::shut_down},
    {"supervisor.signalAllProcesses", "array", only_signal, "Sends a signal to all processes.",
     methods::signal_all},
    {"supervisor.signalProcess", "boolean", process_signal, "Sends a signal to a process.",
     methods::signal_process},
    {"supervisor.signalProcessGroup", "array", group_signal,
     "Sends a signal to all processes of a group.", methods::signal_group},
    {"supervisor.startAllProcesses", "array", only_wait, "Starts all processes.",
     methods::start_all},
    {"supervisor.startProcess", "boolean", process_wait, "Starts a process.",
     methods::start_process},
    {"supervisor.startProcessGroup", "array", group_wait, "Starts all processes of a group.",
     methods::start_group},
    {"supervisor.stopAllProcesses", "array", only_wait, "Stops all processes.", methods::stop_all},
    {"supervisor.stopProcess", "boolean", process_wait, "Stops a process.", methods::stop_process},
    {"supervisor.stopProcessGroup", "array", group_wait, "Stops all processes of a group.",
     methods::stop_group},
    {"supervisor.tailProcessLog", "array", process_range, "Old name of tailProcessStdoutLog.",
     methods::tail_stdout},
    {"supervisor.tailProcessStderrLog", "array", process_range, tail_help, methods::tail_stderr},
    {"supervisor.tailProcessStdoutLog", "array", process_range, tail_help, methods::tail_stdout},
    {"system.listMethods", "array", {}, "Names of all methods.", methods::list_methods, true},
    {"system.methodHelp", "string", method, "What a method does.", methods::method_help, true},
    {"system.methodSignature", "array", method,
     "Types of a method: that of its result, then those of its parameters.",
     methods::method_signature, true},
    {"system.multicall", "array", calls,
     "Runs several calls one after the other. The results stand bare in the array, a fault as a "
     "struct of faultCode and faultString.",
     methods::multicall, true},
}};

}  // namespace actord::gateway::rows
