// Sends lines to the system's log as syslog(3) would, with the facility and level asked for, but
// never waits for it: what syslogd does not take at once is dropped and counted; said once when it
// begins and once when it ends. Log thread only.
#pragma once

#include <string>
#include <string_view>

#include "core/program_spec.hpp"
#include "io/fd.hpp"
#include "io/log_outage.hpp"
#include "io/log_world.hpp"

namespace actord::io {

class syslog_sender {
 public:
  // `socket`: the datagram socket of syslogd, connected to with the first line.
  syslog_sender(log_world& world, std::string ident, std::string socket)
      : world_{world}, ident_{std::move(ident)}, socket_{std::move(socket)} {}

  // Precondition: as.level is a number, not own_level.
  void send(std::string_view line, core::syslog_label as);

 private:
  int connect();
  int send_datagram(std::string_view message);
  std::string message_for(std::string_view line, core::syslog_label as) const;
  void lose_line(int error);

  log_world& world_;
  std::string ident_;
  std::string socket_;
  fd connection_;
  log_outage outage_;  // counts lines
};

}  // namespace actord::io
