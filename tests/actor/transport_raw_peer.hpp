// A peer that speaks the control socket's bytes by hand, rightly or wrongly. For the attack tests.
#pragma once

#include <poll.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include <caf/all.hpp>
#include <cerrno>
#include <cstring>
#include <optional>
#include <string>
#include <vector>

#include "actors/transport/descriptor.hpp"
#include "actors/transport/unix_socket.hpp"

namespace stage {

enum class frame : unsigned char {
  server_handshake,
  client_handshake,
  message,
  routed,
  monitor,
  down,
  heartbeat,
};

inline std::string frame_header(frame what, std::uint32_t size, std::uint64_t receiver = 0,
                                unsigned char flags = 0) {
  std::string made{static_cast<char>(what), '\0', '\0', static_cast<char>(flags)};
  const auto put = [&made](std::uint64_t value, std::size_t width) {
    for (std::size_t i = width; i-- > 0;)
      made.push_back(static_cast<char>(value >> (8 * i)));
  };
  put(size, 4);
  put(0, 8);
  put(what == frame::message || what == frame::down ? 7 : 0, 8);  // sender
  put(receiver, 8);
  return made;
}

template <class... Values>
std::string serialised(caf::actor_system& system, Values... values) {
  std::vector<char> buffer;
  caf::binary_serializer sink{system, buffer};
  if (auto error = sink(values...)) throw std::runtime_error{"cannot serialise"};
  return {buffer.begin(), buffer.end()};
}

inline std::string message_payload(caf::actor_system& system, const caf::message& content) {
  return serialised(system, std::vector<caf::strong_actor_ptr>{}, content);
}

class raw_peer {
 public:
  explicit raw_peer(const std::string& path)
      : socket_{::socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0)} {
    sockaddr_un address{};
    address.sun_family = AF_UNIX;
    std::memcpy(address.sun_path, path.c_str(), path.size() + 1);
    if (::connect(socket_.number(), reinterpret_cast<const sockaddr*>(&address), sizeof address) !=
        0)
      error_number_ = errno;
  }

  int error_number() const { return error_number_; }  // of connect; 0 = connected
  std::uint64_t front() const { return front_; }      // the actor that the server offers

  // False if the server is gone.
  bool say(const std::string& bytes) {
    std::size_t sent = 0;
    while (sent < bytes.size()) {
      const auto more =
          ::send(socket_.number(), bytes.data() + sent, bytes.size() - sent, MSG_NOSIGNAL);
      if (more <= 0) return false;
      sent += static_cast<std::size_t>(more);
    }
    return true;
  }
  bool say(const std::string& header, const std::string& payload) { return say(header + payload); }

  // The next bytes of the server; nothing if it hangs up or says nothing for ten seconds.
  std::optional<std::string> hear(std::size_t size) {
    std::string heard;
    while (heard.size() < size) {
      char buffer[4096];
      if (!readable()) return std::nullopt;
      const auto more =
          ::recv(socket_.number(), buffer, std::min(sizeof buffer, size - heard.size()), 0);
      if (more <= 0) return std::nullopt;
      heard.append(buffer, static_cast<std::size_t>(more));
    }
    return heard;
  }
  // A whole frame, header first.
  std::optional<std::string> hear_frame() {
    auto head = hear(32);
    if (!head) return std::nullopt;
    std::uint32_t size = 0;
    for (std::size_t i = 4; i < 8; ++i)
      size = size << 8U | static_cast<unsigned char>((*head)[i]);
    auto payload = hear(size);
    if (!payload) return std::nullopt;
    return *head + *payload;
  }

  // Preamble and handshakes, as a good client does it, as node `number`.
  bool introduce(caf::actor_system& system, std::uint32_t number = 1) {
    if (!say(actord::actors::preamble) || !hear_server_handshake()) return false;
    return say_client_handshake(system, number);
  }
  bool hear_server_handshake() {
    const auto offered = hear_frame();
    if (!offered) return false;
    return find_front(*offered);
  }
  bool say_client_handshake(caf::actor_system& system, std::uint32_t number,
                            unsigned char flags = 0) {
    const auto node =
        serialised(system, *caf::make_node_id(number, "0123456789012345678901234567890123456789"));
    return say(
        frame_header(frame::client_handshake, static_cast<std::uint32_t>(node.size()), 0, flags),
        node);
  }

  // Whether the server hangs up within ten seconds.
  bool hung_up() {
    char buffer[4096];
    while (readable()) {
      const auto more = ::recv(socket_.number(), buffer, sizeof buffer, 0);
      if (more == 0 || (more < 0 && errno != EINTR)) return true;
    }
    return false;
  }
  // Whether the connection is still open, and the server silent.
  bool open() {
    char byte;
    return ::recv(socket_.number(), &byte, 1, MSG_DONTWAIT | MSG_PEEK) < 0 &&
           (errno == EAGAIN || errno == EWOULDBLOCK);
  }
  void close() { socket_.reset(); }

 private:
  bool readable() {
    pollfd what{socket_.number(), POLLIN, 0};
    return ::poll(&what, 1, 10000) == 1;
  }
  // The actor id stands behind the application's name in the server's handshake.
  bool find_front(const std::string& handshake) {
    const std::string application = "generic-caf-app";
    const auto at = handshake.find(application);
    if (at == std::string::npos) return false;
    for (std::size_t i = 0; i < 8; ++i)
      front_ = front_ << 8U | static_cast<unsigned char>(handshake.at(at + application.size() + i));
    return true;
  }

  actord::actors::descriptor socket_;
  int error_number_{0};
  std::uint64_t front_{0};
};

}  // namespace stage
