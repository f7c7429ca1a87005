// Keeps signals away from the threads that are made while it lives: they stay with the thread that
// the program wants them on.
#pragma once

#include <csignal>

namespace actord::actors {

class signal_shield {
 public:
  signal_shield() {
    sigset_t all;
    sigfillset(&all);
    (void)pthread_sigmask(SIG_SETMASK, &all, &before_);  // fails only for a bad first argument
  }
  signal_shield(const signal_shield&) = delete;
  signal_shield& operator=(const signal_shield&) = delete;
  ~signal_shield() { (void)pthread_sigmask(SIG_SETMASK, &before_, nullptr); }

 private:
  sigset_t before_{};
};

}  // namespace actord::actors
