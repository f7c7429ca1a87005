#include "gateway/sha1.hpp"

#include <array>
#include <bit>
#include <cstdint>

namespace actord::gateway {
namespace {

using word = std::uint32_t;
using block_view = std::string_view;  // 64 bytes

word big_endian(std::string_view four) {
  word w = 0;
  for (const char c : four)
    w = (w << 8u) | static_cast<unsigned char>(c);
  return w;
}

std::array<word, 80> schedule_of(block_view block) {
  std::array<word, 80> w{};
  for (std::size_t t = 0; t < 16; ++t)
    w[t] = big_endian(block.substr(4 * t, 4));
  for (std::size_t t = 16; t < w.size(); ++t)
    w[t] = std::rotl(w[t - 3] ^ w[t - 8] ^ w[t - 14] ^ w[t - 16], 1);
  return w;
}

word mixed(std::size_t t, word b, word c, word d) {
  if (t < 20) return ((b & c) | (~b & d)) + 0x5A827999u;
  if (t < 40) return (b ^ c ^ d) + 0x6ED9EBA1u;
  if (t < 60) return ((b & c) | (b & d) | (c & d)) + 0x8F1BBCDCu;
  return (b ^ c ^ d) + 0xCA62C1D6u;
}

void digest_block(std::array<word, 5>& hash, block_view block) {
  const auto w = schedule_of(block);
  auto [a, b, c, d, e] = hash;
  for (std::size_t t = 0; t < w.size(); ++t) {
    const word next = std::rotl(a, 5) + mixed(t, b, c, d) + e + w[t];
    e = d;
    d = c;
    c = std::rotl(b, 30);
    b = a;
    a = next;
  }
  hash = {hash[0] + a, hash[1] + b, hash[2] + c, hash[3] + d, hash[4] + e};
}

// A one bit, zeros up to a whole block less eight bytes, the length in bits.
std::string padded(std::string_view bytes) {
  std::string text{bytes};
  text.push_back('\x80');
  text.append((120 - text.size() % 64) % 64, '\0');
  const std::uint64_t bits = std::uint64_t{bytes.size()} * 8;
  for (int shift = 56; shift >= 0; shift -= 8)
    text.push_back(static_cast<char>((bits >> static_cast<unsigned>(shift)) & 0xFFu));
  return text;
}

}  // namespace

std::string sha1_hex(std::string_view bytes) {
  constexpr std::string_view digits = "0123456789abcdef";
  std::array<word, 5> hash{0x67452301u, 0xEFCDAB89u, 0x98BADCFEu, 0x10325476u, 0xC3D2E1F0u};
  const auto text = padded(bytes);
  for (std::size_t at = 0; at < text.size(); at += 64)
    digest_block(hash, std::string_view{text}.substr(at, 64));
  std::string hex;
  for (const word w : hash)
    for (int shift = 28; shift >= 0; shift -= 4)
      hex.push_back(digits[(w >> static_cast<unsigned>(shift)) & 0xFu]);
  return hex;
}

}  // namespace actord::gateway
