#include "gateway/listening_socket.hpp"

#include <arpa/inet.h>
#include <fcntl.h>
#include <netdb.h>
#include <netinet/in.h>
#include <pwd.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <memory>
#include <optional>

namespace actord::gateway {

using core::server_spec;

namespace {

constexpr int backlog = 1024;
constexpr int attempts = 3;  // at a path where stale sockets keep appearing

constexpr const char* in_use =
    "Another program is already listening on a port that one of our HTTP servers is configured to "
    "use.  Shut this program down first before starting supervisord.";

// What cannot be done, as errno.
struct trouble {
  int error_number{0};
  std::string text{};  // instead of the common text
};

std::string text_of(const trouble& what) {
  if (!what.text.empty()) return what.text;
  if (what.error_number == EADDRINUSE) return in_use;
  const char* symbol = strerrorname_np(what.error_number);
  return std::string{"Cannot open an HTTP server: socket.error reported "} +
         (symbol != nullptr ? "errno." + std::string{symbol} + " (" : "(") +
         std::to_string(what.error_number) + ")";
}

// Closes what was begun unless it is released.
class opening {
 public:
  explicit opening(int number) : number_{number} {}
  opening(const opening&) = delete;
  opening& operator=(const opening&) = delete;
  ~opening() {
    if (number_ >= 0) (void)::close(number_);
  }
  int number() const { return number_; }
  int release() { return std::exchange(number_, -1); }

 private:
  int number_;
};

std::optional<sockaddr_un> address_of(const std::string& path) {
  sockaddr_un address{};
  address.sun_family = AF_UNIX;
  if (path.size() >= sizeof address.sun_path) return std::nullopt;
  std::memcpy(address.sun_path, path.c_str(), path.size() + 1);
  return address;
}

const sockaddr* generic(const sockaddr_un& address) {
  return reinterpret_cast<const sockaddr*>(&address);
}

// EAGAIN: somebody listens and has no time.
bool somebody_listens(const sockaddr_un& address) {
  const opening probe{::socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0)};
  return ::connect(probe.number(), generic(address), sizeof address) == 0 || errno == EAGAIN;
}

// Makes room at the path; a problem if it is not ours to take.
std::optional<trouble> clear_way(const std::string& path, const sockaddr_un& address,
                                 const std::function<void(const std::string&)>& stale) {
  struct stat found {};
  if (::lstat(path.c_str(), &found) != 0)
    return errno == ENOENT ? std::nullopt : std::optional<trouble>{{errno}};
  if (!S_ISSOCK(found.st_mode)) return trouble{EEXIST};
  if (somebody_listens(address)) return trouble{EADDRINUSE};
  stale("Unlinking stale socket " + path);
  if (::unlink(path.c_str()) != 0 && errno != ENOENT) return trouble{errno};
  return std::nullopt;
}

std::string own_name() {
  const auto* account = ::getpwuid(::geteuid());
  return account != nullptr ? account->pw_name : std::to_string(::geteuid());
}

std::optional<trouble> give_away(const server_spec& spec) {
  const auto uid = spec.uid ? *spec.uid : static_cast<uid_t>(-1);
  const auto gid = spec.gid ? *spec.gid : static_cast<gid_t>(-1);
  if (!spec.uid && !spec.gid) return std::nullopt;
  if (::chown(spec.file.c_str(), uid, gid) == 0) return std::nullopt;
  if (errno != EPERM) return trouble{errno};
  const auto shown = [](std::optional<std::uint32_t> id) {
    return id ? std::to_string(*id) : std::string{"-1"};
  };
  return trouble{EPERM, "Not permitted to chown " + spec.file + " to uid/gid (" + shown(spec.uid) +
                            ", " + shown(spec.gid) +
                            "); adjust \"sockchown\" value in config file or on command line to "
                            "values that the current user (" +
                            own_name() + ") can successfully chown"};
}

// Nobody can connect before the file has its owner and mode: listen() comes last.
core::result<int, trouble> open_unix(const server_spec& spec,
                                     const std::function<void(const std::string&)>& stale) {
  const auto address = address_of(spec.file);
  if (!address) return trouble{ENAMETOOLONG};
  opening socket{::socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0)};
  if (socket.number() < 0) return trouble{errno};
  if (::fchmod(socket.number(), 0600) != 0) return trouble{errno};
  for (int left = attempts; ::bind(socket.number(), generic(*address), sizeof *address) != 0;) {
    if (errno != EADDRINUSE || --left == 0) return trouble{errno};
    if (auto problem = clear_way(spec.file, *address, stale)) return *problem;
  }
  auto problem = give_away(spec);
  if (!problem && ::chmod(spec.file.c_str(), static_cast<mode_t>(spec.mode)) != 0)
    problem = trouble{errno};
  if (!problem && ::listen(socket.number(), backlog) != 0) problem = trouble{errno};
  if (!problem) return socket.release();
  (void)::unlink(spec.file.c_str());  // made just now
  return *problem;
}

struct addresses_deleter {
  void operator()(addrinfo* list) const { ::freeaddrinfo(list); }
};

// "[::1]" names an IPv6 address; a name is taken as IPv4 if it has one, as Supervisor does.
std::unique_ptr<addrinfo, addresses_deleter> addresses_of(const server_spec& spec) {
  std::string host = spec.host;
  const bool bracketed = host.size() > 2 && host.front() == '[' && host.back() == ']';
  if (bracketed) host = host.substr(1, host.size() - 2);
  addrinfo* found = nullptr;
  for (const int family : {AF_INET, AF_INET6}) {
    addrinfo hints{};
    hints.ai_family = family;
    hints.ai_socktype = SOCK_STREAM;
    hints.ai_flags = AI_PASSIVE | AI_NUMERICSERV;
    if (bracketed && family == AF_INET) continue;
    if (::getaddrinfo(host.empty() ? nullptr : host.c_str(), std::to_string(spec.port).c_str(),
                      &hints, &found) == 0)
      break;
    found = nullptr;
  }
  return std::unique_ptr<addrinfo, addresses_deleter>{found};
}

core::result<int, trouble> open_inet(const server_spec& spec) {
  const auto list = addresses_of(spec);
  if (!list)
    return trouble{0, "Cannot open an HTTP server: the host name '" + spec.host + "' of [" +
                          spec.section + "] cannot be resolved"};
  opening socket{::socket(list->ai_family, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0)};
  if (socket.number() < 0) return trouble{errno};
  const int on = 1;
  (void)::setsockopt(socket.number(), SOL_SOCKET, SO_REUSEADDR, &on,
                     sizeof on);    // bind() will tell
  if (list->ai_family == AF_INET6)  // IPv4 may have a section of its own
    (void)::setsockopt(socket.number(), IPPROTO_IPV6, IPV6_V6ONLY, &on, sizeof on);
  if (::bind(socket.number(), list->ai_addr, list->ai_addrlen) != 0) return trouble{errno};
  if (::listen(socket.number(), backlog) != 0) return trouble{errno};
  return socket.release();
}

}  // namespace

core::result<listening_socket, std::string> listening_socket::open(
    const server_spec& spec, const std::function<void(const std::string&)>& stale) {
  auto made = spec.family == server_spec::kind::inet ? open_inet(spec) : open_unix(spec, stale);
  if (!made) return text_of(made.reason());
  return listening_socket{*made, spec};
}

listening_socket::listening_socket(int number, server_spec spec)
    : number_{number}, spec_{std::move(spec)} {
  remember_file();
}

listening_socket::listening_socket(listening_socket&& other) noexcept
    : number_{std::exchange(other.number_, -1)},
      spec_{std::move(other.spec_)},
      device_{other.device_},
      inode_{other.inode_} {}

listening_socket& listening_socket::operator=(listening_socket&& other) noexcept {
  std::swap(number_, other.number_);
  std::swap(spec_, other.spec_);
  std::swap(device_, other.device_);
  std::swap(inode_, other.inode_);
  return *this;
}

void listening_socket::remember_file() {
  struct stat made {};
  if (spec_.file.empty() || ::lstat(spec_.file.c_str(), &made) != 0) return;
  device_ = made.st_dev;
  inode_ = made.st_ino;
}

listening_socket::~listening_socket() {
  if (number_ < 0) return;  // moved from
  (void)::close(number_);
  struct stat found {};
  if (!spec_.file.empty() && ::lstat(spec_.file.c_str(), &found) == 0 && found.st_dev == device_ &&
      found.st_ino == inode_)
    (void)::unlink(spec_.file.c_str());  // the next daemon takes a leftover over
}

bool listening_socket::serves(const server_spec& other) const {
  return spec_.family == other.family && spec_.file == other.file && spec_.host == other.host &&
         spec_.port == other.port && spec_.mode == other.mode && spec_.uid == other.uid &&
         spec_.gid == other.gid;
}

}  // namespace actord::gateway
