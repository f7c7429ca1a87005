// Owner of one file descriptor: closes it when it goes. Nothing else.
#pragma once

#include <unistd.h>

#include <utility>

namespace actord::io {

class fd {
 public:
  fd() = default;
  explicit fd(int number) : number_{number} {}
  fd(fd&& other) noexcept : number_{other.release()} {}
  fd& operator=(fd&& other) noexcept {
    if (this != &other) reset(other.release());
    return *this;
  }
  fd(const fd&) = delete;
  fd& operator=(const fd&) = delete;
  ~fd() { reset(); }

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

}  // namespace actord::io
