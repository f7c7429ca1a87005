// A client that sends and reads plain bytes over a UNIX socket, each wait bounded.
#pragma once

#include <poll.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include <cerrno>
#include <chrono>
#include <cstring>
#include <string>
#include <string_view>
#include <utility>

#include "tests/helpers/catch.hpp"

namespace actord::test {

inline constexpr std::chrono::seconds patience{20};

class raw_client {
 public:
  explicit raw_client(const std::string& path) {
    number_ = ::socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
    REQUIRE(number_ >= 0);
    sockaddr_un address{};
    address.sun_family = AF_UNIX;
    std::memcpy(address.sun_path, path.c_str(), path.size() + 1);
    REQUIRE(::connect(number_, reinterpret_cast<const sockaddr*>(&address), sizeof address) == 0);
  }
  raw_client(raw_client&& other) noexcept : number_{std::exchange(other.number_, -1)} {}
  raw_client& operator=(raw_client&& other) noexcept {
    std::swap(number_, other.number_);
    return *this;
  }
  ~raw_client() { close(); }

  void close() {
    if (number_ >= 0) (void)::close(std::exchange(number_, -1));
  }
  void end_sending() { (void)::shutdown(number_, SHUT_WR); }

  // False: the other side has gone.
  bool send(std::string_view bytes) {
    while (!bytes.empty()) {
      const auto sent = ::send(number_, bytes.data(), bytes.size(), MSG_NOSIGNAL);
      if (sent < 0) return false;
      bytes.remove_prefix(static_cast<std::size_t>(sent));
    }
    return true;
  }

  // Offers `bytes` up to `times` times without waiting for long; false if the other side has gone.
  bool offer(std::string_view bytes, int times, std::chrono::milliseconds within,
             std::size_t& taken) {
    const auto deadline = std::chrono::steady_clock::now() + within;
    while (times > 0 && std::chrono::steady_clock::now() < deadline) {
      const auto sent = ::send(number_, bytes.data(), bytes.size(), MSG_NOSIGNAL | MSG_DONTWAIT);
      if (sent < 0 && errno != EAGAIN) {
        UNSCOPED_INFO("send: " << std::strerror(errno) << " after " << taken);
        return false;
      }
      if (sent > 0) taken += static_cast<std::size_t>(sent);
      if (sent > 0) --times;
      if (sent < 0) (void)::poll(nullptr, 0, 5);
    }
    return true;
  }

  // Reads until `enough` holds for what has come, the other side ends, or patience does.
  template <class Enough>
  std::string read_until(Enough enough, std::chrono::milliseconds within = patience) {
    const auto deadline = std::chrono::steady_clock::now() + within;
    while (!enough(seen_) && !ended_ && std::chrono::steady_clock::now() < deadline)
      read_some();
    return std::exchange(seen_, {});
  }
  // One whole response with a Content-Length.
  std::string response() {
    std::size_t size = 0;
    auto all = read_until([&](const std::string& seen) {
      size = whole_size(seen);
      return size != 0 && seen.size() >= size;
    });
    if (size != 0 && all.size() > size) {
      seen_ = all.substr(size);
      all.resize(size);
    }
    return all;
  }
  std::string rest() {
    return read_until([](const std::string&) { return false; });
  }
  bool ended() {
    (void)read_until([](const std::string&) { return false; });
    return ended_;
  }

 private:
  static std::size_t whole_size(const std::string& seen) {
    const auto head = seen.find("\r\n\r\n");
    const auto length = seen.find("Content-Length: ");
    if (head == std::string::npos || length == std::string::npos) return 0;
    return head + 4 + std::stoul(seen.substr(length + 16));
  }
  void read_some() {
    pollfd waiting{number_, POLLIN, 0};
    if (::poll(&waiting, 1, 50) <= 0) return;
    char bytes[65536];
    const auto got = ::recv(number_, bytes, sizeof bytes, 0);
    if (got > 0)
      seen_.append(bytes, static_cast<std::size_t>(got));
    else if (got == 0 || errno != EINTR)
      ended_ = true;
  }

  int number_{-1};
  std::string seen_;
  bool ended_{false};
};

inline std::string get(const std::string& path, const std::string& headers = {}) {
  return "GET " + path + " HTTP/1.1\r\nHost: x\r\n" + headers + "\r\n";
}

inline std::string rpc(const std::string& method, const std::string& params = {},
                       const std::string& headers = {}) {
  const auto body = "<methodCall><methodName>" + method + "</methodName><params>" + params +
                    "</params></methodCall>";
  return "POST /RPC2 HTTP/1.1\r\nHost: x\r\n" + headers +
         "Content-Length: " + std::to_string(body.size()) + "\r\n\r\n" + body;
}

inline bool has(const std::string& text, std::string_view part) {
  return text.find(part) != std::string::npos;
}

}  // namespace actord::test
