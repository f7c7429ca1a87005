#include "cli/actord/config_reader.hpp"

#include <condition_variable>
#include <deque>
#include <exception>
#include <mutex>
#include <string>
#include <system_error>
#include <thread>
#include <utility>

namespace actord::cli {

namespace {

// The end of the daemon waits this long for a reading under way.
constexpr std::chrono::milliseconds end_patience{500};

core::fault cannot_read(const std::string& why) {
  return {core::fault_code::cant_reread, why};
}

}  // namespace

struct config_reader::body {
  load how;
  std::mutex mutex;  // guards what follows
  std::condition_variable idle;
  std::deque<answer> waiting;
  bool at_work{false};

  outcome attempt() const {
    try {
      return how();
    } catch (const std::exception& problem) {
      return cannot_read(problem.what());
    }
  }

  // Until nobody waits.
  void work() {
    for (;;) {
      answer next;
      {
        const std::lock_guard lock{mutex};
        if (waiting.empty()) {
          at_work = false;
          idle.notify_all();
          return;
        }
        next = std::move(waiting.front());
        waiting.pop_front();
      }
      next(attempt());
    }
  }
};

config_reader::config_reader(load how) : body_{std::make_shared<body>()} {
  body_->how = std::move(how);
}

config_reader::~config_reader() {
  std::unique_lock lock{body_->mutex};
  body_->waiting.clear();
  (void)body_->idle.wait_for(lock, end_patience, [this] { return !body_->at_work; });
}

void config_reader::read(answer then) {
  {
    const std::lock_guard lock{body_->mutex};
    body_->waiting.push_back(std::move(then));
    if (std::exchange(body_->at_work, true)) return;
  }
  try {
    std::thread{[body = body_] { body->work(); }}.detach();
  } catch (const std::system_error& problem) {
    std::deque<answer> unserved;
    {
      const std::lock_guard lock{body_->mutex};
      body_->at_work = false;
      unserved.swap(body_->waiting);
    }
    for (const auto& one : unserved)
      one(cannot_read(std::string{"no thread to read the configuration with: "} + problem.what()));
  }
}

}  // namespace actord::cli
