// What the rows of the option table are made of; see option_table.hpp.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string_view>

namespace actord::config {

enum class section_kind : std::uint8_t {
  unix_http_server,
  inet_http_server,
  supervisord,
  rpcinterface,
  supervisorctl,
  ctlplugin,
  program,
  eventlistener,
  fcgi_program,
  group,
  include,
  actord,
};
inline constexpr std::size_t section_kind_count = 12;

enum class section_naming : std::uint8_t {
  exact,   // [supervisord]
  named,   // [program:x]
  prefix,  // [unix_http_server] and [unix_http_server:anything]
};

enum class origin : std::uint8_t { supervisor, ours };

struct section_row {
  section_kind kind;
  std::string_view name;  // without ":x"
  section_naming naming;
  origin from;
  std::string_view sample;  // the header in the sample configuration
  bool active;              // not commented out there
  std::string_view help;
};

enum class value_type : std::uint8_t {
  text,
  integer,
  boolean,
  byte_size,
  octal,
  seconds,
  level,
  signal,
  exit_codes,
  restart,
  user,
  owner,
  environment,
  list,
  event_list,
  pattern_list,
  address,
  url,
  path,       // made absolute
  directory,  // exists
  file,       // its directory exists
  main_log,
  child_log,
  log_rotation,
  log_compression,
  log_overflow,
  log_format,
  syslog_facility,
  syslog_level,
  update_strategy,
  command,        // words of a shell
  whole_seconds,  // an integer; YAML takes units too
  retries,
  strategy,
  escalation,
  start_strategy,
  backoff,
  exit_rule,
};
inline constexpr std::size_t value_type_count = 38;

struct value_type_row {
  value_type type;
  std::string_view name;
  std::string_view help;
};

// Which names `%(...)s` may use, and when the value is looked at.
enum class names_allowed : std::uint8_t {
  environment,       // ENV_*
  here,              // and here
  here_and_host,     // and host_node_name
  here_and_program,  // here, program_name, ENV_*
  once,              // once per section: and program_name, group_name, host_node_name
  each,              // once per process: and process_num, numprocs
};
inline constexpr std::size_t names_allowed_count = 6;

// A set of sections.
using section_set = std::uint16_t;
constexpr section_set in(section_kind kind) {
  return static_cast<section_set>(1u << static_cast<unsigned>(kind));
}

struct option_row {
  section_set sections;
  std::string_view name;
  value_type type;
  std::string_view fallback;  // the default, as it would be written; empty = none
  names_allowed names;
  std::string_view sample;     // value in the sample configuration; empty = the default
  std::string_view complaint;  // replaces the type's error text; the value follows
  std::string_view help;
  origin from{origin::supervisor};
  bool required{false};
  bool active{false};  // in the sample configuration: not commented out

  constexpr bool belongs_to(section_kind kind) const { return (sections & in(kind)) != 0; }
};

}  // namespace actord::config
