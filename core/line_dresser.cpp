#include "core/line_dresser.hpp"

#include <utility>

#include "core/json_text.hpp"

namespace actord::core {

namespace {

std::string json_head(const line_dress& dress) {
  std::string head = "\",\"stream\":";
  append_json_string(head, dress.stream);
  head += ",\"program\":";
  append_json_string(head, dress.program);
  return head + ",\"pid\":" + std::to_string(dress.pid) + ",\"message\":";
}

}  // namespace

line_dresser::line_dresser(line_dress dress)
    : format_{dress.format},
      head_{dress.format == log_format::json ? json_head(dress) : std::move(dress.prefix)} {}

void line_dresser::feed(std::string_view chunk, std::string_view time, std::string& out) {
  while (!chunk.empty()) {
    const auto room = longest - pending_.size();
    const auto end = chunk.substr(0, room + 1).find('\n');
    const bool complete = end != chunk.npos;
    const auto part = chunk.substr(0, complete ? end : room);
    chunk.remove_prefix(part.size() + (complete ? 1 : 0));
    if (complete && pending_.empty()) {
      put(part, true, time, out);
      continue;
    }
    pending_.append(part);
    if (complete) {
      put(pending_, true, time, out);
      pending_.clear();
    } else if (!chunk.empty()) {
      put_piece(time, out);
    }
  }
}

void line_dresser::finish(std::string_view time, std::string& out) {
  if (pending_.empty()) return;
  put(pending_, true, time, out);
  pending_.clear();
}

void line_dresser::add_line(std::string_view line, std::string_view time, std::string& out) const {
  put(line, true, time, out);
}

// A cut within a character would damage it in JSON.
void line_dresser::put_piece(std::string_view time, std::string& out) {
  const auto keep = format_ == log_format::json ? unfinished_utf8(pending_) : 0;
  const auto size = pending_.size() - keep;
  put(std::string_view{pending_}.substr(0, size), false, time, out);
  pending_.erase(0, size);
}

void line_dresser::put(std::string_view line, bool complete, std::string_view time,
                       std::string& out) const {
  if (format_ == log_format::text) {
    out.append(head_).append(line).push_back('\n');
    return;
  }
  out.append("{\"time\":\"").append(time).append(head_);
  append_json_string(out, line);
  out.append(complete ? "}\n" : ",\"partial\":true}\n");
}

}  // namespace actord::core
