// Cuts a stream of bytes into lines, wherever its chunks end. A line that grows beyond `longest` is
// handed over in pieces, so that memory stays bounded.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace actord::core {

class line_splitter {
 public:
  static constexpr std::size_t longest = 8192;

  // Calls use(std::string_view line) for every complete line, without its newline.
  template <class Use>
  void feed(std::string_view chunk, const Use& use) {
    while (!chunk.empty()) {
      const auto room = longest - pending_.size();
      const auto end = chunk.substr(0, room + 1).find('\n');
      const bool complete = end != chunk.npos;
      const auto part = chunk.substr(0, complete ? end : room);
      chunk.remove_prefix(part.size() + (complete ? 1 : 0));
      pending_.append(part);
      if (complete || !chunk.empty()) finish_line(use);
    }
  }

  // The stream has ended: what is left is a line, too.
  template <class Use>
  void finish(const Use& use) {
    if (!pending_.empty()) finish_line(use);
  }

 private:
  template <class Use>
  void finish_line(const Use& use) {
    use(std::string_view{pending_});
    pending_.clear();
  }

  std::string pending_;
};

}  // namespace actord::core
