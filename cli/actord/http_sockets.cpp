#include "cli/actord/http_sockets.hpp"

#include <algorithm>
#include <iostream>
#include <utility>

namespace actord::cli {

// What is no longer wanted goes first: it may hold an address that another section has now.
std::vector<std::string> http_sockets::arrange(const std::vector<core::server_spec>& servers) {
  std::erase_if(open_, [&](const gateway::listening_socket& s) {
    return std::none_of(servers.begin(), servers.end(),
                        [&](const core::server_spec& wanted) { return s.serves(wanted); });
  });
  std::vector<gateway::listening_socket> kept = std::exchange(open_, {});
  std::vector<std::string> problems;
  for (const auto& wanted : servers) {
    const auto found =
        std::find_if(kept.begin(), kept.end(), [&](const auto& s) { return s.serves(wanted); });
    if (found != kept.end()) {
      open_.push_back(std::move(*found));
      open_.back().adopt(wanted);
      kept.erase(found);
      continue;
    }
    auto made = gateway::listening_socket::open(
        wanted, [](const std::string& line) { std::cerr << line << "\n"; });
    if (made)
      open_.push_back(std::move(made).value());
    else
      problems.push_back(made.reason());
  }
  return problems;
}

void http_sockets::announce(const core::http_spec& http, core::own_log& log) const {
  for (const auto& s : open_) {
    if (http.supervisor_namespace)
      log.write(core::log_level::info, "RPC interface 'supervisor' initialized");
    if (s.spec().username.empty())
      log.write(core::log_level::critical, "Server '" + s.spec().section +
                                               "' running without any HTTP authentication "
                                               "checking");
  }
}

std::vector<gateway::served_socket> http_sockets::served() const {
  std::vector<gateway::served_socket> list;
  for (const auto& s : open_)
    list.push_back({s.number(),
                    s.spec().family == core::server_spec::kind::inet,
                    {s.spec().username, s.spec().password}});
  return list;
}

gateway::http_limits limits_of(const core::http_spec& http) {
  gateway::http_limits limits;
  limits.connections = static_cast<std::size_t>(http.connections);
  limits.body_bytes = http.body_max_bytes;
  limits.request_time = http.request_time;
  limits.idle_time = http.idle_time;
  limits.write_time = http.write_time;
  return limits;
}

}  // namespace actord::cli
