// What the gateway needs of the daemon: the port between HTTP and the tree. The composition root
// implements it with actors, tests with values. The gateway never names an actor.
//
// Every question is answered exactly once, at any time, on any thread, unless the daemon ends
// before. No function blocks or throws. See `answers_on` for answers on one's own thread.
#pragma once

#include <boost/asio/any_io_executor.hpp>
#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "core/fault.hpp"
#include "core/messages.hpp"
#include "core/program_spec.hpp"

namespace actord::gateway {

template <class Reply>
using answer = std::function<void(Reply)>;

struct daemon_identity {
  std::string version;     // of Supervisor, with which we are compatible
  std::string identifier;  // [supervisord] identifier
  std::int32_t pid{0};
};

// One process of the last configuration read.
struct process_setting {
  std::shared_ptr<const core::process_spec> spec;
  int group_priority{0};
  bool in_use{false};       // its group is active
  std::string stdout_path;  // of an AUTO log, once it has been made
  std::string stderr_path;
};
struct settings_reply {
  core::fault problem;
  std::vector<process_setting> processes;  // sorted by process name (stable)
};

// What reading the configuration again has found, as names of groups.
struct reload_reply {
  core::fault problem;
  std::vector<std::string> added;
  std::vector<std::string> changed;
  std::vector<std::string> removed;
};

struct stdin_request {
  std::string group;
  std::string process;
  std::string bytes;
};

class backend {
 public:
  virtual ~backend() = default;

  // Neither changes while the backend lives. Any thread.
  virtual const daemon_identity& who() const = 0;
  // False from the moment at which the daemon begins to end or to start anew. Any thread.
  virtual bool accepting() const = 0;

  virtual void act(core::action_request what, answer<core::action_reply> done) = 0;
  virtual void status(core::status_request what, answer<core::status_reply> done) = 0;
  virtual void settings(answer<settings_reply> done) = 0;

  // At most core::max_log_slice bytes; `offset` of the reply is the size of the file.
  virtual void read_log(core::read_log_request what, answer<core::log_reply> done) = 0;
  // Answered when there is something behind the cursor, or empty after a while.
  virtual void follow_log(core::follow_log_request what, answer<core::log_reply> done) = 0;
  virtual void clear_main_log(answer<core::done_reply> done) = 0;

  // bad_name, not_running (nobody there, or about to end), no_file (reads no more), failed.
  virtual void write_stdin(stdin_request what, answer<core::done_reply> done) = 0;

  virtual void shut_down(bool restart, answer<core::done_reply> done) = 0;
  virtual void reload_config(answer<reload_reply> done) = 0;
  virtual void add_group(std::string name, answer<core::done_reply> done) = 0;
  virtual void remove_group(std::string name, answer<core::done_reply> done) = 0;
  // Emits a REMOTE_COMMUNICATION event.
  virtual void send_event(std::string type, std::string data, answer<core::done_reply> done) = 0;
};

// The same backend with every answer given on `home`, never from within the question.
std::shared_ptr<backend> answers_on(boost::asio::any_io_executor home,
                                    std::shared_ptr<backend> daemon);

}  // namespace actord::gateway
