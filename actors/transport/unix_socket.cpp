#include "actors/transport/unix_socket.hpp"

#include <fcntl.h>
#include <sys/file.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>

#include <cerrno>
#include <cstring>
#include <optional>
#include <system_error>

namespace actord::actors {

namespace {

constexpr mode_t owner_only = 0700;

socket_error failure(std::string what, const std::string& path, int error_number = errno) {
  return {std::move(what), path, error_number};
}

std::optional<sockaddr_un> address_of(const std::string& path) {
  sockaddr_un address{};
  address.sun_family = AF_UNIX;
  if (path.empty() || path.size() >= sizeof address.sun_path) return std::nullopt;
  std::memcpy(address.sun_path, path.c_str(), path.size() + 1);
  return address;
}

const sockaddr* generic(const sockaddr_un& address) {
  return reinterpret_cast<const sockaddr*>(&address);
}

std::optional<socket_error> claim_directory(const std::string& directory) {
  if (::mkdir(directory.c_str(), owner_only) != 0 && errno != EEXIST)
    return failure("cannot create directory", directory);
  struct stat found {};
  if (::lstat(directory.c_str(), &found) != 0)
    return failure("cannot examine directory", directory);
  if (!S_ISDIR(found.st_mode)) return failure("not a directory:", directory, ENOTDIR);
  if (found.st_uid != ::geteuid() || (found.st_mode & (S_IWGRP | S_IWOTH)) != 0)
    return failure("others can write to directory", directory, EPERM);
  return std::nullopt;
}

core::result<descriptor, socket_error> take_lock(const std::string& path) {
  descriptor lock{::open(path.c_str(), O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0600)};
  if (!lock) return failure("cannot open lock file", path);
  if (::flock(lock.number(), LOCK_EX | LOCK_NB) != 0)
    return failure(errno == EWOULDBLOCK ? "another daemon holds" : "cannot lock", path);
  return lock;
}

// With the lock in hand, a socket at `path` is a dead daemon's – or another program's.
std::optional<socket_error> clear_way(const std::string& path, const sockaddr_un& address) {
  struct stat found {};
  if (::lstat(path.c_str(), &found) != 0)
    return errno == ENOENT ? std::nullopt : std::optional{failure("cannot examine", path)};
  if (!S_ISSOCK(found.st_mode)) return failure("not a socket, left alone:", path, EEXIST);
  const descriptor probe{::socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0)};
  if (!probe) return failure("cannot create a socket for", path);
  // EAGAIN: somebody listens and has no time.
  if (::connect(probe.number(), generic(address), sizeof address) == 0 || errno == EAGAIN)
    return failure("another program serves", path, EADDRINUSE);
  if (::unlink(path.c_str()) != 0 && errno != ENOENT)
    return failure("cannot remove stale socket", path);
  return std::nullopt;
}

core::result<descriptor, socket_error> bind_and_listen(const std::string& path,
                                                       const sockaddr_un& address, int backlog) {
  descriptor socket{::socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0)};
  if (!socket) return failure("cannot create a socket for", path);
  // Linux gives the file that bind() makes the mode of the socket: no moment with a wider one.
  if (::fchmod(socket.number(), owner_only) != 0) return failure("cannot set the mode of", path);
  if (::bind(socket.number(), generic(address), sizeof address) != 0)
    return failure("cannot bind", path);
  if (::listen(socket.number(), backlog) != 0) {
    const auto error_number = errno;
    (void)::unlink(path.c_str());  // ours, made just now
    return failure("cannot listen on", path, error_number);
  }
  return socket;
}

std::optional<socket_error> set_nonblocking(const descriptor& socket, const std::string& path) {
  const auto flags = ::fcntl(socket.number(), F_GETFL);
  if (flags < 0 || ::fcntl(socket.number(), F_SETFL, flags | O_NONBLOCK) != 0)
    return failure("cannot set up the connection to", path);
  return std::nullopt;
}

// connect() waits while the listener's backlog is full; SO_SNDTIMEO bounds that.
std::optional<socket_error> bound_connect(const descriptor& socket, const std::string& path,
                                          std::chrono::milliseconds timeout) {
  const auto seconds = std::chrono::duration_cast<std::chrono::seconds>(timeout);
  const timeval limit{static_cast<time_t>(seconds.count()),
                      static_cast<suseconds_t>((timeout - seconds).count() * 1000)};
  if (::setsockopt(socket.number(), SOL_SOCKET, SO_SNDTIMEO, &limit, sizeof limit) != 0)
    return failure("cannot set up the connection to", path);
  return std::nullopt;
}

}  // namespace

std::string text_of(const socket_error& error) {
  return error.what + " '" + error.path +
         "': " + std::error_code{error.error_number, std::generic_category()}.message();
}

core::result<unix_listener, socket_error> unix_listener::open(const std::string& path,
                                                              const options& how) {
  const auto address = address_of(path);
  if (!address) return failure("no possible socket path:", path, ENAMETOOLONG);
  if (how.private_directory) {
    const auto slash = path.rfind('/');
    if (slash != std::string::npos && slash != 0)
      if (auto error = claim_directory(path.substr(0, slash))) return *error;
  }
  auto lock = take_lock(path + ".lock");
  if (!lock) return lock.reason();
  if (auto error = clear_way(path, *address)) return *error;
  auto socket = bind_and_listen(path, *address, how.backlog);
  if (!socket) return socket.reason();
  return unix_listener{path, std::move(lock).value(), std::move(socket).value()};
}

unix_listener::unix_listener(std::string path, descriptor lock, descriptor socket)
    : path_{std::move(path)}, lock_{std::move(lock)}, socket_{std::move(socket)} {
  remember_inode();
}

void unix_listener::remember_inode() {
  struct stat made {};
  if (::lstat(path_.c_str(), &made) != 0) return;  // gone already: nothing to remove later
  device_ = made.st_dev;
  inode_ = made.st_ino;
}

unix_listener::~unix_listener() {
  if (!socket_) return;  // moved from
  struct stat found {};
  if (::lstat(path_.c_str(), &found) == 0 && found.st_dev == device_ && found.st_ino == inode_)
    (void)::unlink(path_.c_str());  // a leftover is taken over by the next daemon
}

core::result<descriptor, socket_error> dial(const std::string& path,
                                            std::chrono::milliseconds timeout) {
  const auto address = address_of(path);
  if (!address) return failure("no possible socket path:", path, ENAMETOOLONG);
  descriptor socket{::socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0)};
  if (!socket) return failure("cannot create a socket for", path);
  if (auto error = bound_connect(socket, path, timeout)) return *error;
  while (::connect(socket.number(), generic(*address), sizeof *address) != 0)
    if (errno == EAGAIN)
      return failure("cannot connect to", path, ETIMEDOUT);
    else if (errno != EINTR)
      return failure("cannot connect to", path);
  // A fresh socket takes these few bytes whole.
  const auto sent = ::send(socket.number(), preamble, preamble_size, MSG_NOSIGNAL);
  if (sent != static_cast<ssize_t>(preamble_size))
    return failure("cannot greet", path, sent < 0 ? errno : EIO);
  if (auto error = set_nonblocking(socket, path)) return *error;
  return socket;
}

}  // namespace actord::actors
