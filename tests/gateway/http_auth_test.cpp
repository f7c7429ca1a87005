// Basic authentication (contract §6.1) and the hash and encoding behind it.
#include "gateway/http_auth.hpp"
#include "gateway/base64.hpp"
#include "gateway/sha1.hpp"
#include "tests/helpers/catch.hpp"

using namespace actord::gateway;

TEST_CASE("SHA-1 gives the digests of FIPS 180") {
  CHECK(sha1_hex("") == "da39a3ee5e6b4b0d3255bfef95601890afd80709");
  CHECK(sha1_hex("abc") == "a9993e364706816aba3e25717850c26c9cd0d89d");
  CHECK(sha1_hex("abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq") ==
        "84983e441c3bd26ebaae4aa1f95129e5e54670f1");
  CHECK(sha1_hex(std::string(1'000'000, 'a')) == "34aa973cd4c4daa4f61eeb2bdbad27316534016f");
}

TEST_CASE("base64 takes wrapped lines and missing padding, nothing else") {
  CHECK(base64_decoded("dTpw").value() == "u:p");
  CHECK(base64_decoded("dTpwcQ==").value() == "u:pq");
  CHECK(base64_decoded("dTpwcQ").value() == "u:pq");
  CHECK(base64_decoded("dT\r\n pw").value() == "u:p");
  CHECK(base64_decoded("").value().empty());
  CHECK_FALSE(base64_decoded("!!!!"));
  CHECK_FALSE(base64_decoded("d"));
  CHECK_FALSE(base64_decoded("dT=w"));
  CHECK_FALSE(base64_decoded("dQ==="));
}

TEST_CASE("a server without a user name lets everybody in") {
  CHECK(admit({}, "") == admission::granted);
  CHECK(admit({}, "Basic nonsense!") == admission::granted);
}

TEST_CASE("name and password must both be right") {
  const credentials wanted{"u", "p:q"};
  CHECK(admit(wanted, "Basic dTpwOnE=") == admission::granted);  // u:p:q
  CHECK(admit(wanted, "basic dTpwOnE=") == admission::granted);
  CHECK(admit(wanted, "") == admission::refused);
  CHECK(admit(wanted, "Bearer dTpwOnE=") == admission::refused);
  CHECK(admit(wanted, "Basic dTpw") == admission::refused);      // u:p
  CHECK(admit(wanted, "Basic djpwOnE=") == admission::refused);  // v:p:q
  CHECK(admit(wanted, "Basic !!!") == admission::malformed);
  CHECK(admit(wanted, "Basic dQ==") == admission::malformed);  // no colon
}

TEST_CASE("a hashed password is compared with the hash of what is given") {
  const credentials wanted{"u", "{SHA}a9993e364706816aba3e25717850c26c9cd0d89d"};
  CHECK(admit(wanted, "Basic dTphYmM=") == admission::granted);  // u:abc
  CHECK(admit(wanted, "Basic dTphYmQ=") == admission::refused);
  const credentials upper{"u", "{SHA}A9993E364706816ABA3E25717850C26C9CD0D89D"};
  CHECK(admit(upper, "Basic dTphYmM=") == admission::refused);  // case-sensitive
}

TEST_CASE("secrets are equal only if every byte is") {
  CHECK(same_secret("abc", "abc"));
  CHECK_FALSE(same_secret("abc", "abd"));
  CHECK_FALSE(same_secret("abc", "abcd"));
  CHECK_FALSE(same_secret("abcabc", "abc"));
  CHECK_FALSE(same_secret("", "abc"));
  CHECK_FALSE(same_secret("abc", ""));
  CHECK(same_secret("", ""));
}
