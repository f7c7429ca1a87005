// What is to be run: the model that every configuration format is translated to. Plain values, all
// expansion done, all defaults filled in. Shared read-only between threads (shared_ptr to const).
// Option names, defaults and meaning: config/option_table; contract §1.5.
#pragma once

#include <algorithm>
#include <chrono>
#include <cstdint>
#include <limits>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "core/ids.hpp"
#include "core/restart_rules.hpp"

namespace actord::core {

using environment_list = std::vector<std::pair<std::string, std::string>>;  // later entries win

enum class auto_restart : std::uint8_t { never, unexpected, always };

// ---- ours: how output is kept, sent on and written
enum class log_compression : std::uint8_t { none, gzip };
// What happens to output that its log takes too slowly: the child waits, or output is left out.
enum class log_overflow : std::uint8_t { block, drop };
enum class log_format : std::uint8_t { text, json };

// What a message to syslog is marked with (RFC 3164 numbers).
struct syslog_label {
  static constexpr int own_level = -1;  // each line's own (the daemon's log)
  int facility{1};                      // USER
  int level{6};                         // INFO

  bool operator==(const syslog_label&) const = default;
};

// How the wait between attempts grows (core/backoff). The defaults are Supervisor's: 1, 2, 3 ...
// seconds, and whoever was RUNNING begins anew.
enum class backoff_kind : std::uint8_t { linear, constant, exponential };
inline constexpr auto backoff_words = std::to_array<word_row<backoff_kind>>({
    {backoff_kind::linear, "linear"},
    {backoff_kind::constant, "constant"},
    {backoff_kind::exponential, "exponential"},
});
static_assert(detail::words_in_order(backoff_words, backoff_kind::exponential));

struct backoff_spec {
  backoff_kind kind{backoff_kind::linear};
  std::chrono::milliseconds initial{1000};
  std::optional<std::chrono::milliseconds> max{};  // absent: none, but a minute for exponential
  std::chrono::milliseconds jitter{0};             // up to this much is added at random
  // How long a run must have been RUNNING to be taken for a success, so that waits are short again;
  // until then, waits count its end, too. 0 = RUNNING alone is enough.
  std::chrono::milliseconds reset_after{0};

  bool operator==(const backoff_spec&) const = default;
};

// `startretries = infinite`: no number of failures is greater.
inline constexpr int unlimited_retries = std::numeric_limits<int>::max();

struct log_spec {
  enum class target : std::uint8_t { none, automatic, file };
  target kind{target::automatic};
  std::string path;                     // only for target::file
  std::uint64_t max_bytes{50u << 20u};  // 0 = never rotate
  int backups{10};                      // 0 = truncate on rotation
  std::uint64_t capture_max_bytes{0};   // 0 = no capture mode
  bool events_enabled{false};
  bool syslog{false};
  std::chrono::seconds rotate_every{0};             // by the clock, too; 0 = by size only
  log_compression compress{log_compression::none};  // of backups
  log_overflow overflow{log_overflow::block};
  log_format format{log_format::text};
  std::string prefix{};  // of each line; empty = bytes go as they come
  syslog_label syslog_as{};

  bool operator==(const log_spec&) const = default;
};

// One process: a program section evaluated for one process_num.
struct process_spec {
  std::string group;
  std::string program;
  std::string name;
  int number{0};  // process_num

  std::string command;    // as configured, unsplit: splitting errors are start-time errors (§3.4)
  std::string directory;  // empty = the daemon's
  std::optional<std::uint32_t> umask;
  std::optional<std::uint32_t> uid;  // user to switch to
  environment_list environment;      // [supervisord] environment merged under the program's own
  std::string server_url;            // value of SUPERVISOR_SERVER_URL; empty = unset

  int priority{999};
  bool autostart{true};
  auto_restart restart{auto_restart::unexpected};
  std::chrono::seconds start_secs{1};
  int start_retries{3};
  std::vector<int> exit_codes{0};
  int stop_signal{15};
  std::chrono::seconds stop_wait{10};
  bool stop_as_group{false};
  bool kill_as_group{false};
  // Ours: a child that was up for less than this after its start is restarted no sooner than this
  // after that start (what Supervisor's one-second poll amounts to). 0 = always at once.
  std::chrono::milliseconds restart_pause{1000};
  backoff_spec backoff;
  bool significant{false};  // its end may be the daemon's: daemon_spec::exit_on

  bool redirect_stderr{false};
  log_spec out;
  log_spec err;

  bool operator==(const process_spec&) const = default;
};

// One [program:x], [fcgi-program:x] or [eventlistener:x] section inside one group.
struct program_spec {
  std::string name;
  std::vector<std::shared_ptr<const process_spec>> processes;  // by (priority, name)

  bool operator==(const program_spec& other) const {
    return name == other.name &&
           std::equal(processes.begin(), processes.end(), other.processes.begin(),
                      other.processes.end(), [](const auto& a, const auto& b) { return *a == *b; });
  }
};

enum class group_kind : std::uint8_t {
  program,    // formed by one [program:x]
  group,      // a [group:x] of programs
  listeners,  // one [eventlistener:x]
  fcgi,       // one [fcgi-program:x]
};

struct listener_spec {
  std::vector<std::string> events;  // upper case, as listed
  int buffer_size{10};

  bool operator==(const listener_spec&) const = default;
};

struct fcgi_spec {
  std::string socket;  // normalised URL: unix:///path or tcp://host:port
  int backlog{0};      // 0 = SOMAXCONN
  std::optional<std::uint32_t> owner_uid;
  std::optional<std::uint32_t> owner_gid;
  std::uint32_t mode{0700};

  bool operator==(const fcgi_spec&) const = default;
};

struct group_spec {
  std::string name;
  int priority{999};
  group_kind kind{group_kind::program};
  restart_rules rules;
  std::vector<program_spec> programs;
  std::vector<std::string> inner;     // names of the groups inside this one
  std::vector<int> outer_priorities;  // of the groups around this one, the outermost first
  listener_spec listener;             // kind == listeners
  fcgi_spec fcgi;                     // kind == fcgi

  // Groups start in the order of their places (§3.6) and stop in reverse: by priority, and what is
  // inside a group right after it. Those of one place are one wave.
  std::vector<int> place() const {
    auto path = outer_priorities;
    path.push_back(priority);
    return path;
  }

  bool operator==(const group_spec&) const = default;
};

// What `update` does to a group whose configuration has changed.
enum class update_strategy : std::uint8_t {
  group,    // stops and replaces it whole, as Supervisor
  minimal,  // touches only the processes that changed
};

struct server_spec {
  enum class kind : std::uint8_t { inet, unix_socket };
  kind family{kind::unix_socket};
  std::string section;  // full section name, e.g. "unix_http_server"
  std::string file;     // unix: absolute path
  std::string host;     // inet: empty = every interface
  int port{0};          // inet
  std::uint32_t mode{0700};
  std::optional<std::uint32_t> uid;
  std::optional<std::uint32_t> gid;
  std::string username;
  std::string password;
};

// What all HTTP servers have in common. The limits are ours (section [actord]).
struct http_spec {
  bool supervisor_namespace{false};  // [rpcinterface:supervisor] is there: the `supervisor` methods
  int connections{2048};             // of all servers together
  std::uint64_t body_max_bytes{4u << 20u};         // of one request
  std::chrono::milliseconds request_time{30'000};  // for a whole request to come in
  std::chrono::milliseconds idle_time{1'800'000};  // between two requests
  std::chrono::milliseconds write_time{60'000};    // without progress
};

// The [supervisord] section (and [actord], ours).
struct daemon_spec {
  std::string logfile;  // absolute; empty when log_to_syslog
  bool log_to_syslog{false};
  std::uint64_t log_max_bytes{50u << 20u};
  int log_backups{10};
  log_level level{log_level::info};
  std::chrono::seconds log_rotate_every{0};  // as in log_spec
  log_compression log_compress{log_compression::none};
  log_format format{log_format::text};
  syslog_label syslog_as{};
  std::string pidfile;  // absolute
  std::uint32_t umask{022};
  bool nodaemon{false};
  bool silent{false};
  int minfds{1024};
  int minprocs{200};
  bool nocleanup{false};
  std::string childlogdir;           // absolute, exists
  std::optional<std::uint32_t> uid;  // `user`
  std::string directory;             // empty = stay
  bool strip_ansi{false};
  environment_list environment;  // for children; already merged into every process_spec
  std::string identifier{"supervisor"};
  std::string control_socket;  // absolute path of the native endpoint (decision 10)
  update_strategy update{update_strategy::group};
  // Nobody named a place: the socket's directory is the daemon's own and is made if missing.
  bool own_socket_directory{false};
  restart_rules rules;  // of the root, whose members are the groups; too_much is always `exit`
  exit_rule exit_on{exit_rule::never};
  std::chrono::milliseconds shutdown_timeout{0};  // 0 = none
};

// Something to say in the main log once it is open.
struct remark {
  log_level level{log_level::warn};
  std::string text;
};

struct configuration {
  std::string source;  // absolute path of the main file
  daemon_spec daemon;
  std::vector<server_spec> servers;  // all inet, then all unix (§1.6)
  http_spec http;
  std::vector<group_spec> groups;  // by (priority, name)
  std::vector<remark> remarks;
};

}  // namespace actord::core
