// An actor took over a process: what the dead one last reported and what the host knows for certain
// become facts to go on from, and the inputs that were missed meanwhile. Pure.
#pragma once

#include <vector>

#include "core/machine.hpp"
#include "core/ports.hpp"

namespace actord::core {

struct takeover {
  facts now;
  std::vector<input> missed;  // to be fed in this order; the first is always resume
  bool launch_again{false};   // the launch of now.run never reached the host
};

takeover reconcile(const facts& remembered, const from_host::view& host, instant now);

}  // namespace actord::core
