#include <utility>

#include "core/proc_state.hpp"
#include "gateway/methods.hpp"
#include "gateway/names.hpp"

namespace actord::gateway::methods {

using xmlrpc::structure;
using xmlrpc::value;

namespace {

constexpr std::string_view none = "none";  // stands for everything that is unset

value as_value(const core::process_info& p) {
  return structure{
      {"name", p.name},
      {"group", p.group},
      {"start", p.start},
      {"stop", p.stop},
      {"now", p.now},
      {"state", core::number_of(p.state)},
      {"statename", core::name_of(p.state)},
      {"spawnerr", p.spawnerr},
      {"exitstatus", std::int64_t{p.exitstatus}},
      {"logfile", p.stdout_logfile},
      {"stdout_logfile", p.stdout_logfile},
      {"stderr_logfile", p.stderr_logfile},
      {"pid", std::int64_t{p.pid}},
      {"description", p.description},
  };
}

value text_or_none(const std::string& text) {
  return text.empty() ? value{none} : value{text};
}

value restart_policy(core::auto_restart when) {
  switch (when) {
    case core::auto_restart::never:
      return false;
    case core::auto_restart::always:
      return true;
    case core::auto_restart::unexpected:
      break;
  }
  return "unexpected";
}

value log_path(const core::log_spec& log, const std::string& made) {
  using enum core::log_spec::target;
  if (log.kind == none) return methods::none;
  if (log.kind == file) return log.path;
  return made.empty() ? value{"auto"} : value{made};
}

value big(std::uint64_t bytes) {
  return static_cast<std::int64_t>(bytes);
}

value exit_codes_of(const core::process_spec& spec) {
  xmlrpc::array codes;
  for (const int code : spec.exit_codes)
    codes.emplace_back(code);
  return codes;
}

value as_value(const process_setting& setting) {
  const auto& s = *setting.spec;
  return structure{
      {"autostart", s.autostart},
      {"autorestart", restart_policy(s.restart)},
      {"directory", text_or_none(s.directory)},
      {"uid", s.uid ? value{std::int64_t{*s.uid}} : value{none}},
      {"command", s.command},
      {"exitcodes", exit_codes_of(s)},
      {"group", s.group},
      {"group_prio", setting.group_priority},
      {"inuse", setting.in_use},
      {"killasgroup", s.kill_as_group},
      {"name", s.name},
      {"process_prio", s.priority},
      {"redirect_stderr", s.redirect_stderr},
      {"startretries", s.start_retries},
      {"startsecs", std::int64_t{s.start_secs.count()}},
      {"stdout_capture_maxbytes", big(s.out.capture_max_bytes)},
      {"stdout_events_enabled", s.out.events_enabled},
      {"stdout_logfile", log_path(s.out, setting.stdout_path)},
      {"stdout_logfile_backups", s.out.backups},
      {"stdout_logfile_maxbytes", big(s.out.max_bytes)},
      {"stdout_syslog", s.out.syslog},
      {"stopsignal", s.stop_signal},
      {"stopwaitsecs", std::int64_t{s.stop_wait.count()}},
      {"stderr_capture_maxbytes", big(s.err.capture_max_bytes)},
      {"stderr_events_enabled", s.err.events_enabled},
      {"stderr_logfile", log_path(s.err, setting.stderr_path)},
      {"stderr_logfile_backups", s.err.backups},
      {"stderr_logfile_maxbytes", big(s.err.max_bytes)},
      {"stderr_syslog", s.err.syslog},
      {"serverurl", text_or_none(s.server_url)},
  };
}

}  // namespace

void process_info(invocation call) {
  const auto given = call.text(0);
  const auto whom = target_named(given);
  if (whom.kind != core::target_kind::process) {
    call.done(core::fault{core::fault_code::bad_name, given});
    return;
  }
  call.world.daemon->status({whom}, [given, done = std::move(call.done)](core::status_reply reply) {
    if (reply.problem == core::fault_code::bad_name)
      done(core::fault{reply.problem, given});
    else if (reply.problem != core::fault_code::success || reply.processes.empty())
      done(core::fault{reply.problem, std::move(reply.detail)});
    else
      done(as_value(reply.processes.front()));
  });
}

void all_process_info(invocation call) {
  call.world.daemon->status({}, [done = std::move(call.done)](core::status_reply reply) {
    if (reply.problem != core::fault_code::success) {
      done(core::fault{reply.problem, std::move(reply.detail)});
      return;
    }
    xmlrpc::array rows;
    for (const auto& p : reply.processes)
      rows.push_back(as_value(p));
    done(value{std::move(rows)});
  });
}

void all_config_info(invocation call) {
  call.world.daemon->settings([done = std::move(call.done)](settings_reply reply) {
    if (reply.problem.code != core::fault_code::success) {
      done(reply.problem);
      return;
    }
    xmlrpc::array rows;
    for (const auto& p : reply.processes)
      rows.push_back(as_value(p));
    done(value{std::move(rows)});
  });
}

}  // namespace actord::gateway::methods
