// actord: from the command line to the last session. Whatever is wrong before the daemon runs is
// told on stderr and ends with exit status 2 (contract §1.9); after that nothing ends it but a
// shutdown.
#include <malloc.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <csignal>
#include <cstdio>
#include <cstring>
#include <exception>
#include <filesystem>
#include <iostream>
#include <string>
#include <utility>
#include <vector>

#include "actors/transport/unix_socket.hpp"
#include "cli/actord/daemonize.hpp"
#include "cli/actord/http_sockets.hpp"
#include "cli/actord/own_log.hpp"
#include "cli/actord/privileges.hpp"
#include "cli/actord/session.hpp"
#include "cli/actord/version.hpp"
#include "config/check.hpp"
#include "config/command_line.hpp"
#include "config/find_config.hpp"
#include "config/load.hpp"
#include "io/child_environment.hpp"
#include "io/log_automatic.hpp"

namespace actord::cli {

namespace {

// Threads allocate little and seldom at once; a heap for each would only scatter what they share.
constexpr int heap_arenas = 2;

constexpr int exit_ok = 0;
constexpr int exit_crash = 1;
constexpr int exit_usage = 2;

// What Supervisor says when its server's address is taken; scripts look for it.
constexpr const char* already_running =
    "Another program is already listening on a port that one of our HTTP servers is configured to "
    "use.  Shut this program down first before starting supervisord.";

int usage_error(const std::string& program, const config::config_error& error) {
  std::cerr << "Error: " << error.message << "\nFor help, use " << program << " -h\n";
  if (!error.where.empty()) std::cerr << "(" << error.where << ")\n";
  return exit_usage;
}

// As Python's sys.argv[0]: with the directory in which PATH found us.
std::string executable_path(const std::string& program) {
  if (program.find('/') != std::string::npos) return program;
  std::error_code unreadable;
  const auto found = std::filesystem::read_symlink("/proc/self/exe", unreadable);
  return unreadable ? program : found.string();
}

config::surroundings where_we_are() {
  std::array<char, 256> node{};
  (void)gethostname(node.data(), node.size() - 1);  // an empty name is the answer then
  std::error_code unreadable;
  return {.environment = io::own_environment(),
          .host_node_name = node.data(),
          .cwd = std::filesystem::current_path(unreadable).string(),
          .here = {}};
}

// The whole program: what it was told, and what it keeps across restarts.
class daemon {
 public:
  daemon(std::string program, config::surroundings around, config::daemon_command_line told)
      : program_{std::move(program)}, around_{std::move(around)}, told_{std::move(told)} {}

  int run();
  // Says what is wrong with the configuration; starts nothing, creates nothing.
  int check();

 private:
  config::load_request load_request() const;
  bool find_config();
  std::optional<std::string> prepare(const core::configuration& c);
  void rearrange_http(const core::configuration& c);
  void flush_remarks(std::vector<core::remark> remarks);
  void settle_in(const core::configuration& c);
  bool move_control_socket(const core::daemon_spec& d);
  void supervise(core::configuration first);

  std::string program_;
  config::surroundings around_;
  config::daemon_command_line told_;
  std::string path_;  // absolute from the first load on: a daemon changes its directory
  std::optional<daemon_log> log_;
  std::optional<actors::unix_listener> socket_;
  std::optional<pid_file> pid_;
  http_sockets http_;
  std::optional<::rlimit> children_open_files_;
  int exit_status_{exit_ok};
};

// For the reading thread, which may outlive all else.
config_reader::load loader(config::load_request request) {
  return [request = std::move(request)]() -> config_reader::outcome {
    auto loaded = config::load(request);
    if (!loaded) return core::fault{core::fault_code::cant_reread, loaded.reason().message};
    return std::make_shared<const core::configuration>(std::move(loaded).value());
  };
}

bool daemon::find_config() {
  if (told_.path) {
    path_ = *told_.path;
    return true;
  }
  if (getuid() == 0)
    std::cerr << program_ << ": UserWarning: " << config::root_search_warning << "\n";
  const auto found = config::find_default_config(executable_path(program_), around_.cwd);
  if (found) path_ = *found;
  return found.has_value();
}

config::load_request daemon::load_request() const {
  return {.path = path_,
          .environment = around_.environment,
          .host_node_name = around_.host_node_name,
          .cwd = around_.cwd,
          .overrides = told_.overrides};
}

// Criticals first, then warnings, then the rest, as Supervisor's start-up does (§2.3).
void daemon::flush_remarks(std::vector<core::remark> remarks) {
  std::stable_sort(remarks.begin(), remarks.end(),
                   [](const auto& a, const auto& b) { return a.level < b.level; });
  for (const auto& r : remarks)
    log_->write(r.level, r.text);
}

// User, limits, control socket, HTTP servers. The control socket is bound before the switch of the
// user, so that it may be where only root can write, and then given to that user; the others are
// opened as that user, as Supervisor does.
std::optional<std::string> daemon::prepare(const core::configuration& c) {
  const auto& d = c.daemon;
  auto remarks = c.remarks;
  const auto take = [&](settled s) {
    remarks.insert(remarks.end(), s.remarks.begin(), s.remarks.end());
    return std::move(s.problem);
  };
  // Only the rule's own runtime directories are made; a directory that the user named must exist.
  auto socket =
      actors::unix_listener::open(d.control_socket, {.private_directory = d.own_socket_directory});
  if (!socket) {
    const auto number = socket.reason().error_number;
    if (number == EADDRINUSE || number == EWOULDBLOCK) return already_running;
    return "Cannot open the control socket: " + text_of(socket.reason());
  }
  socket_.emplace(std::move(socket).value());
  if (d.uid && getuid() == 0 && chown(d.control_socket.c_str(), *d.uid, gid_t(-1)) != 0)
    return "Cannot give the control socket '" + d.control_socket + "' to uid " +
           std::to_string(*d.uid) + ": " + std::strerror(errno);
  if (auto problem = take(raise_limits(d.minfds, d.minprocs))) return problem;
  children_open_files_ = raise_own_open_files();
  if (auto problem = take(drop_privileges(d.uid))) return problem;
  flush_remarks(std::move(remarks));
  if (const auto problems = http_.arrange(c.servers); !problems.empty()) return problems.front();
  http_.announce(c.http, *log_);
  return std::nullopt;
}

bool daemon::move_control_socket(const core::daemon_spec& d) {
  if (d.control_socket == socket_->path()) return true;
  auto opened =
      actors::unix_listener::open(d.control_socket, {.private_directory = d.own_socket_directory});
  if (!opened) {
    log_->write(core::log_level::critical,
                "Cannot open the control socket: " + text_of(opened.reason()) +
                    "; still serving '" + socket_->path() + "'");
    return false;
  }
  socket_.emplace(std::move(opened).value());
  return true;
}

// A restart runs the whole start again, but for limits and daemonising (§2.5). What cannot be had
// now is told and stays as it was: a running daemon does not end over it.
void daemon::settle_in(const core::configuration& c) {
  const auto& d = c.daemon;
  auto remarks = c.remarks;
  log_->show(d.level);
  log_->form(d.format);
  const bool new_user = d.uid && *d.uid != getuid() && getuid() == 0;
  if (move_control_socket(d) && new_user && chown(d.control_socket.c_str(), *d.uid, gid_t(-1)) != 0)
    remarks.push_back({core::log_level::critical,
                       "Cannot give the control socket '" + d.control_socket + "' to uid " +
                           std::to_string(*d.uid) + ": " + std::strerror(errno)});
  auto user = drop_privileges(d.uid);
  remarks.insert(remarks.end(), user.remarks.begin(), user.remarks.end());
  if (user.problem) remarks.push_back({core::log_level::critical, *user.problem});
  flush_remarks(std::move(remarks));
  rearrange_http(c);
  std::vector<core::remark> told;
  if (pid_->path() == d.pidfile)
    pid_->write(told);
  else
    pid_.emplace(d.pidfile, told);
  flush_remarks(std::move(told));
}

// A restart takes over the sockets that it can use; one that is missing does not end it.
void daemon::rearrange_http(const core::configuration& c) {
  for (const auto& problem : http_.arrange(c.servers))
    log_->write(core::log_level::critical, problem);
  http_.announce(c.http, *log_);
}

void daemon::supervise(core::configuration first) {
  auto config = std::make_shared<const core::configuration>(std::move(first));
  config_reader reader{loader(load_request())};
  for (;;) {
    const auto& d = config->daemon;
    if (!d.nocleanup)
      for (const auto& r : io::clean_up_automatic_logs(d.childlogdir, d.identifier))
        log_->write(r.level, r.text);
    const session_setup setup{.config = config,
                              .environment = around_.environment,
                              .children_open_files = children_open_files_,
                              .listening = socket_->number(),
                              .http = http_.served(),
                              .log = &*log_,
                              .exit_status = &exit_status_,
                              .reader = &reader};
    const auto next = run_session(setup);
    if (!next) return;
    settle_in(*next);
    config = next;
  }
}

int daemon::run() {
  if (!find_config())
    return usage_error(program_, {config::no_config_text(executable_path(program_)), {}});
  auto loaded = config::load(load_request());
  if (!loaded) return usage_error(program_, loaded.reason());
  auto config = std::move(loaded).value();
  path_ = config.source;
  log_.emplace(config.daemon.level);
  log_->form(config.daemon.format);
  if (const auto problem = prepare(config)) return usage_error(program_, {*problem, {}});

  std::vector<core::remark> remarks;
  if (!config.daemon.nodaemon) remarks = daemonize(config.daemon);
  pid_.emplace(config.daemon.pidfile, remarks);
  for (const auto& r : remarks)
    log_->write(r.level, r.text);
  supervise(std::move(config));
  return exit_status_;
}

int daemon::check() {
  if (!find_config())
    return usage_error(program_, {config::no_config_text(executable_path(program_)), {}});
  const auto report = config::check(load_request());
  std::cout << config::text_of(report, path_) << std::flush;
  return report.good() && std::cout ? exit_ok : exit_usage;
}

// Every thread is born with all signals blocked; the session unblocks its own.
void block_signals() {
  sigset_t all;
  sigfillset(&all);
  for (const int fatal : {SIGSEGV, SIGBUS, SIGFPE, SIGILL, SIGABRT, SIGTRAP, SIGSYS})
    sigdelset(&all, fatal);
  (void)pthread_sigmask(SIG_BLOCK, &all, nullptr);
}

int start(const std::vector<std::string>& words) {
  const auto around = where_we_are();
  auto told = config::parse_daemon_command_line({words.begin() + 1, words.end()}, around);
  if (!told) return usage_error(words.front(), told.reason());
  if (told->help) {
    std::cout << config::daemon_help(words.front());
    return exit_ok;
  }
  if (told->version) {
    std::cout << version_text << "\n";
    return exit_ok;
  }
  if (told->check) return daemon{words.front(), around, *told}.check();
  block_signals();
  (void)mallopt(M_ARENA_MAX, heap_arenas);
  return daemon{words.front(), around, *told}.run();
}

}  // namespace

}  // namespace actord::cli

int main(int argc, char** argv) {
  try {
    return actord::cli::start({argv, argv + argc});
  } catch (const std::exception& e) {
    std::fprintf(stderr, "%s: %s\n", argv[0], e.what());
    return actord::cli::exit_crash;
  }
}
