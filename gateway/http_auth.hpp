// HTTP's Basic authentication as the server sections mean it (contract §6.1). Comparisons take the
// same time wherever the first difference is.
#pragma once

#include <string>
#include <string_view>

namespace actord::gateway {

// What a [..._http_server] section demands. Nobody is asked for a name if `username` is empty.
struct credentials {
  std::string username;
  std::string password;  // clear text, or "{SHA}" and the lower-case hex SHA-1 of it
};

enum class admission {
  granted,
  refused,    // none given, another scheme, or wrong: 401
  malformed,  // not what the Basic scheme looks like: 400
};

// `header` is the value of Authorization; empty = none was sent.
admission admit(const credentials& wanted, std::string_view header);

// Whether both are equal, in time that depends on the size of `given` only.
bool same_secret(std::string_view given, std::string_view wanted);

}  // namespace actord::gateway
