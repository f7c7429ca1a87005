// The control socket in the file system: one that listens, and the way to one that does. No CAF.
//
// Promises: never two daemons on one path (a lock on `<path>.lock` decides, held for life, also
// across fork); a socket left behind by a dead daemon is taken over, one that somebody serves is
// not; the socket is never open to others than its owner, not even for a moment; only what we made
// is removed. Errors are values.
#pragma once

#include <sys/types.h>

#include <chrono>
#include <cstddef>
#include <string>

#include "actors/transport/descriptor.hpp"
#include "core/result.hpp"

namespace actord::actors {

// What went wrong, on what, with which errno.
struct socket_error {
  std::string what;
  std::string path;
  int error_number{0};
};
// "cannot bind '/run/x.sock': Permission denied"
std::string text_of(const socket_error& error);

// What the first line of a connection must say, before anything of CAF's.
inline constexpr char preamble[] = "ACTORD 1\n";
inline constexpr std::size_t preamble_size = sizeof preamble - 1;

class unix_listener {
 public:
  struct options {
    // The directory is ours alone: make it (0700) if it is missing, refuse it if others could
    // write to it or it belongs to somebody else.
    bool private_directory{false};
    int backlog{1024};
  };

  static core::result<unix_listener, socket_error> open(const std::string& path,
                                                        const options& how);
  static core::result<unix_listener, socket_error> open(const std::string& path) {
    return open(path, options{});
  }

  unix_listener(unix_listener&&) noexcept = default;
  unix_listener& operator=(unix_listener&&) = delete;
  ~unix_listener();  // removes the socket (not the lock file), if it is still ours

  const std::string& path() const { return path_; }
  // Non-blocking, close-on-exec. Stays owned by this object.
  int number() const { return socket_.number(); }

 private:
  unix_listener(std::string path, descriptor lock, descriptor socket);
  void remember_inode();

  std::string path_;
  descriptor lock_;
  descriptor socket_;
  dev_t device_{0};
  ino_t inode_{0};
};

// Connects to the socket at `path` and says the preamble. The descriptor is non-blocking.
core::result<descriptor, socket_error> dial(const std::string& path,
                                            std::chrono::milliseconds timeout);

}  // namespace actord::actors
