#include "io/log_syslog.hpp"

#include <sys/socket.h>
#include <sys/un.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <ctime>

#include "io/log_file.hpp"

namespace actord::io {

void syslog_sender::send(std::string_view line, core::syslog_label as) {
  if (outage_.bars(world_.now)) return outage_.lose(1);
  const auto message = message_for(line, as);
  int error = connection_ ? send_datagram(message) : ENOTCONN;
  // syslogd may have been restarted since: one more try with a new connection.
  if (error != 0 && error != EAGAIN && (error = connect()) == 0) error = send_datagram(message);
  if (error != 0) return lose_line(error);
  if (!outage_.may_end(world_.now)) return;
  world_.trouble(core::log_level::warn,
                 "syslog takes lines again; " + std::to_string(outage_.end()) + " were dropped");
}

void syslog_sender::lose_line(int error) {
  outage_.lose(1);
  const bool news = error == EAGAIN ? outage_.overflow(world_.now) : outage_.fail(world_.now);
  if (!news) return;
  const std::string reason = error == EAGAIN ? "it is too slow" : error_text(error);
  world_.trouble(core::log_level::error,
                 "cannot write to syslog '" + socket_ + "': " + reason + "; lines are dropped");
}

int syslog_sender::connect() {
  sockaddr_un address{};
  address.sun_family = AF_UNIX;
  if (socket_.size() >= sizeof address.sun_path) return ENAMETOOLONG;
  std::copy(socket_.begin(), socket_.end(), address.sun_path);
  connection_.reset(::socket(AF_UNIX, SOCK_DGRAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0));
  if (!connection_) return errno;
  if (::connect(connection_.number(), reinterpret_cast<const sockaddr*>(&address),
                sizeof address) == 0)
    return 0;
  const int error = errno;
  connection_.reset();
  return error;
}

int syslog_sender::send_datagram(std::string_view message) {
  for (;;) {
    if (::send(connection_.number(), message.data(), message.size(), MSG_NOSIGNAL) >= 0) return 0;
    if (errno != EINTR) return errno;
  }
}

// "<14>Nov 21 16:33:33 actord: line"; 14 = USER * 8 + INFO, say. The local time is what the format
// asks for; names of months are the C locale's, which the daemon never leaves.
std::string syslog_sender::message_for(std::string_view line, core::syslog_label as) const {
  const std::time_t now = std::time(nullptr);
  std::tm parts{};
  std::array<char, 32> stamp{};
  const auto length = ::localtime_r(&now, &parts) == nullptr
                          ? 0
                          : std::strftime(stamp.data(), stamp.size(), "%b %e %H:%M:%S", &parts);
  std::string message = "<" + std::to_string(as.facility * 8 + as.level) + ">";
  message.append(stamp.data(), length).append(" ").append(ident_).append(": ").append(line);
  return message;
}

}  // namespace actord::io
