// ^C as something to wait for. While an `interrupts` lives, SIGINT does not end the program; it
// makes `descriptor` readable until `taken` is called. Otherwise SIGINT does what it always does.
//
// Not here: other signals. One at a time may live: a signal handler has no other way to its data
// than a variable of the whole program.
#pragma once

#include <chrono>
#include <csignal>

namespace actord::cli {

class interrupts {
 public:
  interrupts();
  interrupts(const interrupts&) = delete;
  interrupts& operator=(const interrupts&) = delete;
  ~interrupts();

  // For poll: readable after ^C. -1 if the kernel had none left; ^C is then ignored.
  int descriptor() const { return descriptor_; }

  // Was there a ^C since the last call?
  bool taken();

 private:
  int descriptor_{-1};
  struct sigaction before_ {};
};

// Waits until `wanted` is readable. False: ^C came first.
bool readable_before_interrupt(int wanted, const interrupts& watch);

// Waits that long. False: ^C came first.
bool pause_before_interrupt(std::chrono::milliseconds length, const interrupts& watch);

}  // namespace actord::cli
