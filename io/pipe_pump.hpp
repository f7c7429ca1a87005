// Reads the children's pipes: fairly, in large pieces, and not at all while there is nothing to
// read.
//
// A pipe is in one of these states: armed (epoll tells when bytes come), ready (in the queue of
// this turn), resting (was read to its end; left alone for some milliseconds, then read without
// asking epoll, and without epoll knowing it: that would cost its writer something with every
// write), stalled (its target takes no more), closed. A pipe whose child has ended while it is
// stalled lingers: what the child wrote stays in the kernel until the target takes it. Whoever is
// quiet is armed and costs nothing; whoever is chatty costs a few reads a second however small its
// lines are. Log thread only.
#pragma once

#include <array>
#include <chrono>
#include <cstddef>
#include <deque>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "core/ansi_strip.hpp"
#include "core/ids.hpp"
#include "core/line_dresser.hpp"
#include "core/line_splitter.hpp"
#include "core/ports.hpp"
#include "io/fd.hpp"
#include "io/log_limits.hpp"
#include "io/log_outage.hpp"
#include "io/log_target.hpp"
#include "io/log_world.hpp"

namespace actord::io {

// Output that a slow log did not take, because its child is never to wait.
struct log_gap {
  log_outage left_out;
  bool at_line_start{true};  // of what was written last
};

struct child_pipe {
  core::process_key key;
  core::run_id run;
  core::stream_kind stream{core::stream_kind::out};
  fd end;        // non-blocking read end
  log_hold log;  // where the bytes go; may be empty
  std::string name;
  // What few streams need takes no room in the others.
  std::unique_ptr<core::ansi_stripper> stripper;
  std::unique_ptr<core::line_splitter> syslog_lines;  // its output also goes to syslog
  core::syslog_label syslog_as;
  std::unique_ptr<core::line_dresser> dresser;  // lines get a prefix, or become JSON
  std::unique_ptr<log_gap> gap;                 // there is one: what is not taken is left out

  // Does the log take so little that the pipe is not to be read?
  bool held_up() const {
    const auto* target = log.target();
    return !gap && target != nullptr && target->congested();
  }
};

class pipe_pump {
 public:
  // Bytes of a pipe; `at_end`: there will be no more.
  using consumer = std::function<void(child_pipe& from, std::string_view bytes, bool at_end)>;

  pipe_pump(log_world& world, consumer consume) : world_{world}, consume_{std::move(consume)} {}

  // `token` is never used twice.
  void add(log_poller::token token, child_pipe pipe);
  // Hands over what the pipe holds now, then closes it: all that a dead child wrote, however much
  // others go on writing. If the target takes no more, that happens as soon as it does.
  void finish(log_poller::token token);
  // Are there pipes of the dead that still hold something?
  bool lingers() const { return lingering_ > 0; }

  // The poller says that there is something to read.
  void wake(log_poller::token token);
  // One turn of every pipe that has one. `interrupt` is asked between two pipes; true ends the
  // turn.
  void turn(const std::function<bool()>& interrupt);
  // When to come back without being told: now at the latest if a pipe is ready.
  std::optional<core::steady_time> next_turn();

 private:
  struct stream;

  void serve(log_poller::token token, stream& from);
  bool read_once(log_poller::token token, stream& from);
  void arm(log_poller::token token, stream& from);
  void rest(log_poller::token token, stream& from);
  void take_from_epoll(stream& from);
  void enlarge(stream& from);
  void close(stream& from);
  bool read_lingering(log_poller::token token, stream& from);
  void resume_stalled();

  struct stream {
    child_pipe pipe;
    std::size_t capacity{64 * 1024};
    bool enlarged{false};
    std::chrono::microseconds rest{log_limits::longest_rest};
    std::size_t since_rest{0};
    bool registered{false};  // with epoll
    bool rested{false};      // since it was armed
    bool lingering{false};
    std::size_t held{0};  // lingering: what is still to be read
  };

  log_world& world_;
  consumer consume_;
  std::unordered_map<log_poller::token, stream> streams_;
  std::deque<log_poller::token> ready_;
  std::multimap<core::steady_time, log_poller::token> resting_;
  std::vector<log_poller::token> stalled_;
  int enlarged_{0};
  int lingering_{0};
  std::array<char, log_limits::read_buffer> buffer_{};
};

}  // namespace actord::io
