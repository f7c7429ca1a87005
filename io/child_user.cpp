#include "io/child_user.hpp"

#include <grp.h>
#include <pwd.h>
#include <unistd.h>

#include <cerrno>
#include <cstddef>
#include <utility>

namespace actord::io {
namespace {

constexpr std::size_t first_entry_size = 1024;
constexpr std::size_t largest_entry_size = 1024 * 1024;
constexpr int first_group_count = 32;
constexpr int most_groups = 65536;  // the kernel's own limit

std::vector<::gid_t> groups_of(const char* name, ::gid_t primary) {
  for (int room = first_group_count; room <= most_groups; room *= 2) {
    std::vector<::gid_t> groups(static_cast<std::size_t>(room));
    int count = room;
    if (::getgrouplist(name, primary, groups.data(), &count) >= 0) {
      groups.resize(static_cast<std::size_t>(count));
      return groups;
    }
  }
  return {primary};
}

}  // namespace

core::result<child_user, std::string> look_up_user(::uid_t uid) {
  for (std::size_t room = first_entry_size; room <= largest_entry_size; room *= 2) {
    std::vector<char> strings(room);
    ::passwd entry{};
    ::passwd* found = nullptr;
    const int error = ::getpwuid_r(uid, &entry, strings.data(), strings.size(), &found);
    if (error == ERANGE || error == EINTR) continue;
    if (found == nullptr) break;
    return child_user{uid, found->pw_gid, groups_of(found->pw_name, found->pw_gid)};
  }
  return "Can't find uid " + std::to_string(uid);
}

}  // namespace actord::io
