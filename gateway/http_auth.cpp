#include "gateway/http_auth.hpp"

#include <algorithm>
#include <cctype>
#include <cstddef>

#include "gateway/base64.hpp"
#include "gateway/sha1.hpp"

namespace actord::gateway {
namespace {

constexpr std::string_view scheme = "basic";
constexpr std::string_view hashed = "{SHA}";

bool names_basic(std::string_view word) {
  return std::equal(word.begin(), word.end(), scheme.begin(), scheme.end(), [](char a, char b) {
    return std::tolower(static_cast<unsigned char>(a)) == b;
  });
}

bool right_password(const std::string& wanted, std::string_view given) {
  if (!wanted.starts_with(hashed)) return same_secret(given, wanted);
  return same_secret(sha1_hex(given), std::string_view{wanted}.substr(hashed.size()));
}

}  // namespace

bool same_secret(std::string_view given, std::string_view wanted) {
  // An empty secret still has one byte to compare with.
  const std::string_view other = wanted.empty() ? std::string_view{"\0", 1} : wanted;
  unsigned difference = given.size() == wanted.size() ? 0u : 1u;
  for (std::size_t i = 0; i < given.size(); ++i)
    difference |= static_cast<unsigned char>(given[i]) ^
                  static_cast<unsigned>(static_cast<unsigned char>(other[i % other.size()]));
  return difference == 0;
}

admission admit(const credentials& wanted, std::string_view header) {
  if (wanted.username.empty()) return admission::granted;
  const auto blank = std::min(header.find(' '), header.size());
  if (!names_basic(header.substr(0, blank))) return admission::refused;
  const auto cookie = base64_decoded(header.substr(blank));
  if (!cookie) return admission::malformed;
  const auto colon = cookie->find(':');
  if (colon == std::string::npos) return admission::malformed;
  const std::string_view given{*cookie};
  // Both are always looked at: a wrong name takes no less time than a wrong password.
  const bool known = same_secret(given.substr(0, colon), wanted.username);
  const bool right = right_password(wanted.password, given.substr(colon + 1));
  return known && right ? admission::granted : admission::refused;
}

}  // namespace actord::gateway
