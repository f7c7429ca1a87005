// Owner of one file descriptor: closes it when it goes. The transport's own, because nothing of io/
// is visible here and actorctl uses it too.
#pragma once

#include <unistd.h>

#include <utility>

namespace actord::actors {

class descriptor {
 public:
  descriptor() = default;
  explicit descriptor(int number) : number_{number} {}
  descriptor(descriptor&& other) noexcept : number_{other.release()} {}
  descriptor& operator=(descriptor&& other) noexcept {
    if (this != &other) reset(other.release());
    return *this;
  }
  descriptor(const descriptor&) = delete;
  descriptor& operator=(const descriptor&) = delete;
  ~descriptor() { reset(); }

  explicit operator bool() const { return number_ >= 0; }
  int number() const { return number_; }

  int release() { return std::exchange(number_, -1); }
  void reset(int number = -1) {
    if (number_ >= 0) (void)::close(number_);  // nothing left to do with it
    number_ = number;
  }

 private:
  int number_{-1};
};

}  // namespace actord::actors
