#include "config/accounts.hpp"

#include <grp.h>
#include <pwd.h>

#include <string>

#include "config/config_error.hpp"
#include "config/data_types.hpp"

namespace actord::config {
namespace {

std::optional<std::int64_t> number_in(std::string_view text) {
  try {
    return to_integer(text);
  } catch (const value_error&) {
    return std::nullopt;
  }
}

// An id that fits: -1 and what is beyond 32 bits are nobody.
bool fits(std::int64_t number) {
  return number >= 0 && number < 0xffffffff;
}

std::uint32_t group_named(std::string_view text) {
  const std::string name{text};
  const auto number = number_in(text);
  if (!number) {
    const group* found = ::getgrnam(name.c_str());
    if (found == nullptr) throw value_error{"Invalid group name " + name};
    return found->gr_gid;
  }
  if (!fits(*number) || ::getgrgid(static_cast<gid_t>(*number)) == nullptr)
    throw value_error{"Invalid group id " + std::to_string(*number)};
  return static_cast<std::uint32_t>(*number);
}

}  // namespace

user_account user_named(std::string_view text) {
  const std::string name{text};
  const auto number = number_in(text);
  const passwd* found = nullptr;
  if (!number) {
    found = ::getpwnam(name.c_str());
    if (found == nullptr) throw value_error{"Invalid user name " + name};
  } else {
    if (fits(*number)) found = ::getpwuid(static_cast<uid_t>(*number));
    if (found == nullptr) throw value_error{"Invalid user id " + std::to_string(*number)};
  }
  return {found->pw_uid, found->pw_gid};
}

file_owner owner_named(std::string_view text) {
  const auto colon = text.find(':');
  file_owner owner;
  owner.uid = user_named(text.substr(0, colon)).uid;
  if (colon != std::string_view::npos) owner.gid = group_named(text.substr(colon + 1));
  return owner;
}

}  // namespace actord::config
