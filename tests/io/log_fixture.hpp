// What the tests of the log service share: a folder of their own, a service, a record of its
// notices, and children's pipes.
#pragma once

#include <fcntl.h>
#include <unistd.h>

#include <chrono>
#include <condition_variable>
#include <csignal>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <future>
#include <iterator>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <thread>
#include <utility>
#include <variant>
#include <vector>

#include "core/ports.hpp"
#include "io/fd.hpp"
#include "io/log_service.hpp"
#include "tests/helpers/catch.hpp"

namespace actord::test {

using namespace std::chrono_literals;

class temp_folder {
 public:
  temp_folder() {
    std::string name = (std::filesystem::temp_directory_path() / "actord-logs-XXXXXX").string();
    REQUIRE(::mkdtemp(name.data()) != nullptr);
    path_ = name;
  }
  temp_folder(const temp_folder&) = delete;
  temp_folder& operator=(const temp_folder&) = delete;
  ~temp_folder() {
    std::error_code ignored;
    std::filesystem::remove_all(path_, ignored);
  }

  std::string operator/(const std::string& name) const { return path_ + "/" + name; }
  const std::string& path() const { return path_; }

 private:
  std::string path_;
};

inline std::string content(const std::string& path) {
  std::ifstream file{path, std::ios::binary};
  return {std::istreambuf_iterator<char>{file}, {}};
}

inline void put_file(const std::string& path, const std::string& bytes) {
  std::ofstream{path, std::ios::binary | std::ios::trunc} << bytes;
}

// path.N … path.1, path: what was written, if nothing is lost.
inline std::string all_generations(const std::string& path) {
  std::string text;
  for (int number = 1000; number >= 1; --number)
    if (const auto backup = path + "." + std::to_string(number); std::filesystem::exists(backup))
      text += content(backup);
  return text + content(path);
}

// Polls until it is so, at most for some seconds.
template <class Condition>
bool soon(const Condition& condition) {
  const auto deadline = std::chrono::steady_clock::now() + 10s;
  while (!condition()) {
    if (std::chrono::steady_clock::now() > deadline) return false;
    std::this_thread::sleep_for(1ms);
  }
  return true;
}

inline std::size_t open_descriptors() {
  const std::filesystem::directory_iterator all{"/proc/self/fd"};
  return static_cast<std::size_t>(std::distance(begin(all), end(all)));
}

class notice_record {
 public:
  void add(core::host_notice notice) {
    const std::lock_guard lock{mutex_};
    notices_.push_back(std::move(notice));
    arrived_.notify_all();
  }

  // Takes the first notice of this kind out of the record; waits for it.
  template <class Notice>
  Notice take() {
    std::unique_lock lock{mutex_};
    std::optional<Notice> found;
    arrived_.wait_for(lock, 10s, [&] { return (found = pick<Notice>()).has_value(); });
    REQUIRE(found.has_value());
    return std::move(*found);
  }
  template <class Notice>
  std::size_t count() {
    const std::lock_guard lock{mutex_};
    std::size_t number = 0;
    for (const auto& notice : notices_)
      number += std::holds_alternative<Notice>(notice) ? 1 : 0;
    return number;
  }

 private:
  template <class Notice>
  std::optional<Notice> pick() {
    for (auto at = notices_.begin(); at != notices_.end(); ++at)
      if (auto* notice = std::get_if<Notice>(&*at)) {
        std::optional<Notice> found{std::move(*notice)};
        notices_.erase(at);
        return found;
      }
    return std::nullopt;
  }

  std::mutex mutex_;
  std::condition_variable arrived_;
  std::vector<core::host_notice> notices_;
};

// The write end of a child's pipe, as the child has it: blocking.
class child_end {
 public:
  child_end() = default;
  explicit child_end(io::fd end) : end_{std::move(end)} {}

  void write(std::string_view bytes) const {
    while (!bytes.empty()) {
      const auto put = ::write(end_.number(), bytes.data(), bytes.size());
      if (put < 0) return;  // the reader has closed
      bytes.remove_prefix(static_cast<std::size_t>(put));
    }
  }
  void close() { end_.reset(); }
  int number() const { return end_.number(); }

 private:
  io::fd end_;
};

inline std::pair<io::fd, child_end> child_pipe_ends() {
  int ends[2];
  REQUIRE(::pipe2(ends, O_CLOEXEC) == 0);
  REQUIRE(::fcntl(ends[0], F_SETFL, O_NONBLOCK) == 0);
  return {io::fd{ends[0]}, child_end{io::fd{ends[1]}}};
}

struct log_paths {
  std::string out;
  std::string err;
};

class log_fixture {
 public:
  explicit log_fixture(io::log_options options = {}) {
    (void)std::signal(SIGPIPE, SIG_IGN);  // as the daemon does
    if (options.childlogdir.empty()) options.childlogdir = folder.path();
    auto made = io::make_log_service(std::move(options),
                                     [this](core::host_notice n) { notices.add(std::move(n)); });
    REQUIRE(made.ok());
    logs = std::move(made).value();
  }

  static std::shared_ptr<core::process_spec> spec_for(const std::string& name,
                                                      const std::string& path) {
    auto spec = std::make_shared<core::process_spec>();
    spec->name = name;
    spec->out.kind = core::log_spec::target::file;
    spec->out.path = path;
    spec->out.max_bytes = 0;
    spec->err.kind = core::log_spec::target::none;
    return spec;
  }

  log_paths define(std::uint32_t key, std::shared_ptr<const core::process_spec> spec) {
    std::promise<log_paths> answer;
    logs->define({key}, std::move(spec), [&](std::string out, std::string err) {
      answer.set_value({std::move(out), std::move(err)});
    });
    return answer.get_future().get();
  }
  int define_main(io::main_log_spec spec) {
    std::promise<int> answer;
    logs->define_main(std::move(spec), [&](int error) { answer.set_value(error); });
    return answer.get_future().get();
  }
  int prepare(std::uint32_t key) {
    std::promise<int> answer;
    logs->prepare({key}, [&](int error) { answer.set_value(error); });
    return answer.get_future().get();
  }
  // A run with stdout only.
  child_end attach(std::uint32_t key, std::uint64_t run) {
    auto [read, write] = child_pipe_ends();
    logs->attach({key}, {run}, std::move(read), {});
    return std::move(write);
  }
  // prepare and attach.
  child_end start(std::uint32_t key, std::uint64_t run) {
    REQUIRE(prepare(key) == 0);
    return attach(key, run);
  }
  void drain(std::uint32_t key, std::uint64_t run) {
    std::promise<void> answer;
    logs->drain({key}, {run}, [&] { answer.set_value(); });
    answer.get_future().get();
  }
  // Everything asked for before has been done.
  void settle() { drain(9999, 9999); }

  core::from_host::log_read read(core::log_address log, std::int64_t offset, std::int64_t length) {
    logs->read({log, offset, length, 1});
    return notices.take<core::from_host::log_read>();
  }
  core::fault clear(std::uint32_t key) {
    logs->clear({{key}, 1});
    return notices.take<core::from_host::logs_cleared>().problem;
  }
  std::string next_trouble() { return notices.take<core::from_host::log_trouble>().text; }

  temp_folder folder;
  notice_record notices;
  std::unique_ptr<io::log_service> logs;
};

}  // namespace actord::test
