// The sockets of [unix_http_server] and [inet_http_server] (contract §2.3): made before the daemon
// goes into the background, so that errors are told on the terminal, and kept over restarts.
#pragma once

#include <sys/types.h>

#include <functional>
#include <string>
#include <utility>

#include "core/program_spec.hpp"
#include "core/result.hpp"

namespace actord::gateway {

// Owns the descriptor and, for a UNIX socket, the file that it has made.
class listening_socket {
 public:
  // The reason is Supervisor's text for the terminal. A stale socket file is replaced, which
  // `stale` is told about; nothing that is not a socket is ever removed.
  static core::result<listening_socket, std::string> open(
      const core::server_spec& spec, const std::function<void(const std::string&)>& stale);

  listening_socket(listening_socket&& other) noexcept;
  listening_socket& operator=(listening_socket&& other) noexcept;
  ~listening_socket();

  int number() const { return number_; }
  const core::server_spec& spec() const { return spec_; }

  // Would a socket for this section be the same one?
  bool serves(const core::server_spec& other) const;
  // For what is not part of the socket: name and password.
  void adopt(core::server_spec spec) { spec_ = std::move(spec); }

 private:
  listening_socket(int number, core::server_spec spec);
  void remember_file();

  int number_{-1};
  core::server_spec spec_;
  ::dev_t device_{};  // of the socket file, so that only our own is removed
  ::ino_t inode_{};
};

}  // namespace actord::gateway
