// A process host with a log service of wax, run by the test's own thread.
#pragma once

#include <fcntl.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <boost/asio/io_context.hpp>
#include <cerrno>
#include <chrono>
#include <cstddef>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <functional>
#include <iterator>
#include <map>
#include <memory>
#include <stdexcept>
#include <string>
#include <utility>
#include <variant>
#include <vector>

#include "core/ports.hpp"
#include "io/log_service.hpp"
#include "io/reactor_host.hpp"
#include "io/syscalls.hpp"
#include "tests/helpers/catch.hpp"

namespace actord::io::testing {

using namespace std::chrono_literals;
namespace from_host = core::from_host;
namespace to_host = core::to_host;

inline constexpr auto patience = 20s;  // for anything that should happen

// How many descriptors this process has open.
inline std::size_t open_descriptors() {
  std::size_t count = 0;
  for ([[maybe_unused]] const auto& entry : std::filesystem::directory_iterator{"/proc/self/fd"})
    ++count;
  return count - 1;  // the iterator's own
}

// While it lives, this process can open no more than `count` descriptors. Make no CHECK meanwhile:
// with UBSan an assertion of Catch's needs a descriptor.
class descriptors_left {
 public:
  explicit descriptors_left(std::size_t count) {
    REQUIRE(::getrlimit(RLIMIT_NOFILE, &before_) == 0);
    auto low = before_;
    low.rlim_cur = std::min<rlim_t>(before_.rlim_cur, 512);
    REQUIRE(::setrlimit(RLIMIT_NOFILE, &low) == 0);
    for (;;) {
      fd one{::open("/dev/null", O_RDONLY | O_CLOEXEC)};
      if (!one) break;
      taken_.push_back(std::move(one));
    }
    if (taken_.size() < count) throw std::runtime_error{"too few descriptors to begin with"};
    taken_.resize(taken_.size() - count);
  }
  ~descriptors_left() { ::setrlimit(RLIMIT_NOFILE, &before_); }
  descriptors_left(const descriptors_left&) = delete;
  descriptors_left& operator=(const descriptors_left&) = delete;

 private:
  ::rlimit before_{};
  std::vector<fd> taken_;
};

inline bool has_children() {
  ::siginfo_t info{};
  return ::waitid(P_ALL, 0, &info, WEXITED | WNOHANG | WNOWAIT) == 0;
}

// The bytes that a pipe holds now.
inline std::string take_all(int number) {
  std::string all;
  char buffer[4096];
  for (;;) {
    const auto got = read_some(number, buffer, sizeof buffer);
    if (got.bytes == 0) return all;
    all.append(buffer, got.bytes);
  }
}

// A directory that goes with the test.
class temporary_directory {
 public:
  temporary_directory() {
    char name[] = "/tmp/actord_io_XXXXXX";
    path_ = ::mkdtemp(name);
    std::filesystem::permissions(path_, std::filesystem::perms::others_read |
                                            std::filesystem::perms::others_exec |
                                            std::filesystem::perms::owner_all);
  }
  ~temporary_directory() {
    std::error_code ignored;
    std::filesystem::remove_all(path_, ignored);
  }
  temporary_directory(const temporary_directory&) = delete;
  temporary_directory& operator=(const temporary_directory&) = delete;

  const std::string& path() const { return path_; }
  std::string file(const std::string& name, const std::string& content, unsigned mode = 0644) {
    const auto path = path_ + "/" + name;
    std::ofstream{path} << content;
    std::filesystem::permissions(path, std::filesystem::perms{mode});
    return path;
  }

 private:
  std::string path_;
};

// Reads a run's pipes when it is drained, answers at once.
class wax_logs final : public log_service {
 public:
  struct streams {
    fd out;
    fd err;
    std::string out_text;
    std::string err_text;
  };

  int prepare_error{0};
  bool drains{true};
  std::vector<std::uint32_t> forgotten;
  std::map<std::uint32_t, streams> of;
  std::vector<std::string> forwarded;

  void define_main(main_log_spec, std::function<void(int)> done) override { done(0); }
  void define(core::process_key key, std::shared_ptr<const core::process_spec>,
              std::function<void(std::string, std::string)> done) override {
    done("/out/" + std::to_string(key.value), "/err/" + std::to_string(key.value));
  }
  void forget(core::process_key key) override { forgotten.push_back(key.value); }
  void prepare(core::process_key, std::function<void(int)> done) override { done(prepare_error); }
  void attach(core::process_key key, core::run_id, fd out, fd err, std::int32_t) override {
    of[key.value].out = std::move(out);
    of[key.value].err = std::move(err);
  }
  void drain(core::process_key key, core::run_id, std::function<void()> done) override {
    read_pipes(key);
    of[key.value].out.reset();
    of[key.value].err.reset();
    if (drains) done();
  }
  void append(core::log_address log, std::string bytes) override {
    auto& to = of[log.key.value];
    (log.stream == core::stream_kind::out ? to.out_text : to.err_text) += bytes;
  }
  void read(to_host::read_log) override { forwarded.push_back("read"); }
  void follow(to_host::follow_log) override { forwarded.push_back("follow"); }
  void clear(to_host::clear_logs) override { forwarded.push_back("clear"); }
  void rotate(to_host::rotate_logs) override { forwarded.push_back("rotate"); }
  void reopen() override { forwarded.push_back("reopen"); }
  void show_output(bool) override {}
  void stop() override {}

  void read_pipes(core::process_key key) {
    auto& s = of[key.value];
    if (s.out) s.out_text += take_all(s.out.number());
    if (s.err) s.err_text += take_all(s.err.number());
  }
};

inline constexpr core::process_key first{1};
inline core::run_id run_number(std::uint64_t n) {
  return core::run_id{n};
}

class host_world {
 public:
  explicit host_world(host_options options = {}) {
    auto made = make_reactor_host(io, logs, std::move(options), [this](core::host_notice notice) {
      notices.push_back(std::move(notice));
    });
    REQUIRE(made.ok());
    host = std::move(made).value();
  }

  // Runs the reactor until `holds` or the patience is over.
  bool until(const std::function<bool()>& holds) {
    const auto deadline = std::chrono::steady_clock::now() + patience;
    while (!holds()) {
      if (std::chrono::steady_clock::now() > deadline) return false;
      io.restart();
      io.run_one_for(50ms);
    }
    return true;
  }

  // The first notice of this kind that fits, once it has come; nullptr if it does not come.
  template <class Notice>
  const Notice* wait(const std::function<bool(const Notice&)>& fits = [](const Notice&) {
    return true;
  }) {
    const Notice* found = nullptr;
    until([&] {
      for (const auto& notice : notices)
        if (const auto* n = std::get_if<Notice>(&notice); n != nullptr && fits(*n)) found = n;
      return found != nullptr;
    });
    return found;
  }

  template <class Notice>
  std::size_t count() const {
    std::size_t n = 0;
    for (const auto& notice : notices)
      n += std::holds_alternative<Notice>(notice) ? 1 : 0;
    return n;
  }

  void define(core::process_spec spec, core::process_key key = first) {
    host->submit(to_host::define{key, std::make_shared<const core::process_spec>(std::move(spec))});
  }
  void launch(std::uint64_t run = 1, core::process_key key = first) {
    host->submit(to_host::launch{key, run_number(run)});
  }

  // Runs a shell script once and gives what it wrote to stdout.
  std::string output_of(core::process_spec spec) {
    define(std::move(spec));
    launch();
    const auto* end = wait<from_host::exited>();
    if (const auto* failed = find<from_host::spawn_failed>()) return failed->text;
    REQUIRE(end != nullptr);
    return logs.of[first.value].out_text;
  }

  template <class Notice>
  const Notice* find() const {
    for (const auto& notice : notices)
      if (const auto* n = std::get_if<Notice>(&notice)) return n;
    return nullptr;
  }

  // The text of the spawn error that this program meets.
  from_host::spawn_failed failure_of(core::process_spec spec) {
    define(std::move(spec));
    launch();
    const auto* failed = wait<from_host::spawn_failed>();
    REQUIRE(failed != nullptr);
    return *failed;
  }

  boost::asio::io_context io;
  wax_logs logs;
  std::vector<core::host_notice> notices;
  std::unique_ptr<core::process_host> host;
};

inline core::process_spec program(std::string command) {
  core::process_spec spec;
  spec.group = "g";
  spec.program = "p";
  spec.name = "p";
  spec.command = std::move(command);
  return spec;
}

// `script` must hold no single quote.
inline core::process_spec script(const std::string& script) {
  return program("/bin/sh -c '" + script + "'");
}

}  // namespace actord::io::testing
