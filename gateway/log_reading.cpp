#include "gateway/log_reading.hpp"

#include <algorithm>
#include <limits>
#include <utility>

#include "core/log_window.hpp"

namespace actord::gateway {
namespace {

core::log_window bounded(core::log_window w) {
  w.length = std::min(w.length, most_log_bytes);
  return w;
}

// An offset from the end keeps the end.
core::log_window bounded_as_asked(core::log_window w, std::int64_t offset) {
  if (offset < 0 && w.length > most_log_bytes) w.start += w.length - most_log_bytes;
  return bounded(w);
}

// Asks for one slice after the other until the window is full or the file gives no more.
class collector : public std::enable_shared_from_this<collector> {
 public:
  collector(std::shared_ptr<backend> daemon, core::log_name log, core::log_window window,
            answer<core::result<std::string>> done)
      : daemon_{std::move(daemon)}, log_{std::move(log)}, window_{window}, done_{std::move(done)} {}

  void take(std::string bytes) {
    bytes_ += bytes;
    if (bytes.empty() || bytes_.size() >= window_.length) {
      bytes_.resize(std::min<std::size_t>(bytes_.size(), window_.length));
      done_(std::move(bytes_));
      return;
    }
    ask();
  }

  void ask() {
    if (window_.length == 0) {
      done_(std::string{});
      return;
    }
    const auto from = static_cast<std::int64_t>(window_.start + bytes_.size());
    const auto rest = static_cast<std::int64_t>(window_.length - bytes_.size());
    daemon_->read_log({log_, from, rest}, [self = shared_from_this()](core::log_reply reply) {
      if (reply.problem != core::fault_code::success)
        self->done_(core::fault{reply.problem, std::move(reply.detail)});
      else
        self->take(std::move(reply.bytes));
    });
  }

 private:
  std::shared_ptr<backend> daemon_;
  core::log_name log_;
  core::log_window window_;
  answer<core::result<std::string>> done_;
  std::string bytes_;
};

void collect(std::shared_ptr<backend> daemon, core::log_name log, core::log_window window,
             answer<core::result<std::string>> done) {
  std::make_shared<collector>(std::move(daemon), std::move(log), window, std::move(done))->ask();
}

// Beyond the end of any file: answered with its size and no bytes.
constexpr std::int64_t nowhere = std::numeric_limits<std::int64_t>::max();

}  // namespace

// First the size, then the bytes.
void read_log(std::shared_ptr<backend> daemon, log_range what,
              answer<core::result<std::string>> done) {
  auto& asked = *daemon;
  asked.read_log({what.log, nowhere, 1},
                 [daemon = std::move(daemon), what, done = std::move(done)](core::log_reply reply) {
                   if (reply.problem != core::fault_code::success) {
                     done(core::fault{reply.problem, std::move(reply.detail)});
                     return;
                   }
                   const auto window = core::read_window(what.offset, what.length, reply.offset);
                   if (!window)
                     done(window.reason());
                   else
                     collect(daemon, what.log, bounded_as_asked(*window, what.offset), done);
                 });
}

void tail_log(std::shared_ptr<backend> daemon, log_range what,
              answer<core::result<log_tail>> done) {
  auto& asked = *daemon;
  asked.read_log({what.log, nowhere, 1}, [daemon = std::move(daemon), what,
                                          done = std::move(done)](core::log_reply reply) {
    if (reply.problem == core::fault_code::bad_name ||
        reply.problem == core::fault_code::shutdown_state) {
      done(core::fault{reply.problem, std::move(reply.detail)});
      return;
    }
    if (reply.problem != core::fault_code::success) {
      done(log_tail{{}, what.offset, false});
      return;
    }
    const auto window = core::tail_window_of(what.offset, what.length, reply.offset);
    const auto size = static_cast<std::int64_t>(reply.offset);
    collect(daemon, what.log, bounded(window.bytes),
            [done, size, overflow = window.overflow](core::result<std::string> bytes) {
              done(log_tail{bytes ? std::move(bytes).value() : std::string{}, size, overflow});
            });
  });
}

}  // namespace actord::gateway
