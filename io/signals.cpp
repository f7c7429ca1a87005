#include "io/signals.hpp"

#include <csignal>
#include <utility>

namespace actord::io {

using boost::system::error_code;

signal_watch::signal_watch(boost::asio::io_context& io, std::initializer_list<int> numbers,
                           sink on_signal)
    : set_{io}, on_signal_{std::move(on_signal)} {
  ::sigset_t wanted;
  ::sigemptyset(&wanted);
  for (const int number : numbers) {
    error_code error;
    set_.add(number, error);  // fails only for KILL and STOP
    if (!error) ::sigaddset(&wanted, number);
  }
  ::pthread_sigmask(SIG_UNBLOCK, &wanted, nullptr);
  wait();
}

void signal_watch::wait() {
  set_.async_wait(life_.guard([this](const error_code& error, int number) {
    if (error) return;
    wait();
    on_signal_(number);
  }));
}

void ignore_write_signals() {
  struct ::sigaction ignore {};
  ignore.sa_handler = SIG_IGN;
  (void)::sigaction(SIGPIPE, &ignore, nullptr);  // neither number can be refused
  (void)::sigaction(SIGXFSZ, &ignore, nullptr);
}

}  // namespace actord::io
