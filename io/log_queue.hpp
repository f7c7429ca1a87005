// Bytes that a slow target has not taken yet: a bounded FIFO.
#pragma once

#include <algorithm>
#include <cstddef>
#include <string>
#include <string_view>

namespace actord::io {

class log_queue {
 public:
  bool empty() const { return sent_ == bytes_.size(); }
  std::size_t size() const { return bytes_.size() - sent_; }
  std::string_view front() const { return std::string_view{bytes_}.substr(sent_); }

  // Takes what fits below `limit`, whole lines if there are any; says how much that was.
  std::size_t push(std::string_view bytes, std::size_t limit) {
    const auto taken = fitting(bytes, limit - std::min(limit, size()));
    if (sent_ > bytes_.size() / 2) compact();
    bytes_.append(bytes.substr(0, taken));
    return taken;
  }
  void pop(std::size_t count) {
    sent_ += count;
    if (empty()) clear();
  }
  // Gives the memory back as well: congestion is rare.
  void clear() {
    bytes_ = {};
    sent_ = 0;
  }

 private:
  static std::size_t fitting(std::string_view bytes, std::size_t room) {
    if (bytes.size() <= room) return bytes.size();
    const auto last = bytes.substr(0, room).rfind('\n');
    if (last != bytes.npos) return last + 1;
    return bytes.find('\n', room) == bytes.npos ? room : 0;
  }
  void compact() {
    bytes_.erase(0, sent_);
    sent_ = 0;
  }

  std::string bytes_;
  std::size_t sent_{0};
};

}  // namespace actord::io
