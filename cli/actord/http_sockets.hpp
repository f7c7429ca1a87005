// The listening sockets of the HTTP servers over the life of the daemon: opened before it goes into
// the background, and kept over a restart where the configuration still wants them, so that nobody
// is turned away meanwhile.
#pragma once

#include <string>
#include <vector>

#include "core/ports.hpp"
#include "core/program_spec.hpp"
#include "gateway/http_front.hpp"
#include "gateway/listening_socket.hpp"

namespace actord::cli {

class http_sockets {
 public:
  // Has a socket for every server, and no other. What could not be opened is told, in the words
  // for the terminal; the rest works.
  std::vector<std::string> arrange(const std::vector<core::server_spec>& servers);

  // The start-up lines of each server (contract §2.3).
  void announce(const core::http_spec& http, core::own_log& log) const;

  std::vector<gateway::served_socket> served() const;

 private:
  std::vector<gateway::listening_socket> open_;
};

gateway::http_limits limits_of(const core::http_spec& http);

}  // namespace actord::cli
