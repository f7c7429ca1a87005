#include "cli/actord/session.hpp"

#include <malloc.h>
#include <sys/types.h>
#include <unistd.h>

#include <boost/asio/io_context.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/steady_timer.hpp>
#include <chrono>
#include <csignal>
#include <ctime>
#include <random>
#include <stdexcept>
#include <utility>
#include <vector>

#include "actors/config_link.hpp"
#include "actors/control_actor.hpp"
#include "actors/host_link.hpp"
#include "actors/system_config.hpp"
#include "actors/transport/endpoint.hpp"
#include "cli/actord/http_sockets.hpp"
#include "cli/actord/tree_backend.hpp"
#include "cli/actord/version.hpp"
#include "core/describe.hpp"
#include "core/narrate.hpp"
#include "core/signal_names.hpp"
#include "io/log_service.hpp"
#include "io/reactor_host.hpp"
#include "io/signals.hpp"
#include "supervisors/tree_keeper.hpp"

namespace actord::cli {

namespace {

using core::log_level;

// Actors never block and do little: one thread carries them all, and no message has to wake
// another.
constexpr std::size_t actor_threads = 1;

// Clients still connected at the end have this long to read the last answer.
constexpr std::chrono::milliseconds farewell_time{50};

// Actors end in no time; a machine that is short of it may need a little more.
constexpr std::chrono::seconds tree_patience{2};

std::string local_stop_time(core::wall_time t) {
  const auto seconds = std::chrono::system_clock::to_time_t(t);
  std::tm local{};
  (void)localtime_r(&seconds, &local);
  return core::stop_time_text(local);
}

template <class Made>
Made made_or_throw(core::result<Made> made, const char* what) {
  if (!made) throw std::runtime_error{std::string{what} + ": " + core::text_of(made.reason())};
  return std::move(made).value();
}

// Everything that lives for one session, in order of construction.
class session {
 public:
  explicit session(const session_setup& setup);
  ~session();
  std::shared_ptr<const core::configuration> run();

 private:
  void connect_notices();
  void open_logs();
  void start_tree();
  void start_endpoint();
  void start_http();
  std::shared_ptr<tree_backend> make_backend();
  void on_signal(int number);
  void restart_if_possible();
  void restart_with(const actors::config_link::outcome& read);
  void say_farewell();
  core::notice_sink sink();

  const session_setup& setup_;
  daemon_log& log_;
  boost::asio::io_context context_{1};
  boost::asio::steady_timer farewell_{context_};
  std::shared_ptr<actors::host_link> link_{std::make_shared<actors::host_link>()};
  std::shared_ptr<latest_config> latest_;
  std::shared_ptr<actors::config_link> config_;
  std::unique_ptr<io::log_service> logs_;
  std::unique_ptr<core::process_host> host_;
  std::optional<gateway::http_front> http_;  // lives on after the actors, which answer into it
  std::shared_ptr<tree_backend> backend_;
  actors::system_config actor_settings_{actor_threads};
  std::optional<caf::actor_system> system_;
  actors::world_ptr outside_;
  std::optional<supervisors::tree_keeper> tree_;
  std::optional<actors::endpoint> endpoint_;
  std::optional<io::signal_watch> signals_;
  bool reading_for_restart_{false};
  std::shared_ptr<const core::configuration> next_;
};

session::session(const session_setup& setup)
    : setup_{setup},
      log_{*setup.log},
      latest_{std::make_shared<latest_config>(setup.config)},
      config_{std::make_shared<actors::config_link>(
          [reader = setup.reader](actors::config_link::answer then) {
            reader->read(std::move(then));
          })} {
  connect_notices();
  open_logs();
  io::host_options options;
  options.environment = setup_.environment;
  options.open_files = setup_.children_open_files;
  host_ = made_or_throw(io::make_reactor_host(context_, *logs_, std::move(options), sink()),
                        "cannot set up the process host");
  link_->connect(*host_);
  system_.emplace(actor_settings_);
  actors::seal(*system_);
  system_->await_actors_before_shutdown(false);
  start_tree();
  start_endpoint();
  start_http();
  signals_.emplace(context_, std::initializer_list<int>{SIGTERM, SIGINT, SIGQUIT, SIGHUP, SIGUSR2},
                   [this](int number) { on_signal(number); });
}

// The tree goes before the host that its actors use, the actors before the threads that notify
// them, and the log last: it has something to say until then.
session::~session() {
  if (http_) http_->stop();
  if (backend_) backend_->close();
  if (endpoint_) endpoint_->stop();
  endpoint_.reset();
  if (tree_) (void)tree_->end(tree_patience);  // what is still at work then is left to the system
  tree_.reset();
  link_->close();
  config_->close();
  system_.reset();
  host_.reset();
  log_.disconnect();
  if (logs_) logs_->stop();
}

core::notice_sink session::sink() {
  return [link = link_](core::host_notice notice) { link->deliver(std::move(notice)); };
}

void session::connect_notices() {
  link_->when_trouble(
      [this](const core::from_host::log_trouble& m) { log_.write(m.level, m.text); });
  link_->when_stranger([this](const core::from_host::reaped_stranger& m) {
    const auto line = core::narrate_stranger(m.pid, m.status);
    log_.write(line.level, line.text);
  });
  link_->when_output([this](const std::string& name, const core::from_host::output_seen& m) {
    log_.write(log_level::debug, "'" + name + "' " +
                                     (m.stream == core::stream_kind::out ? "stdout" : "stderr") +
                                     " output:\n" + m.bytes);
  });
}

void session::open_logs() {
  const auto& d = setup_.config->daemon;
  logs_ = made_or_throw(io::make_log_service({.childlogdir = d.childlogdir,
                                              .identifier = d.identifier,
                                              .strip_ansi = d.strip_ansi,
                                              .show_output = log_.shows(log_level::debug)},
                                             sink()),
                        "cannot set up the log thread");
  logs_->define_main({.path = d.logfile,
                      .max_bytes = d.log_max_bytes,
                      .backups = d.log_backups,
                      .echo = d.nodaemon && !d.silent,
                      .syslog = d.log_to_syslog,
                      .rotate_every = d.log_rotate_every,
                      .compress = d.log_compress,
                      .syslog_as = d.syslog_as},
                     [](int) {});
  log_.connect([this](std::string line) { logs_->append({}, std::move(line)); });
}

void session::start_tree() {
  auto outside = std::make_shared<actors::world>();
  outside->host = link_;
  outside->config = config_;
  outside->log = std::shared_ptr<core::own_log>{setup_.log, [](core::own_log*) {}};
  outside->wall_now = [] { return std::chrono::system_clock::now(); };
  outside->stop_time_text = local_stop_time;
  outside->jitter_seed = std::random_device{}();
  outside_ = outside;
  supervisors::root_birth birth;
  birth.config = setup_.config;
  birth.outside = outside_;
  birth.on_end = [this](bool, const std::shared_ptr<const core::configuration>& next) {
    boost::asio::post(context_, [this, next] {
      next_ = next;
      say_farewell();
    });
  };
  birth.on_status = [this](int status) {
    boost::asio::post(context_, [this, status] { *setup_.exit_status = status; });
  };
  birth.on_read = [latest = latest_](std::shared_ptr<const core::configuration> config) {
    latest->remember(std::move(config));
  };
  // Behind the last launch in the reactor's queue: what booting took goes back to the kernel.
  birth.on_booted = [this] { boost::asio::post(context_, [] { (void)malloc_trim(0); }); };
  tree_.emplace(*system_, std::move(birth));
}

void session::start_endpoint() {
  const actors::daemon_identity who{version_text, setup_.config->daemon.identifier, getpid()};
  const auto make_front = [this, who](const actors::peer&) {
    const auto now = tree_->present();
    return system_->spawn(actors::control_actor, who, now.root, now.board, outside_);
  };
  endpoint_.emplace(context_, *system_, setup_.listening, make_front,
                    actors::endpoint::options{.report = [this](const std::string& line) {
                      log_.write(log_level::warn, line);
                    }});
}

std::shared_ptr<tree_backend> session::make_backend() {
  tree_backend_setup setup;
  setup.system = &*system_;
  setup.tree = &*tree_;
  setup.outside = outside_;
  setup.latest = latest_;
  setup.who = {version_text, setup_.config->daemon.identifier, getpid()};
  return make_tree_backend(std::move(setup));
}

void session::start_http() {
  if (setup_.http.empty()) return;
  gateway::http_front::setup setup;
  setup.sockets = setup_.http;
  backend_ = make_backend();
  setup.daemon = backend_;
  setup.supervisor_namespace = setup_.config->http.supervisor_namespace;
  setup.limits = limits_of(setup_.config->http);
  setup.log = &log_;
  http_.emplace(std::move(setup));
}

void session::on_signal(int number) {
  const auto name = core::signal_name(number);
  switch (number) {
    case SIGHUP:
      restart_if_possible();
      return;
    case SIGUSR2:
      log_.write(log_level::info, "received " + name + " indicating log reopen request");
      log_.write(log_level::info, "supervisord logreopen");
      link_->submit(core::to_host::reopen_logs{});
      return;
    default:
      log_.write(log_level::warn, "received " + name + " indicating exit request");
      tree_->shut_down(false);
  }
}

void session::restart_if_possible() {
  if (tree_->going_down()) {
    log_.write(log_level::warn, "ignored SIGHUP indicating restart request (shutdown in progress)");
    return;
  }
  log_.write(log_level::warn, "received SIGHUP indicating restart request");
  if (std::exchange(reading_for_restart_, true)) return;
  config_->read([this](actors::config_link::outcome read) {
    boost::asio::post(context_, [this, read = std::move(read)] { restart_with(read); });
  });
}

void session::restart_with(const actors::config_link::outcome& read) {
  reading_for_restart_ = false;
  if (read)
    tree_->shut_down(true, *read);
  else
    log_.write(log_level::critical, supervisors::refused_restart(read.reason()));
}

// Whoever asked for the end is still to get its answer: it is on its way through CAF.
void session::say_farewell() {
  if (endpoint_->connections() == 0) {
    context_.stop();
    return;
  }
  farewell_.expires_after(farewell_time);
  farewell_.async_wait([this](const boost::system::error_code&) { context_.stop(); });
}

std::shared_ptr<const core::configuration> session::run() {
  context_.run();
  return next_;
}

}  // namespace

std::shared_ptr<const core::configuration> run_session(const session_setup& setup) {
  session s{setup};
  return s.run();
}

}  // namespace actord::cli
