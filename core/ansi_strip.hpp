// Removes ANSI escape sequences from a stream of bytes (contract §5.3): from `ESC [` through the
// first byte in "HfABCDRsuJKhlpm". The state is kept across chunks (§11.3 #43), so that a sequence
// may arrive in pieces.
//
// Bounds: an ESC at the end of a chunk is held back until the next byte or `finish`; a sequence
// that has not ended after `longest` bytes is given up, so that stray bytes cannot silence a log
// for ever.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

namespace actord::core {

class ansi_stripper {
 public:
  // Supervisor looks for the end within one chunk of this size.
  static constexpr std::size_t longest = 131072;

  // Appends to `out` what remains of `chunk`.
  void strip(std::string_view chunk, std::string& out) {
    while (!chunk.empty()) {
      switch (where_) {
        case position::text:
          text(chunk, out);
          break;
        case position::escape:
          escape(chunk, out);
          break;
        case position::sequence:
          sequence(chunk);
          break;
      }
    }
  }

  // The stream has ended: what is held back comes out.
  void finish(std::string& out) {
    if (where_ == position::escape) out.push_back('\x1b');
    where_ = position::text;
    swallowed_ = 0;
  }

 private:
  enum class position : std::uint8_t { text, escape, sequence };

  void text(std::string_view& chunk, std::string& out) {
    const auto escape_at = chunk.find('\x1b');
    out.append(chunk.substr(0, escape_at));
    if (escape_at == chunk.npos) return chunk.remove_prefix(chunk.size());
    chunk.remove_prefix(escape_at + 1);
    where_ = position::escape;
  }

  void escape(std::string_view& chunk, std::string& out) {
    if (chunk.front() == '[') {
      where_ = position::sequence;
      chunk.remove_prefix(1);
    } else {
      out.push_back('\x1b');
      where_ = position::text;  // which looks at the byte again: it may be another ESC
    }
  }

  void sequence(std::string_view& chunk) {
    const auto window = chunk.substr(0, longest - swallowed_);
    const auto end = window.find_first_of("HfABCDRsuJKhlpm");
    if (end != window.npos) return leave(chunk, end + 1);
    swallowed_ += window.size();
    if (swallowed_ == longest) return leave(chunk, window.size());
    chunk.remove_prefix(window.size());
  }

  void leave(std::string_view& chunk, std::size_t bytes) {
    chunk.remove_prefix(bytes);
    where_ = position::text;
    swallowed_ = 0;
  }

  position where_{position::text};
  std::size_t swallowed_{0};
};

}  // namespace actord::core
