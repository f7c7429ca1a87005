#include "io/signals.hpp"

#include <csignal>

#include "tests/io/host_world.hpp"

using namespace actord::io;
using namespace actord::io::testing;

TEST_CASE("a signal becomes a call on the reactor, each time") {
  boost::asio::io_context io;
  std::vector<int> seen;
  const signal_watch watch{io, {SIGUSR1, SIGUSR2}, [&](int number) { seen.push_back(number); }};
  const auto send = [&](int number) {
    const auto before = seen.size();
    ::kill(::getpid(), number);
    const auto deadline = std::chrono::steady_clock::now() + patience;
    while (seen.size() == before && std::chrono::steady_clock::now() < deadline) {
      io.restart();
      io.run_one_for(50ms);
    }
  };
  send(SIGUSR1);
  send(SIGUSR2);
  send(SIGUSR1);
  CHECK(seen == std::vector<int>{SIGUSR1, SIGUSR2, SIGUSR1});
}

TEST_CASE("a signal that was blocked is delivered once it is watched") {
  ::sigset_t set, before;
  ::sigemptyset(&set);
  ::sigaddset(&set, SIGUSR1);
  ::pthread_sigmask(SIG_BLOCK, &set, &before);
  {
    boost::asio::io_context io;
    int calls = 0;
    const signal_watch watch{io, {SIGUSR1}, [&](int) { ++calls; }};
    ::kill(::getpid(), SIGUSR1);
    const auto deadline = std::chrono::steady_clock::now() + patience;
    while (calls == 0 && std::chrono::steady_clock::now() < deadline)
      io.run_one_for(50ms);
    CHECK(calls == 1);
  }
  ::pthread_sigmask(SIG_SETMASK, &before, nullptr);
}

TEST_CASE("a watch that is gone calls nobody") {
  boost::asio::io_context io;
  int calls = 0;
  {
    const signal_watch watch{io, {SIGUSR1}, [&](int) { ++calls; }};
    const signal_watch other{io, {SIGUSR1}, [](int) {}};
    ::kill(::getpid(), SIGUSR1);
  }
  io.run_for(20ms);
  CHECK(calls == 0);
}

TEST_CASE("writing to a closed pipe is an error and not the end") {
  ignore_write_signals();
  auto ends = std::move(make_pipe()).value();
  ends.read.reset();
  const auto done = write_all(ends.write.number(), "x");
  CHECK(done.error == EPIPE);
  struct ::sigaction now {};
  ::sigaction(SIGXFSZ, nullptr, &now);
  CHECK(now.sa_handler == SIG_IGN);
}
