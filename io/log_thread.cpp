// The log service: a queue of commands in front of the desk, and the thread that serves it.
#include <pthread.h>
#include <sys/epoll.h>
#include <sys/eventfd.h>

#include <algorithm>
#include <atomic>
#include <cerrno>
#include <chrono>
#include <csignal>
#include <cstddef>
#include <deque>
#include <exception>
#include <functional>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <system_error>
#include <thread>
#include <utility>

#include "io/log_desk.hpp"
#include "io/log_file.hpp"
#include "io/log_limits.hpp"
#include "io/log_service.hpp"
#include "io/log_world.hpp"

namespace actord::io {

namespace {

namespace limits = log_limits;

constexpr log_poller::token wake_token = 0;

// How long to wait for `until`, for epoll: rounded up, so that it has passed afterwards.
int wait_ms(std::optional<core::steady_time> until, core::steady_time now) {
  using std::chrono::milliseconds;
  if (!until) return -1;
  if (*until <= now) return 0;
  const auto wait = std::chrono::ceil<milliseconds>(*until - now);
  return static_cast<int>(std::min<milliseconds>(wait, std::chrono::minutes{1}).count());
}

class log_thread final : public log_service {
 public:
  log_thread(log_options options, core::notice_sink notices)
      : world_{.notices = std::move(notices), .wall_now = options.wall_now},
        desk_{world_, std::move(options)} {}
  log_thread(const log_thread&) = delete;
  log_thread& operator=(const log_thread&) = delete;
  ~log_thread() override { shut_down(); }

  // 0 or errno.
  int start() {
    if (const int error = world_.poller.open()) return error;
    wake_.reset(::eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK));
    if (!wake_) return errno;
    if (const int error = world_.poller.add(wake_.number(), EPOLLIN, wake_token)) return error;
    return start_thread();
  }

  void define_main(main_log_spec spec, std::function<void(int)> done) override {
    submit([spec = std::move(spec), done = std::move(done)](log_desk& desk) {
      const int error = desk.define_main(spec);
      if (done) done(error);
    });
  }
  void define(core::process_key key, std::shared_ptr<const core::process_spec> spec,
              std::function<void(std::string, std::string)> done) override {
    submit([key, spec = std::move(spec), done = std::move(done)](log_desk& desk) {
      desk.define(key, spec, done);
    });
  }
  void forget(core::process_key key) override {
    submit([key](log_desk& desk) { desk.forget(key); });
  }
  void prepare(core::process_key key, std::function<void(int)> done) override {
    submit([key, done = std::move(done)](log_desk& desk) { done(desk.prepare(key)); });
  }
  void attach(core::process_key key, core::run_id run, fd out, fd err, std::int32_t pid) override {
    // A std::function must be copyable; the descriptors are not.
    auto ends = std::make_shared<std::pair<fd, fd>>(std::move(out), std::move(err));
    submit([key, run, ends, pid](log_desk& desk) {
      desk.attach(key, run, std::move(ends->first), std::move(ends->second), pid);
    });
  }
  void drain(core::process_key key, core::run_id run, std::function<void()> done) override {
    submit([key, run, done = std::move(done)](log_desk& desk) {
      desk.drain(key, run);
      done();
    });
  }
  void append(core::log_address log, std::string bytes) override;
  void read(core::to_host::read_log question) override {
    submit([question](log_desk& desk) { desk.read(question); });
  }
  void follow(core::to_host::follow_log question) override {
    submit([question](log_desk& desk) { desk.follow(question); });
  }
  void clear(core::to_host::clear_logs question) override {
    submit([question](log_desk& desk) { desk.clear(question); });
  }
  void rotate(core::to_host::rotate_logs question) override {
    submit([question](log_desk& desk) { desk.rotate(question); });
  }
  void reopen() override {
    submit([](log_desk& desk) { desk.reopen(); });
  }
  void show_output(bool on) override {
    submit([on](log_desk& desk) { desk.show_output(on); });
  }
  void stop() override { shut_down(); }

 private:
  // What to do, or (without it) bytes for a log.
  struct command {
    std::function<void(log_desk&)> act;
    core::log_address log{};
    std::string bytes;
  };

  int start_thread();
  void shut_down();
  void submit(std::function<void(log_desk&)> act);
  void push(command next);

  void run();
  void guarded(const std::function<void()>& work);
  void loop_once();
  void run_commands();
  void carry_out(command& next);
  void report_lost_appends();
  void finish();

  log_world world_;
  log_desk desk_;
  fd wake_;
  std::thread thread_;
  std::once_flag joined_;

  std::mutex mutex_;
  std::deque<command> queue_;    // guarded by mutex_
  bool closed_{false};           // guarded by mutex_
  std::size_t queued_bytes_{0};  // guarded by mutex_: of appends
  std::size_t lost_bytes_{0};    // guarded by mutex_
  std::atomic<bool> has_commands_{false};
  std::atomic<bool> stopping_{false};
};

int log_thread::start_thread() {
  sigset_t all;
  sigset_t before;
  sigfillset(&all);
  (void)::pthread_sigmask(SIG_SETMASK, &all, &before);  // cannot fail with valid arguments
  int error = 0;
  try {
    thread_ = std::thread{[this] { run(); }};
    (void)::pthread_setname_np(thread_.native_handle(), "actord-logs");  // for people only
  } catch (const std::system_error& refused) {
    error = refused.code().value();
  }
  (void)::pthread_sigmask(SIG_SETMASK, &before, nullptr);
  return error;
}

// ---- any thread

void log_thread::submit(std::function<void(log_desk&)> act) {
  push(command{.act = std::move(act), .log = {}, .bytes = {}});
}

void log_thread::push(command next) {
  const std::lock_guard lock{mutex_};
  if (closed_) return;
  const bool first = queue_.empty();
  queue_.push_back(std::move(next));
  has_commands_.store(true, std::memory_order_release);
  if (first) (void)::eventfd_write(wake_.number(), 1);  // cannot be full after one
}

// Lines that come faster than the thread is awake are joined: one write for all of them.
void log_thread::append(core::log_address log, std::string bytes) {
  {
    const std::lock_guard lock{mutex_};
    if (closed_) return;
    if (queued_bytes_ + bytes.size() > limits::queued_appends) {
      lost_bytes_ += bytes.size();
      return;
    }
    queued_bytes_ += bytes.size();
    if (!queue_.empty() && !queue_.back().act && queue_.back().log == log) {
      queue_.back().bytes += bytes;
      return;
    }
  }
  push(command{.act = {}, .log = log, .bytes = std::move(bytes)});
}

void log_thread::shut_down() {
  std::call_once(joined_, [this] {
    if (!thread_.joinable()) return;
    stopping_.store(true, std::memory_order_release);
    submit([](log_desk&) {});  // wakes it
    thread_.join();
  });
}

// ---- the log thread

void log_thread::run() {
  while (!stopping_.load(std::memory_order_acquire))
    guarded([this] { loop_once(); });
  guarded([this] { finish(); });
}

// Nothing that is thrown on the way (memory, a callback) may end the thread.
void log_thread::guarded(const std::function<void()>& work) {
  try {
    work();
  } catch (const std::exception& problem) {
    world_.trouble(core::log_level::error,
                   std::string{"the log thread has stumbled: "} + problem.what());
  }
}

void log_thread::loop_once() {
  world_.read_clock();
  for (const auto& event : world_.poller.wait(wait_ms(desk_.next_turn(), world_.now))) {
    if (event.data.u64 != wake_token) {
      desk_.wake(event.data.u64);
      continue;
    }
    ::eventfd_t count = 0;
    (void)::eventfd_read(wake_.number(), &count);  // only to silence it
  }
  world_.read_clock();
  run_commands();
  desk_.turn([this] {
    run_commands();
    return false;
  });
}

void log_thread::run_commands() {
  if (!has_commands_.exchange(false, std::memory_order_acquire)) return;
  std::deque<command> batch;
  {
    const std::lock_guard lock{mutex_};
    batch.swap(queue_);
    queued_bytes_ = 0;
  }
  for (auto& next : batch)
    carry_out(next);
  report_lost_appends();
}

void log_thread::carry_out(command& next) {
  guarded([&] {
    if (next.act)
      next.act(desk_);
    else
      desk_.append(next.log, next.bytes);
  });
}

void log_thread::report_lost_appends() {
  std::size_t lost = 0;
  {
    const std::lock_guard lock{mutex_};
    lost = std::exchange(lost_bytes_, 0);
  }
  if (lost > 0)
    world_.trouble(core::log_level::warn, "the log thread was too slow: " + std::to_string(lost) +
                                              " bytes of the daemon's own lines were dropped");
}

void log_thread::finish() {
  run_commands();
  desk_.finish();
  const auto deadline = world_.now + limits::stop_patience;
  while (!desk_.all_written() && world_.now < deadline) {
    const auto until = std::min(deadline, desk_.next_turn().value_or(deadline));
    for (const auto& event : world_.poller.wait(wait_ms(until, world_.now)))
      if (event.data.u64 != wake_token) desk_.wake(event.data.u64);
    world_.read_clock();
    desk_.turn([] { return false; });
  }
  {
    const std::lock_guard lock{mutex_};
    closed_ = true;
  }
  has_commands_.store(true, std::memory_order_release);
  run_commands();  // what came in the meantime
}

}  // namespace

core::result<std::unique_ptr<log_service>> make_log_service(log_options options,
                                                            core::notice_sink notices) {
  auto service = std::make_unique<log_thread>(std::move(options), std::move(notices));
  if (const int error = service->start())
    return core::fault{core::fault_code::failed,
                       "cannot start the log thread: " + error_text(error)};
  return std::unique_ptr<log_service>{std::move(service)};
}

}  // namespace actord::io
