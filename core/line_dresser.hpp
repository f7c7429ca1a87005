// Puts something around each line of a stream of bytes: a prefix, or a JSON object. Whole lines
// come out, so that several programs can share one log without a line of one inside a line of
// another.
//
// Promises: every byte comes out once and in order, each line with its newline; the last line gets
// one if the stream ends without. A line that grows beyond `longest` comes out in pieces, each a
// line of its own (in JSON marked "partial"), so that memory stays bounded. JSON is always valid
// UTF-8 (core/json_text). Time comes in as a text.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

#include "core/program_spec.hpp"

namespace actord::core {

struct line_dress {
  log_format format{log_format::text};
  std::string prefix{};   // text
  std::string program{};  // JSON: who, which of its streams, and its process
  std::string stream{};
  std::int32_t pid{0};
};

class line_dresser {
 public:
  static constexpr std::size_t longest = 64 * 1024;

  explicit line_dresser(line_dress dress);

  // Is `time` looked at?
  bool wants_time() const { return format_ == log_format::json; }

  // Appends to `out` the lines that `chunk` completes. `time`: for JSON.
  void feed(std::string_view chunk, std::string_view time, std::string& out);
  // The stream has ended: what is left is a line, too.
  void finish(std::string_view time, std::string& out);
  // A line of somebody else's, dressed like the others.
  void add_line(std::string_view line, std::string_view time, std::string& out) const;

 private:
  void put(std::string_view line, bool complete, std::string_view time, std::string& out) const;
  void put_piece(std::string_view time, std::string& out);

  log_format format_;
  std::string head_;  // before the line, or between the time and the message
  std::string pending_;
};

}  // namespace actord::core
