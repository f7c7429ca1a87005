// A daemon's control side on a stage of its own: a temp directory, a listening socket, an endpoint
// whose fronts are fakes, and the thread that runs it. For the transport tests.
#pragma once

#include <sys/stat.h>
#include <unistd.h>

#include <atomic>
#include <boost/asio/executor_work_guard.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/post.hpp>
#include <caf/all.hpp>
#include <chrono>
#include <cstdlib>
#include <filesystem>
#include <future>
#include <memory>
#include <mutex>
#include <string>
#include <thread>
#include <vector>

#include "actors/control_client.hpp"
#include "actors/system_config.hpp"
#include "actors/transport/endpoint.hpp"
#include "actors/transport/unix_socket.hpp"

namespace stage {

using namespace actord;
using namespace std::chrono_literals;

// True as soon as `condition` is, false if it isn't within ten seconds.
template <class Condition>
bool eventually(Condition condition) {
  const auto end = std::chrono::steady_clock::now() + 10s;
  while (!condition()) {
    if (std::chrono::steady_clock::now() > end) return false;
    std::this_thread::sleep_for(1ms);
  }
  return true;
}

class temp_dir {
 public:
  temp_dir() {
    std::string name = std::filesystem::temp_directory_path() / "actord_transport_XXXXXX";
    path_ = ::mkdtemp(name.data());
  }
  temp_dir(const temp_dir&) = delete;
  temp_dir& operator=(const temp_dir&) = delete;
  ~temp_dir() {
    std::error_code ignored;  // a leftover directory fails no test
    std::filesystem::remove_all(path_, ignored);
  }
  std::string operator/(const std::string& name) const { return path_ + "/" + name; }
  const std::string& path() const { return path_; }

 private:
  std::string path_;
};

// What the fakes did, seen from the test.
struct record {
  std::atomic<std::uint32_t> protocol{core::protocol_version};  // what a welcome says
  std::atomic<int> fronts_made{0};
  std::atomic<int> fronts_alive{0};
  std::atomic<int> questions_kept{0};
  std::atomic<std::uint32_t> last_front{0};  // low half of the actor id: ids are small
};

// Answers every request with something of the request in it. Asked to start, it never answers;
// asked for status of group "flood", it answers with that many bytes.
struct fake_state {
  std::shared_ptr<record> notes;
  std::vector<caf::typed_response_promise<core::action_reply>> kept;
  ~fake_state() {
    if (notes) --notes->fronts_alive;
  }
};

inline actors::control_api::behavior_type fake_front(
    actors::control_api::stateful_pointer<fake_state> self, const std::shared_ptr<record>& notes) {
  self->state.notes = notes;
  ++notes->fronts_made;
  ++notes->fronts_alive;
  notes->last_front = static_cast<std::uint32_t>(self->id());
  self->set_default_handler(caf::drop);
  return {
      [notes](const core::hello& x) {
        return core::welcome{notes->protocol, "fake", x.build, 42};
      },
      [self](const core::action_request& x) -> caf::result<core::action_reply> {
        if (x.what != core::verb::start)
          return core::action_reply{core::fault_code::success,
                                    x.signal,
                                    {{x.whom.group, x.whom.process, core::fault_code::failed, ""}}};
        ++self->state.notes->questions_kept;
        self->state.kept.push_back(self->make_response_promise<core::action_reply>());
        return self->state.kept.back();
      },
      [](const core::status_request& x) {
        core::status_reply reply;
        reply.detail =
            x.whom.group == "flood" ? std::string(std::stoul(x.whom.process), 'x') : x.whom.group;
        return reply;
      },
      [](const core::history_request& x) {
        core::history_reply reply;
        reply.detail = x.whom.group;
        return reply;
      },
      [](const core::events_request& x) {
        core::events_reply reply;
        reply.next = x.after + 1;
        return reply;
      },
      [](const core::config_request&) {
        core::config_reply reply;
        reply.processes.push_back({"g", "p", true, false, 7, 8});
        return reply;
      },
      [](const core::read_log_request& x) {
        core::log_reply reply;
        reply.bytes = x.log.process;
        reply.offset = static_cast<std::uint64_t>(x.offset);
        return reply;
      },
      [](const core::follow_log_request& x) {
        core::log_reply reply;
        reply.generation = x.generation + 1;
        return reply;
      },
      [](const core::clear_main_log_request&) {
        return core::done_reply{core::fault_code::no_file, "cleared"};
      },
      [](const core::shutdown_request& x) {
        return core::done_reply{core::fault_code::success, x.restart ? "restart" : "shutdown"};
      },
      [](const core::reread_request&) { return core::reread_reply{}; },
      [](const core::add_group_request& x) {
        return core::done_reply{core::fault_code::bad_name, x.group};
      },
      [](const core::remove_group_request& x) {
        return core::done_reply{core::fault_code::bad_name, x.group};
      },
      [](const core::change_group_request&) { return core::action_reply{}; },
  };
}

class served_daemon {
 public:
  explicit served_daemon(actors::endpoint::options how = {})
      : listener_{open(directory_ / "control.sock")}, thread_{[this] { context_.run(); }} {
    actors::seal(system_);
    how.report = [this](const std::string& text) {
      const std::lock_guard guard{mutex_};
      reports_.push_back(text);
    };
    inside([this, &how] {
      endpoint_ = std::make_unique<actors::endpoint>(
          context_, system_, listener_.number(),
          [this](const actors::peer&) -> actors::control_api {
            return system_.spawn(fake_front, notes);
          },
          how);
    });
  }
  served_daemon(const served_daemon&) = delete;
  served_daemon& operator=(const served_daemon&) = delete;
  ~served_daemon() {
    stop();
    keep_.reset();
    thread_.join();
  }

  std::string socket() const { return listener_.path(); }
  caf::actor_system& system() { return system_; }

  std::size_t connections() {
    std::size_t found = 0;
    inside([&] { found = endpoint_ ? endpoint_->connections() : 0; });
    return found;
  }
  // All connections end; the socket stays.
  void stop() {
    inside([this] { endpoint_.reset(); });
  }
  bool reported(const std::string& part) {
    const std::lock_guard guard{mutex_};
    for (const auto& text : reports_)
      if (text.find(part) != std::string::npos) return true;
    return false;
  }
  // Whether a well-behaved client is served, now.
  bool serves() {
    auto client = actors::control_client::connect(socket(), {.timeout = 5s, .build = "probe"});
    return client && client.value()->ask(core::config_request{}, 5s).ok();
  }

  std::shared_ptr<record> notes = std::make_shared<record>();

 private:
  static actors::unix_listener open(const std::string& path) {
    auto made = actors::unix_listener::open(path);
    if (!made) throw std::runtime_error{actors::text_of(made.reason())};
    return std::move(made).value();
  }
  template <class Task>
  void inside(Task task) {
    std::promise<void> done;
    boost::asio::post(context_, [&] {
      task();
      done.set_value();
    });
    done.get_future().wait();
  }

  temp_dir directory_;
  boost::asio::io_context context_;
  boost::asio::executor_work_guard<boost::asio::io_context::executor_type> keep_{
      context_.get_executor()};
  actors::system_config config_{2};
  caf::actor_system system_{config_};
  actors::unix_listener listener_;
  std::mutex mutex_;
  std::vector<std::string> reports_;
  std::unique_ptr<actors::endpoint> endpoint_;
  std::thread thread_;
};

}  // namespace stage
