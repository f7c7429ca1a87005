// A daemon's control side in a process of its own, to be starved or killed. Fork it before the test
// has threads.
#pragma once

#include <signal.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include <chrono>
#include <fstream>
#include <string>
#include <thread>

#include "tests/actor/transport_stage.hpp"

namespace stage {

// Runs `task` in a forked process; its result is the exit status.
template <class Task>
int in_child(Task task) {
  const auto pid = ::fork();
  if (pid == 0) ::_exit(task());
  int status = 0;
  ::waitpid(pid, &status, 0);
  return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
}

class child_daemon {
 public:
  explicit child_daemon(actors::endpoint::options how = {}) {
    if (::pipe(orders_) != 0 || ::pipe(answers_) != 0) throw std::runtime_error{"pipe"};
    pid_ = ::fork();
    if (pid_ == 0) live(how);
    ::close(orders_[0]);
    ::close(answers_[1]);
    socket_ = hear();
  }
  child_daemon(const child_daemon&) = delete;
  child_daemon& operator=(const child_daemon&) = delete;
  ~child_daemon() {
    ::close(orders_[1]);  // the child ends
    ::close(answers_[0]);
    ::waitpid(pid_, nullptr, 0);
  }

  const std::string& socket() const { return socket_; }

  void tighten() { order('t'); }  // not one descriptor more
  void starve() { order('s'); }   // not even for one that was closed
  void feed() { order('f'); }
  void kill() { ::kill(pid_, SIGKILL); }

  std::size_t descriptors() const {
    std::size_t count = 0;
    for ([[maybe_unused]] const auto& entry :
         std::filesystem::directory_iterator{"/proc/" + std::to_string(pid_) + "/fd"})
      ++count;
    return count;
  }
  // Its part of one CPU, measured over a while.
  double load() const {
    const auto before = cpu();
    const auto begin = std::chrono::steady_clock::now();
    std::this_thread::sleep_for(400ms);
    const std::chrono::duration<double> wall = std::chrono::steady_clock::now() - begin;
    return (cpu() - before) / wall.count();
  }

 private:
  [[noreturn]] void live(const actors::endpoint::options& how) {
    ::close(orders_[1]);
    ::close(answers_[0]);
    {
      served_daemon served{how};
      tell(served.socket() + "\n");
      rlimit fed{};
      ::getrlimit(RLIMIT_NOFILE, &fed);
      for (char what = 0; ::read(orders_[0], &what, 1) == 1;) {
        ::setrlimit(RLIMIT_NOFILE, &fed);
        const rlimit less{what == 's' ? 3 : lowest_free(), fed.rlim_max};
        if (what != 'f') ::setrlimit(RLIMIT_NOFILE, &less);
        tell("\n");
      }
    }
    ::_exit(0);
  }
  static rlim_t lowest_free() {
    const auto number = ::dup(0);
    ::close(number);
    return static_cast<rlim_t>(number);
  }
  void tell(const std::string& text) const {
    if (::write(answers_[1], text.data(), text.size()) < 0) ::_exit(1);
  }
  std::string hear() const {
    std::string line;
    for (char next = 0; ::read(answers_[0], &next, 1) == 1 && next != '\n';)
      line += next;
    return line;
  }
  void order(char what) {
    if (::write(orders_[1], &what, 1) != 1) throw std::runtime_error{"the child daemon is gone"};
    hear();
  }
  double cpu() const {
    clockid_t clock{};
    timespec used{};
    if (::clock_getcpuclockid(pid_, &clock) != 0 || ::clock_gettime(clock, &used) != 0)
      throw std::runtime_error{"the child daemon is gone"};
    return static_cast<double>(used.tv_sec) + static_cast<double>(used.tv_nsec) / 1e9;
  }

  int orders_[2]{};
  int answers_[2]{};
  pid_t pid_{0};
  std::string socket_;
};

}  // namespace stage
