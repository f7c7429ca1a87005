// The HTTP servers of one session: a thread of its own, the accepting of connections, and the limit
// on how many there are. What it serves is decided by the site (gateway/site.hpp).
#pragma once

#include <memory>
#include <vector>

#include "core/ports.hpp"
#include "gateway/backend.hpp"
#include "gateway/http_auth.hpp"
#include "gateway/limits.hpp"

namespace actord::gateway {

struct served_socket {
  int listening{-1};  // stays the caller's
  bool tcp{false};
  credentials wanted;
};

class http_front {
 public:
  struct setup {
    std::vector<served_socket> sockets;
    std::shared_ptr<backend> daemon;
    bool supervisor_namespace{true};  // [rpcinterface:supervisor] is there
    http_limits limits{};
    core::own_log* log{nullptr};
  };

  // Throws std::system_error when the kernel lacks descriptors or threads.
  explicit http_front(setup what);
  ~http_front();
  http_front(const http_front&) = delete;
  http_front& operator=(const http_front&) = delete;

  // Takes no more connections, lets answers that are ready leave (at most farewell_time), and ends
  // the thread. The object must live on for as long as the backend may answer.
  void stop();

 private:
  class engine;
  std::unique_ptr<engine> engine_;
};

}  // namespace actord::gateway
