// A configuration as text, field by field: two models are equal when their texts are, and a test
// that fails shows the line that differs. The name of the main file and what follows from it (the
// socket that nobody named) are left out.
#pragma once

#include <sstream>
#include <string>

#include "core/program_spec.hpp"

namespace actord::tests {

inline const core::process_spec& first_process(const core::configuration& c, std::size_t group) {
  return *c.groups.at(group).programs.at(0).processes.at(0);
}

namespace detail {

template <class T>
std::string text_or_none(const std::optional<T>& value) {
  return value ? std::to_string(*value) : "none";
}

// A socket that nobody named is called after a hash of the main file's name.
inline std::string named_socket(const std::string& path) {
  const auto name = path.substr(path.rfind('/') + 1);
  const bool hash = name.size() == 21 && name.ends_with(".sock") &&
                    name.find_first_not_of("0123456789abcdef") == 16;
  return hash ? "" : path;
}

inline std::string pairs(const core::environment_list& list) {
  std::string text;
  for (const auto& [name, value] : list)
    text += " {" + name + "}={" + value + "}";
  return text;
}

inline void write(std::ostream& out, const char* name, const core::log_spec& log) {
  out << "    " << name << ": " << static_cast<int>(log.kind) << " {" << log.path << "} "
      << log.max_bytes << " " << log.backups << " " << log.capture_max_bytes << " "
      << log.events_enabled << log.syslog << "\n";
}

inline void write(std::ostream& out, const core::process_spec& p) {
  out << "   process {" << p.name << "} of {" << p.group << "}:{" << p.program << "} number "
      << p.number << "\n    command {" << p.command << "} directory {" << p.directory << "} umask "
      << text_or_none(p.umask) << " uid " << text_or_none(p.uid) << " url {" << p.server_url
      << "}\n    environment" << pairs(p.environment) << "\n    priority " << p.priority
      << " autostart " << p.autostart << " restart " << static_cast<int>(p.restart) << " startsecs "
      << p.start_secs.count() << " retries " << p.start_retries << " exitcodes";
  for (const int code : p.exit_codes)
    out << " " << code;
  out << "\n    stop " << p.stop_signal << " " << p.stop_wait.count() << " " << p.stop_as_group
      << p.kill_as_group << " pause " << p.restart_pause.count() << " redirect "
      << p.redirect_stderr << "\n";
  write(out, "stdout", p.out);
  write(out, "stderr", p.err);
}

inline void write(std::ostream& out, const core::group_spec& g) {
  out << " group {" << g.name << "} " << static_cast<int>(g.kind) << " priority " << g.priority
      << " buffer " << g.listener.buffer_size << " events";
  for (const auto& event : g.listener.events)
    out << " " << event;
  out << " socket {" << g.fcgi.socket << "} " << g.fcgi.backlog << " "
      << text_or_none(g.fcgi.owner_uid) << " " << text_or_none(g.fcgi.owner_gid) << " "
      << g.fcgi.mode << "\n";
  for (const auto& program : g.programs) {
    out << "  program {" << program.name << "}\n";
    for (const auto& process : program.processes)
      write(out, *process);
  }
}

inline void write(std::ostream& out, const core::daemon_spec& d) {
  out << "daemon log {" << d.logfile << "} " << d.log_to_syslog << " " << d.log_max_bytes << " "
      << d.log_backups << " " << static_cast<int>(d.level) << " pidfile {" << d.pidfile
      << "} umask " << d.umask << " " << d.nodaemon << d.silent << " " << d.minfds << " "
      << d.minprocs << " " << d.nocleanup << " {" << d.childlogdir << "} uid "
      << text_or_none(d.uid) << " {" << d.directory << "} " << d.strip_ansi << " identifier {"
      << d.identifier << "} socket {" << named_socket(d.control_socket) << "}\n environment"
      << pairs(d.environment) << "\n ours " << d.log_rotate_every.count() << " "
      << static_cast<int>(d.log_compress) << static_cast<int>(d.format) << " "
      << d.syslog_as.facility << " " << d.syslog_as.level << " " << static_cast<int>(d.update)
      << "\n";
}

}  // namespace detail

inline std::string text_of_model(const core::configuration& c) {
  std::ostringstream out;
  detail::write(out, c.daemon);
  for (const auto& s : c.servers)
    out << " server " << static_cast<int>(s.family) << " [" << s.section << "] {" << s.file << "} {"
        << s.host << "}:" << s.port << " mode " << s.mode << " " << detail::text_or_none(s.uid)
        << " " << detail::text_or_none(s.gid) << " {" << s.username << "} {" << s.password << "}\n";
  for (const auto& group : c.groups)
    detail::write(out, group);
  return out.str();
}

}  // namespace actord::tests
