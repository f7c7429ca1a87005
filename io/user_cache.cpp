#include "io/user_cache.hpp"

#include <unistd.h>

#include <string>

namespace actord::io {
namespace {

constexpr std::chrono::seconds memory_span{5};

}  // namespace

std::shared_ptr<const user_choice> user_cache::choice_for(::uid_t uid) {
  if (uid == ::getuid()) return nullptr;
  const auto now = std::chrono::steady_clock::now();
  if (now - since_ > memory_span) {
    known_.clear();
    since_ = now;
  }
  auto& choice = known_[uid];
  if (choice == nullptr)
    choice = std::make_shared<const user_choice>(
        ::getuid() == 0 ? look_up_user(uid)
                        : user_choice{std::string{"Can't drop privilege as nonroot user"}});
  return choice;
}

}  // namespace actord::io
