// Ties asynchronous handlers to the object that started them: a guarded handler does nothing once
// the object is gone. Put a `lifetime` last among the members, so that it ends first.
//
// Object and handlers belong to one thread; only copying and dropping a guarded handler may happen
// on others.
#pragma once

#include <memory>
#include <utility>

namespace actord::io {

class lifetime {
 public:
  lifetime() : token_{std::make_shared<char>()} {}
  lifetime(const lifetime&) = delete;
  lifetime& operator=(const lifetime&) = delete;

  template <class F>
  auto guard(F handler) const {
    return [still = std::weak_ptr<char>{token_},
            run = std::move(handler)](auto&&... arguments) mutable {
      if (!still.expired()) run(std::forward<decltype(arguments)>(arguments)...);
    };
  }

 private:
  std::shared_ptr<char> token_;
};

}  // namespace actord::io
