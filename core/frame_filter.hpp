// What may pass from a socket to CAF's BASP broker, decided frame by frame. CAF 0.17.6 itself dies
// of an empty handshake, allocates whatever a header claims and lets a peer address every actor by
// number; so every frame is judged here before the broker sees it (research in the design, decision
// 4).
//
// Promises: pure and total, any bytes give a verdict. All but pass and swallow is a refusal and
// final: the caller closes the connection. What passes is in order (handshake first, once), within
// its cap, and, as far as the policy asks for it, addressed to the one actor and of the message
// types that the peer is to reach. Does not read the content of handshakes and messages beyond
// that; it does no I/O.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace actord::core {

inline constexpr std::size_t frame_header_size = 32;

// Caps on what one frame may carry, in bytes.
inline constexpr std::uint32_t max_handshake_payload = 16 * 1024;  // ids and interface names
inline constexpr std::uint32_t max_control_payload = 16 * 1024;    // two node ids and a reason
inline constexpr std::uint32_t max_request_payload = 256 * 1024;   // a client's longest request
inline constexpr std::uint32_t max_reply_payload =
    64 * 1024 * 1024;  // status of very many programs

// Which end of the connection we are: a server is connected to, speaks the first handshake and
// gets requests.
enum class frame_role : std::uint8_t { server, client };

struct frame_policy {
  frame_role role{frame_role::server};
  std::uint32_t max_message{max_request_payload};
  std::uint64_t only_receiver{0};         // the actor id that may be addressed; 0 = any
  std::vector<std::string> only_types{};  // type names of one-element messages; empty = any
};

enum class frame_verdict : std::uint8_t {
  pass,
  swallow,  // harmless, but not for the broker: go on with the next piece
  torn_header,
  unknown_operation,
  wrong_direction,
  too_early,
  second_handshake,
  missing_payload,
  unwanted_payload,
  oversized,
  dirty_padding,
  named_receiver,
  unknown_flags,
  foreign_receiver,
  torn_payload,
  forwarding_stack,
  foreign_type,
  foreign_sender,
};
std::string_view text_of(frame_verdict verdict);

class frame_filter {
 public:
  explicit frame_filter(frame_policy policy) : policy_{std::move(policy)} {}

  // Size of the piece to judge next: a header, or the payload that the last header announced.
  std::size_t next_size() const { return payload_size_ != 0 ? payload_size_ : frame_header_size; }
  // Whether the peer's handshake has passed in full.
  bool introduced() const { return introduced_; }

  // Judges the next piece of the stream: a whole header or a whole payload, in turn.
  frame_verdict judge(std::span<const unsigned char> bytes);

 private:
  frame_verdict judge_header(std::span<const unsigned char> bytes);
  frame_verdict judge_payload(std::span<const unsigned char> bytes);
  frame_verdict judge_message(std::span<const unsigned char> bytes) const;
  frame_verdict judge_sender(std::span<const unsigned char> bytes) const;

  frame_policy policy_;
  std::vector<unsigned char> peer_node_;  // a client's handshake: its node id, nothing else
  std::uint32_t payload_size_{0};
  std::uint8_t operation_{0};
  bool introduced_{false};
  bool selected_{false};    // the repeated handshake has come
  bool swallowing_{false};  // its payload is next
};

}  // namespace actord::core
