#include <unistd.h>

#include <array>
#include <cerrno>
#include <iostream>

#include "cli/actorctl/line_reader.hpp"

namespace actord::cli {

namespace {

class plain_reader : public line_reader {
 public:
  explicit plain_reader(interrupts& watch) : watch_{watch} {}

  read_line read(std::string_view prompt) override {
    std::cout << prompt << std::flush;
    while (true) {
      if (const auto newline = pending_.find('\n'); newline != std::string::npos)
        return cut(newline, newline + 1);
      if (ended_) {
        if (pending_.empty()) return {read_line::end::end_of_input, {}};
        return cut(pending_.size(), pending_.size());  // a last line without a newline
      }
      if (!readable_before_interrupt(STDIN_FILENO, watch_)) {
        (void)watch_.taken();
        return {read_line::end::interrupted, {}};
      }
      fetch();
    }
  }

 private:
  read_line cut(std::size_t length, std::size_t used) {
    read_line line{read_line::end::line, pending_.substr(0, length)};
    pending_.erase(0, used);
    return line;
  }

  void fetch() {
    std::array<char, 4096> bytes;
    const auto count = ::read(STDIN_FILENO, bytes.data(), bytes.size());
    if (count > 0)
      pending_.append(bytes.data(), static_cast<std::size_t>(count));
    else if (count == 0 || (errno != EINTR && errno != EAGAIN))
      ended_ = true;
  }

  interrupts& watch_;
  std::string pending_;
  bool ended_{false};
};

}  // namespace

std::unique_ptr<line_reader> make_plain_reader(interrupts& watch) {
  return std::make_unique<plain_reader>(watch);
}

}  // namespace actord::cli
