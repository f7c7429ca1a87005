#include "core/frame_filter.hpp"

#include <algorithm>
#include <array>
#include <utility>

namespace actord::core {

namespace {

// ---- the header of BASP 3: operation, two bytes of padding, flags, then big-endian numbers

constexpr std::size_t padding_at = 1;
constexpr std::size_t flags_at = 3;
constexpr std::size_t payload_size_at = 4;
constexpr std::size_t receiver_at = 24;
constexpr std::uint8_t named_receiver_flag = 0x01;
// On a client handshake: "use this connection for my node". CAF's clients repeat their handshake
// with it, which does nothing for an honest one; with a forged node id it would redirect another
// client's answers. So it never reaches the broker.
constexpr std::uint8_t select_connection_flag = 0x02;

std::uint64_t number_at(std::span<const unsigned char> bytes, std::size_t at, std::size_t width) {
  std::uint64_t value = 0;
  for (std::size_t i = 0; i < width; ++i)
    value = value << 8U | bytes[at + i];
  return value;
}

// ---- the operations

enum class phase : std::uint8_t { introduction, afterwards };
enum class payload : std::uint8_t { none, handshake, control, message };

struct operation_row {
  bool to_server;  // may a client send it?
  bool to_client;  // may a server send it?
  phase when;
  payload carries;
  bool addressed;  // its receiver is an actor of ours
};

// Indexed by BASP's operation number.
constexpr std::array<operation_row, 7> operations{{
    {false, true, phase::introduction, payload::handshake, false},  // 0 server handshake
    {true, false, phase::introduction, payload::handshake, false},  // 1 client handshake
    {true, true, phase::afterwards, payload::message, true},        // 2 direct message
    {false, false, phase::afterwards, payload::message, true},      // 3 routed message: no relaying
    {true, true, phase::afterwards, payload::control, true},        // 4 monitor an actor of ours
    {true, true, phase::afterwards, payload::control, false},       // 5 an actor of theirs is down
    {true, true, phase::afterwards, payload::none, false},          // 6 heartbeat
}};

bool allowed(const operation_row& row, frame_role us) {
  return us == frame_role::server ? row.to_server : row.to_client;
}

std::uint32_t cap_of(payload kind, const frame_policy& policy) {
  switch (kind) {
    case payload::handshake:
      return max_handshake_payload;
    case payload::control:
      return max_control_payload;
    case payload::message:
      return policy.max_message;
    case payload::none:
      return 0;
  }
  return 0;
}

frame_verdict judge_size(const operation_row& row, std::uint64_t size, const frame_policy& policy) {
  if (row.carries == payload::none)
    return size == 0 ? frame_verdict::pass : frame_verdict::unwanted_payload;
  if (size == 0) return frame_verdict::missing_payload;
  return size <= cap_of(row.carries, policy) ? frame_verdict::pass : frame_verdict::oversized;
}

frame_verdict judge_padding(std::span<const unsigned char> header) {
  return header[padding_at] == 0 && header[padding_at + 1] == 0 ? frame_verdict::pass
                                                                : frame_verdict::dirty_padding;
}

frame_verdict judge_phase(const operation_row& row, bool introduced) {
  if (row.when == phase::introduction)
    return introduced ? frame_verdict::second_handshake : frame_verdict::pass;
  return introduced ? frame_verdict::pass : frame_verdict::too_early;
}

frame_verdict judge_flags(std::span<const unsigned char> header) {
  if ((header[flags_at] & named_receiver_flag) != 0) return frame_verdict::named_receiver;
  return header[flags_at] == 0 ? frame_verdict::pass : frame_verdict::unknown_flags;
}

frame_verdict judge_receiver(const operation_row& row, std::span<const unsigned char> header,
                             const frame_policy& policy) {
  const bool free = !row.addressed || policy.only_receiver == 0;
  return free || number_at(header, receiver_at, 8) == policy.only_receiver
             ? frame_verdict::pass
             : frame_verdict::foreign_receiver;
}

// The handshake that CAF's clients repeat.
bool is_selection(std::span<const unsigned char> header) {
  constexpr std::uint8_t client_handshake = 1;
  return header[0] == client_handshake && header[flags_at] == select_connection_flag;
}

template <class... Verdicts>
frame_verdict first_refusal(Verdicts... verdicts) {
  for (const auto verdict : {verdicts...})
    if (verdict != frame_verdict::pass) return verdict;
  return frame_verdict::pass;
}

// ---- the payload of a direct message: forwarding stack, marker, type names, content

// CAF writes lengths as seven bits a byte, lowest first.
struct varbyte {
  std::uint64_t value{0};
  std::size_t width{0};  // 0 = torn
};

varbyte varbyte_at(std::span<const unsigned char> bytes) {
  constexpr std::size_t longest = 5;
  varbyte read;
  for (std::size_t i = 0; i < std::min(bytes.size(), longest); ++i) {
    read.value |= static_cast<std::uint64_t>(bytes[i] & 0x7FU) << (7 * i);
    if ((bytes[i] & 0x80U) == 0) {
      read.width = i + 1;
      return read;
    }
  }
  return {};
}

constexpr std::string_view tuple_mark = "@<>+";  // begins the type names of a message
constexpr std::size_t marker_size = 2;           // CAF's "type names follow"

}  // namespace

std::string_view text_of(frame_verdict verdict) {
  constexpr std::array<std::string_view, 18> texts{
      "passed",
      "swallowed",
      "incomplete header",
      "unknown operation",
      "operation not allowed in this direction",
      "message before the handshake",
      "second handshake",
      "empty frame",
      "payload where none belongs",
      "oversized frame",
      "header padding in use",
      "receiver addressed by name",
      "unknown flags",
      "receiver not open to this peer",
      "incomplete message",
      "forwarding stack",
      "message type not open to this peer",
      "speaks for another node",
  };
  static_assert(texts.size() == static_cast<std::size_t>(frame_verdict::foreign_sender) + 1);
  return texts[static_cast<std::size_t>(verdict)];
}

frame_verdict frame_filter::judge(std::span<const unsigned char> bytes) {
  return payload_size_ != 0 ? judge_payload(bytes) : judge_header(bytes);
}

frame_verdict frame_filter::judge_header(std::span<const unsigned char> bytes) {
  if (bytes.size() != frame_header_size) return frame_verdict::torn_header;
  if (bytes[0] >= operations.size()) return frame_verdict::unknown_operation;
  const auto& row = operations[bytes[0]];
  if (!allowed(row, policy_.role)) return frame_verdict::wrong_direction;
  const auto size = number_at(bytes, payload_size_at, 4);
  swallowing_ = introduced_ && !selected_ && is_selection(bytes);
  const auto order = swallowing_ ? frame_verdict::pass
                                 : first_refusal(judge_phase(row, introduced_), judge_flags(bytes),
                                                 judge_receiver(row, bytes, policy_));
  const auto verdict = first_refusal(judge_padding(bytes), judge_size(row, size, policy_), order);
  if (verdict != frame_verdict::pass) return verdict;
  operation_ = bytes[0];
  payload_size_ = static_cast<std::uint32_t>(size);
  selected_ = selected_ || swallowing_;
  return swallowing_ ? frame_verdict::swallow : frame_verdict::pass;
}

frame_verdict frame_filter::judge_payload(std::span<const unsigned char> bytes) {
  if (bytes.size() != payload_size_) return frame_verdict::torn_payload;
  payload_size_ = 0;
  if (std::exchange(swallowing_, false)) return frame_verdict::swallow;
  switch (operations[operation_].carries) {
    case payload::handshake:
      introduced_ = true;
      peer_node_.assign(bytes.begin(), bytes.end());
      return frame_verdict::pass;
    case payload::control:
      return judge_sender(bytes);
    case payload::message:
      return judge_message(bytes);
    case payload::none:
      break;
  }
  return frame_verdict::pass;
}

// A monitor or down frame begins with the node that says so. A client could name another client's
// and have the answers to that one dropped.
frame_verdict frame_filter::judge_sender(std::span<const unsigned char> bytes) const {
  const bool own = policy_.role == frame_role::client ||
                   (bytes.size() >= peer_node_.size() &&
                    std::equal(peer_node_.begin(), peer_node_.end(), bytes.begin()));
  return own ? frame_verdict::pass : frame_verdict::foreign_sender;
}

frame_verdict frame_filter::judge_message(std::span<const unsigned char> bytes) const {
  if (policy_.only_types.empty()) return frame_verdict::pass;
  // A stack would send our answer on to any actor it names.
  if (bytes[0] != 0) return frame_verdict::forwarding_stack;
  bytes = bytes.subspan(1);
  if (bytes.size() < marker_size) return frame_verdict::torn_payload;
  bytes = bytes.subspan(marker_size);
  const auto length = varbyte_at(bytes);
  if (length.width == 0 || length.value > bytes.size() - length.width)
    return frame_verdict::torn_payload;
  const auto name = bytes.subspan(length.width, length.value);
  std::string_view types{reinterpret_cast<const char*>(name.data()), name.size()};
  if (!types.starts_with(tuple_mark)) return frame_verdict::foreign_type;
  types.remove_prefix(tuple_mark.size());
  return std::find(policy_.only_types.begin(), policy_.only_types.end(), types) !=
                 policy_.only_types.end()
             ? frame_verdict::pass
             : frame_verdict::foreign_type;
}

}  // namespace actord::core
