#include "config/fcgi_socket.hpp"

#include <algorithm>

#include "config/config_error.hpp"
#include "config/data_types.hpp"
#include "config/text.hpp"

namespace actord::config {
namespace {

bool all_digits(std::string_view text) {
  return !text.empty() &&
         std::all_of(text.begin(), text.end(), [](char c) { return c >= '0' && c <= '9'; });
}

bool has_blank(std::string_view text) {
  for (std::size_t at = 0; at < text.size(); ++at)
    if (blank_at(text, at) != 0) return true;
  return false;
}

}  // namespace

std::string normal_socket_url(std::string_view url, bool file_options, const surroundings& around) {
  constexpr std::string_view unix_scheme = "unix://";
  constexpr std::string_view tcp_scheme = "tcp://";
  if (url.starts_with(unix_scheme)) {
    const auto path = url.substr(unix_scheme.size());
    if (!path.starts_with('/'))
      throw value_error{"Unix socket path " + std::string{path} + " is not an absolute path"};
    return std::string{unix_scheme} + absolute_path(path, around);
  }
  const auto address = url.starts_with(tcp_scheme) ? url.substr(tcp_scheme.size()) : "";
  const auto colon = address.find(':');
  const auto port = colon == std::string_view::npos ? "" : address.substr(colon + 1);
  if (colon == 0 || !all_digits(port) || has_blank(address))
    throw value_error{"Bad socket format " + std::string{url}};
  const int number = to_port(port);
  if (file_options)
    throw value_error{
        "socket_owner and socket_mode params should only be used with a Unix domain socket"};
  return std::string{tcp_scheme} + lower(address.substr(0, colon)) + ":" + std::to_string(number);
}

}  // namespace actord::config
