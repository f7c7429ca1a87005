// The daemon's side of the control socket: takes connections from a listening UNIX socket, finds
// out who calls, and hands those who may to CAF, each with a front actor of its own. Runs in Asio;
// CAF sees a connection only after its peer has said the preamble.
//
// Promises: only root and the daemon's own user are admitted; a peer that does not introduce itself
// in time is dropped, before BASP (preamble) and in it (handshake); no more than max_connections at
// once; running out of descriptors costs the newcomers, not the CPU. The front ends with its
// connection; one connection's fate does not touch another's.
// Does not create or remove the socket (unix_listener does) and does not log (options::report).
#pragma once

#include <sys/types.h>

#include <boost/asio/io_context.hpp>
#include <caf/fwd.hpp>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <string>

#include "actors/control_api.hpp"

namespace actord::actors {

inline constexpr std::size_t max_control_connections = 128;
inline constexpr std::chrono::milliseconds introduction_deadline{2000};

// Who called, as the kernel says.
struct peer {
  std::uint64_t serial{0};  // counts the connections of this endpoint
  uid_t uid{0};
  gid_t gid{0};
  pid_t pid{0};
};

class endpoint {
 public:
  struct options {
    std::size_t max_connections{max_control_connections};
    std::chrono::milliseconds introduction{introduction_deadline};  // for each of the two steps
    // Something the operator should know, as one line. On the io_context's thread.
    std::function<void(const std::string&)> report;
  };
  // Makes the front actor of one connection. On the io_context's thread; must not block. A null
  // handle refuses the peer.
  using front_factory = std::function<control_api(const peer&)>;

  // Throws if it cannot begin. `listening` stays the caller's. It, `context` and `system` must
  // outlive this object, and `context` must outlive `system`. One thread runs `context`;
  // construction, stop and destruction belong on that thread, or before and after it runs.
  endpoint(boost::asio::io_context& context, caf::actor_system& system, int listening,
           front_factory make_front, options how);
  endpoint(const endpoint&) = delete;
  endpoint& operator=(const endpoint&) = delete;
  ~endpoint();

  // Connections now open, introduced or not.
  std::size_t connections() const;

  // Accepts no more and hangs up all connections. What fronts have answered just before may not
  // reach the peer.
  void stop();

 private:
  class body;
  std::shared_ptr<body> body_;
};

}  // namespace actord::actors
