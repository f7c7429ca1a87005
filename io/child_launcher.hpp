// Our launcher for Boost.Process v2, in the shape of its extension point: called with an executor
// or context, an error code, the executable, its arguments and any initialisers, it returns a
// process. Boost's own launchers are not used (decision 6): they fork, and leak descriptors and
// zombies when something fails.
//
// The returned process owns a running child; detach() it, for its destructor would kill the child.
// On failure `error` carries the errno and failed_step() says where; no child is left.
// Initialisers are called in the parent only (on_setup); those that want to run in the child
// (on_exec_setup) are refused at compile time, since the child runs nothing but io/child_entry.
//
// Include this in as few files as possible: it pulls in Boost.Process. Others use io/child_start.
#pragma once

#include <boost/process/v2/posix/default_launcher.hpp>
#include <boost/process/v2/process.hpp>
#include <cerrno>
#include <csignal>
#include <type_traits>
#include <utility>
#include <vector>

#include "io/child_setup.hpp"
#include "io/spawner.hpp"
#include "io/syscalls.hpp"

namespace actord::io {

// Derived as Boost's own variants are, so that Boost's initialisers know it; nothing of the base
// but `env` is used.
class child_launcher : public boost::process::v2::posix::default_launcher {
 public:
  using path = boost::process::v2::filesystem::path;
  using error_code = boost::system::error_code;
  template <class Executor>
  using process = boost::process::v2::basic_process<Executor>;

  explicit child_launcher(spawner& how) : how_{how} {}

  child_step failed_step() const { return failed_; }

  // Called by the initialiser child_setup.
  error_code set_up(const child_setup& setup) {
    setup_ = setup;
    return {};
  }

  template <class Executor, class Args, class... Inits>
  requires(!std::is_convertible_v<Executor&, boost::asio::execution_context&>) process<Executor>
  operator()(Executor executor, error_code& error, const path& executable, Args&& args,
             Inits&&... inits) {
    std::vector<const char*> words{executable.c_str()};
    for (const auto& word : args)
      words.push_back(word.c_str());
    words.push_back(nullptr);
    const char* const* command_line = words.data();

    error.clear();
    (on_setup(error, executable, command_line, inits), ...);
    if (error) return process<Executor>{executor};
    if (setup_.argv0 != nullptr && command_line == words.data()) words.front() = setup_.argv0;

    child_plan plan = plan_of(setup_, executable.c_str(), command_line, env);
    auto outcome = how_.spawn(plan, setup_.descriptors);
    failed_ = outcome.failed;
    if (!outcome.ok()) {
      error.assign(outcome.error_number, boost::system::system_category());
      return process<Executor>{executor};
    }
    return taken_over(std::move(executor), error, std::move(outcome));
  }

  template <class Context, class Args, class... Inits>
  requires(std::is_convertible_v<Context&, boost::asio::execution_context&>)
      process<typename Context::executor_type>
  operator()(Context& context, error_code& error, const path& executable, Args&& args,
             Inits&&... inits) {
    return (*this)(context.get_executor(), error, executable, std::forward<Args>(args),
                   std::forward<Inits>(inits)...);
  }

 private:
  template <class Init>
  void on_setup(error_code& error, const path& executable, const char* const*& command_line,
                Init&& init) {
    static_assert(
        !requires { init.on_exec_setup(*this, executable, command_line); },
        "nothing of Boost's or ours but io/child_entry may run in the child");
    if constexpr (requires { init.on_setup(*this, executable, command_line); }) {
      if (!error) error = init.on_setup(*this, executable, command_line);
    }
  }

  // Boost puts the pidfd into the reactor, which can fail: then the child may not live on unseen.
  template <class Executor>
  process<Executor> taken_over(Executor executor, error_code& error, spawn_outcome outcome) {
    try {
      process<Executor> child{executor, outcome.pid, outcome.pidfd.number()};
      (void)outcome.pidfd.release();  // the child's handle owns it now
      return child;
    } catch (const boost::system::system_error& problem) {
      error = problem.code();
    }
    failed_ = child_step::clone;
    (void)send_signal_to_pidfd(outcome.pidfd.number(), SIGKILL);  // it is ours and unreaped
    while (::waitpid(outcome.pid, nullptr, 0) < 0 && errno == EINTR) {
    }
    return process<Executor>{executor};
  }

  spawner& how_;
  child_setup setup_;
  child_step failed_{child_step::none};
};

}  // namespace actord::io
