// The steps of load() that turn raw sections into core's model, in Supervisor's order. Each throws
// config_failure. Internal to config/.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "config/load.hpp"
#include "config/load_context.hpp"
#include "core/program_spec.hpp"

namespace actord::config {

surroundings surroundings_of(const load_request& request);

// All of the following: from raw sections, includes done, to the model. Its remarks are those that
// the context has gathered until then.
core::configuration build_model(load_context& context, const load_request& request);

// [supervisord] and the overrides. Its environment becomes ENV_* names for later sections.
core::daemon_spec build_daemon(load_context& context,
                               const std::vector<override_option>& overrides);

// [rpcinterface:x]: a missing factory is an error, a foreign one a remark. True if Supervisor's own
// is among them.
bool check_plugins(load_context& context);

// A program-like section evaluated for one group, still without what is only known at the end (the
// common environment and the server URL).
struct program_draft {
  std::string name;
  std::vector<core::process_spec> processes;  // by (priority, name)
};
// Strategy, limit, escalation and start order of a group, or of a program that forms its own; the
// start order comes from [actord] where the section has none.
core::restart_rules read_group_rules(const load_context& context, const raw_section& section);
// A member of a group cannot have rules of its own.
void remark_on_lost_rules(load_context& context, const raw_section& member,
                          const std::string& group_name);
// Groups inside groups: who is in whom, and in which order all of them start (and stop, reversed).
// Throws for unknown names, a group in two others, or in itself.
void arrange_nested_groups(std::vector<core::group_spec>& groups);
// The same for the daemon, whose members are the groups, and its end.
void read_daemon_rules(const load_context& context, core::daemon_spec& daemon);
void remark_on_significance(load_context& context, const core::configuration& config);

// The word that stands in server_url until then.
inline constexpr const char* automatic_url = "AUTO";

program_draft build_program(load_context& context, const raw_section& section, section_kind kind,
                            const std::string& group);

struct group_draft {
  core::group_spec spec;  // without programs
  std::vector<program_draft> programs;
};
// All groups, by (priority, name), each name once.
std::vector<group_draft> build_groups(load_context& context);

// All inet servers, then all UNIX servers.
std::vector<core::server_spec> build_servers(load_context& context);

// The limits of [actord] for all servers.
core::http_spec build_http(load_context& context);

// The group with everything that was missing.
core::group_spec finished(group_draft draft, const core::environment_list& common,
                          const std::string& server_url);

// Throws for names with a blank, colon or slash; returns the name trimmed.
std::string checked_name(std::string_view name, const std::string& where);

// Remarks about sections and options that look like misspelt ones.
void remark_on_typos(load_context& context);

}  // namespace actord::config
