// Users and groups of the system by name or number, as the options `user`, `chown` and
// `socket_owner` take them. A number counts only if the system knows it.
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

namespace actord::config {

struct user_account {
  std::uint32_t uid{0};
  std::uint32_t gid{0};  // primary group
};

// Throws value_error: "Invalid user name x" or "Invalid user id 99999".
user_account user_named(std::string_view text);

// `user` or `user:group`; an absent part leaves the owner as it is.
struct file_owner {
  std::optional<std::uint32_t> uid;
  std::optional<std::uint32_t> gid;
};
// Throws value_error.
file_owner owner_named(std::string_view text);

}  // namespace actord::config
