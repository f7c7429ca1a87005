#include "gateway/http_front.hpp"

#include <fcntl.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <pthread.h>
#include <sys/socket.h>
#include <unistd.h>

#include <boost/asio/executor_work_guard.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/posix/stream_descriptor.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/steady_timer.hpp>
#include <cerrno>
#include <chrono>
#include <csignal>
#include <exception>
#include <list>
#include <string>
#include <system_error>
#include <thread>
#include <unordered_map>
#include <utility>

#include "gateway/connection.hpp"
#include "gateway/site.hpp"

namespace actord::gateway {

namespace asio = boost::asio;
using boost::system::error_code;

namespace {

constexpr int most_accepted_at_once = 64;  // then others have their turn

// The kernel is short of something (descriptors, memory): try again no sooner than this.
constexpr std::chrono::milliseconds accept_pause{500};

// A thread inherits the mask of the one that makes it.
class signals_blocked {
 public:
  signals_blocked() {
    sigset_t all;
    sigfillset(&all);
    (void)pthread_sigmask(SIG_BLOCK, &all, &before_);
  }
  ~signals_blocked() { (void)pthread_sigmask(SIG_SETMASK, &before_, nullptr); }
  signals_blocked(const signals_blocked&) = delete;
  signals_blocked& operator=(const signals_blocked&) = delete;

 private:
  sigset_t before_{};
};

// A peer that vanished without a word is noticed by the kernel, small answers leave at once.
void set_up_tcp(int number) {
  const int on = 1;
  (void)::setsockopt(number, SOL_SOCKET, SO_KEEPALIVE, &on, sizeof on);
  (void)::setsockopt(number, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
}

// Owns the connections until they are closed, and knows which are idle, the longest first.
class registry {
 public:
  std::size_t size() const { return all_.size(); }
  void add(const std::shared_ptr<connection>& c) { all_.emplace(c.get(), entry{c, idle_.end()}); }
  void remove(connection& c) {
    mark(c, false);
    all_.erase(&c);
  }
  void mark(connection& c, bool idle) {
    const auto found = all_.find(&c);
    if (found == all_.end()) return;
    auto& place = found->second.place;
    if (place != idle_.end()) idle_.erase(place);
    place = idle ? idle_.insert(idle_.end(), &c) : idle_.end();
  }
  // False: nobody is idle.
  bool close_longest_idle() {
    if (idle_.empty()) return false;
    const auto longest = all_.at(idle_.front()).self;
    longest->close();
    return true;
  }
  std::vector<std::shared_ptr<connection>> living() const {
    std::vector<std::shared_ptr<connection>> list;
    for (const auto& [c, e] : all_)
      list.push_back(e.self);
    return list;
  }

 private:
  struct entry {
    std::shared_ptr<connection> self;
    std::list<connection*>::iterator place;
  };
  std::unordered_map<connection*, entry> all_;
  std::list<connection*> idle_;
};

}  // namespace

class http_front::engine {
 public:
  explicit engine(setup what);
  ~engine();
  void stop();

 private:
  // One listening socket.
  struct door {
    door(asio::io_context& io, int number) : socket{io, number}, pause{io} {}
    asio::posix::stream_descriptor socket;
    asio::steady_timer pause;
    std::shared_ptr<connection_world> world;
  };

  void open(const served_socket& served);
  void wait_for(door& at);
  void accept_at(door& at);
  void admit(door& at, int number);
  void run();
  void begin_end();
  void on_closed(connection& c);

  setup what_;
  asio::io_context context_{1};
  asio::executor_work_guard<asio::io_context::executor_type> work_{context_.get_executor()};
  asio::steady_timer farewell_{context_};
  site site_;
  registry connections_;
  std::list<door> doors_;
  bool ending_{false};
  std::thread thread_;
};

http_front::engine::engine(setup what)
    : what_{std::move(what)},
      site_{{{answers_on(context_.get_executor(), what_.daemon), what_.supervisor_namespace},
             what_.log}} {
  for (const auto& served : what_.sockets)
    open(served);
  const signals_blocked quiet;
  thread_ = std::thread{[this] { run(); }};
}

void http_front::engine::open(const served_socket& served) {
  const int number = ::fcntl(served.listening, F_DUPFD_CLOEXEC, 0);
  if (number < 0) throw std::system_error{errno, std::generic_category(), "HTTP server"};
  auto& made = doors_.emplace_back(context_, number);
  made.world = std::make_shared<connection_world>();
  made.world->limits = what_.limits;
  made.world->wanted = served.wanted;
  made.world->tcp = served.tcp;
  made.world->handle = [this](http_request request, responder_ptr client) {
    site_.handle(std::move(request), std::move(client));
  };
  made.world->note = [this](const http_request& request, const http_reply& reply) {
    site_.note(request, reply);
  };
  made.world->closed = [this](connection& c) { on_closed(c); };
  made.world->idle_changed = [this](connection& c, bool idle) { connections_.mark(c, idle); };
  wait_for(made);
}

void http_front::engine::wait_for(door& at) {
  at.socket.async_wait(asio::posix::stream_descriptor::wait_read,
                       [this, &at](const error_code& error) {
                         if (!error && !ending_) accept_at(at);
                       });
}

void http_front::engine::accept_at(door& at) {
  for (int i = 0; i < most_accepted_at_once; ++i) {
    const int number =
        ::accept4(at.socket.native_handle(), nullptr, nullptr, SOCK_NONBLOCK | SOCK_CLOEXEC);
    if (number >= 0) {
      admit(at, number);
      continue;
    }
    if (errno == EINTR || errno == ECONNABORTED) continue;
    if (errno == EAGAIN) break;
    at.pause.expires_after(accept_pause);
    at.pause.async_wait([this, &at](const error_code& error) {
      if (!error && !ending_) wait_for(at);
    });
    return;
  }
  wait_for(at);
}

// Who comes when all places are taken gets that of an idle one, or none.
void http_front::engine::admit(door& at, int number) {
  if (connections_.size() >= what_.limits.connections && !connections_.close_longest_idle()) {
    (void)::close(number);
    return;
  }
  if (at.world->tcp) set_up_tcp(number);
  connection::socket peer{context_};
  const asio::generic::stream_protocol protocol{at.world->tcp ? AF_INET : AF_UNIX, 0};
  error_code error;
  (void)peer.assign(protocol, number, error);
  if (error) {
    (void)::close(number);
    return;
  }
  auto made = std::make_shared<connection>(std::move(peer), at.world);
  connections_.add(made);
  made->start();
}

// A request that cannot be served because of a bug or of want of memory takes nobody with it.
void http_front::engine::run() {
  for (;;) {
    try {
      context_.run();
      return;
    } catch (const std::exception& e) {
      if (what_.log != nullptr)
        what_.log->write(core::log_level::critical,
                         std::string{"an HTTP request failed: "} + e.what());
    }
  }
}

void http_front::engine::on_closed(connection& c) {
  connections_.remove(c);
  if (ending_ && connections_.size() == 0) context_.stop();
}

void http_front::engine::begin_end() {
  ending_ = true;
  for (auto& at : doors_) {
    error_code ignored;  // it ends either way
    (void)at.socket.close(ignored);
    at.pause.cancel();
  }
  farewell_.expires_after(what_.limits.farewell_time);
  farewell_.async_wait([this](const error_code&) { context_.stop(); });
  for (const auto& c : connections_.living())
    c->close_when_quiet();
  if (connections_.size() == 0) context_.stop();
}

void http_front::engine::stop() {
  if (!thread_.joinable()) return;
  asio::post(context_, [this] { begin_end(); });
  thread_.join();
}

// Connections that are left report to nobody any more.
http_front::engine::~engine() {
  stop();
  for (auto& at : doors_) {
    at.world->closed = nullptr;
    at.world->idle_changed = [](connection&, bool) {};
  }
}

http_front::http_front(setup what) : engine_{std::make_unique<engine>(std::move(what))} {}

http_front::~http_front() = default;

void http_front::stop() {
  engine_->stop();
}

}  // namespace actord::gateway
