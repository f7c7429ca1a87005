// Option types (contract §1.7) and the environment grammar (§1.8).
#include <unistd.h>

#include "config/accounts.hpp"
#include "config/config_error.hpp"
#include "config/data_types.hpp"
#include "config/environment_text.hpp"
#include "config/option_value.hpp"
#include "tests/helpers/catch.hpp"

using namespace actord;
using namespace actord::config;
using namespace std::chrono_literals;

namespace {

template <class F>
std::string complaint(F&& f) {
  try {
    f();
  } catch (const value_error& problem) {
    return problem.what();
  }
  return "<none>";
}

core::environment_list env(std::string_view text) {
  return parse_environment(text).variables;
}
std::string env_error(std::string_view text) {
  return complaint([&] { (void)parse_environment(text); });
}

}  // namespace

TEST_CASE("integers are Python's") {
  CHECK(to_integer("42") == 42);
  CHECK(to_integer(" +7\n") == 7);
  CHECK(to_integer("-1_000") == -1000);
  CHECK(to_integer("007") == 7);
  CHECK(to_integer("99999999999999999999") > 1'000'000'000'000);
  for (const auto* bad : {"abc", "", "1.5", "0x10", "1__0", "_1", "1_", "1 2", "--1"}) {
    CAPTURE(bad);
    CHECK(complaint([&] { (void)to_integer(bad); }) ==
          "invalid literal for int() with base 10: '" + std::string{bad} + "'");
  }
}

TEST_CASE("booleans") {
  for (const auto* yes : {"yes", "TRUE", "On", "1"})
    CHECK(to_boolean(yes));
  for (const auto* no : {"no", "False", "OFF", "0"})
    CHECK_FALSE(to_boolean(no));
  CHECK(complaint([] { (void)to_boolean("Maybe"); }) == "not a valid boolean value: 'Maybe'");
}

TEST_CASE("byte sizes") {
  CHECK(to_byte_size("5") == 5);
  CHECK(to_byte_size("5KB") == 5120);
  CHECK(to_byte_size("5 mb") == 5u * 1024 * 1024);
  CHECK(to_byte_size("2Gb") == 2u * 1024 * 1024 * 1024);
  CHECK(to_byte_size("-3") == 0);
  CHECK(to_byte_size("9999999999GB") > to_byte_size("9GB"));
  CHECK(complaint([] { (void)to_byte_size("5XB"); }) ==
        "invalid literal for int() with base 10: '5xb'");
  CHECK(complaint([] { (void)to_byte_size("5.5MB"); }) ==
        "invalid literal for int() with base 10: '5.5'");
  CHECK(complaint([] { (void)to_byte_size("5k"); }) ==
        "invalid literal for int() with base 10: '5k'");
}

TEST_CASE("octal numbers") {
  CHECK(to_octal("022") == 022);
  CHECK(to_octal("22") == 022);
  CHECK(to_octal("0o22") == 022);
  CHECK(complaint([] { (void)to_octal("999"); }) == "999 can not be converted to an octal type");
  CHECK(complaint([] { (void)to_octal(""); }) == " can not be converted to an octal type");
}

TEST_CASE("log levels") {
  CHECK(to_log_level("Blather") == core::log_level::blather);
  CHECK(to_log_level("warn") == core::log_level::warn);
  CHECK(complaint([] { (void)to_log_level("Foo"); }) == "bad logging level name 'Foo'");
  CHECK(name_of(core::log_level::critical) == "critical");
}

TEST_CASE("signals") {
  CHECK(to_signal("TERM") == 15);
  CHECK(to_signal(" sigusr1 ") == 10);
  CHECK(to_signal("9") == 9);
  CHECK(to_signal("64") == 64);
  CHECK(complaint([] { (void)to_signal("FOO"); }) == "value 'FOO' is not a valid signal name");
  CHECK(complaint([] { (void)to_signal("99"); }) == "value '99' is not a valid signal number");
  CHECK(complaint([] { (void)to_signal(""); }) == "value '' is not a valid signal name");
}

TEST_CASE("exit codes") {
  CHECK(to_exit_codes("0, 2,255") == std::vector<int>{0, 2, 255});
  CHECK(to_exit_codes("").empty());
  for (const auto* bad : {"0,256", "x", "-1", "0,", "1 2"}) {
    CAPTURE(bad);
    CHECK(complaint([&] { (void)to_exit_codes(bad); }) ==
          "not a valid list of exit codes: '" + std::string{bad} + "'");
  }
}

TEST_CASE("autorestart") {
  CHECK(to_auto_restart("Unexpected") == core::auto_restart::unexpected);
  CHECK(to_auto_restart("yes") == core::auto_restart::always);
  CHECK(to_auto_restart("0") == core::auto_restart::never);
  CHECK(complaint([] { (void)to_auto_restart("Maybe"); }) == "invalid 'autorestart' value 'maybe'");
}

TEST_CASE("seconds with fractions") {
  CHECK(to_seconds("1") == 1000ms);
  CHECK(to_seconds(" 0.25 ") == 250ms);
  CHECK(to_seconds("0") == 0ms);
  for (const auto* bad : {"", "-1", "x", "1s", "inf", "nan", "1e30", "99999999999"}) {
    CAPTURE(bad);
    CHECK(complaint([&] { (void)to_seconds(bad); }) ==
          "not a valid number of seconds: '" + std::string{bad} + "'");
  }
}

TEST_CASE("addresses") {
  CHECK(to_inet_address("9001").host == "");
  CHECK(to_inet_address("9001").port == 9001);
  CHECK(to_inet_address("*:9001").host == "");
  CHECK(to_inet_address("Host:1").host == "host");
  CHECK(to_inet_address("::1:65535").host == "::1");
  const auto error = [](const char* text) {
    return complaint([&] { (void)to_inet_address(text); });
  };
  CHECK(error("foo") == "not a valid port number: 'foo' ");
  CHECK(error("") == "not a valid port number: '' ");
  CHECK(error("70000") == "not a valid port number: '70000' ");
  CHECK(error("a:") == "no port number specified in ''");
  CHECK(error("a:x") == "invalid literal for int() with base 10: 'x'");
  CHECK(error("a:0") == "0 is below lower bound (1)");
  CHECK(error("a:70000") == "70000 is above upper bound (65535)");
}

TEST_CASE("URLs need a scheme and a host or path") {
  for (const auto* good : {"http://h:1", "unix:///x", "x:/y"})
    CHECK(to_url(good) == good);
  for (const auto* bad : {"foo", "http://", "foo://", ":x", ""}) {
    CAPTURE(bad);
    CHECK(complaint([&] { (void)to_url(bad); }) == "value '" + std::string{bad} + "' is not a URL");
  }
}

TEST_CASE("users and owners") {
  CHECK(user_named("root").uid == 0);
  CHECK(user_named("0").gid == 0);
  CHECK(complaint([] { (void)user_named("no-such-user"); }) == "Invalid user name no-such-user");
  CHECK(complaint([] { (void)user_named("4000000"); }) == "Invalid user id 4000000");
  CHECK(complaint([] { (void)user_named("-1"); }) == "Invalid user id -1");
  CHECK(complaint([] { (void)user_named(""); }) == "Invalid user name ");
  CHECK(owner_named("root").uid == 0u);
  CHECK_FALSE(owner_named("root").gid);
  CHECK(owner_named("0:root").gid == 0u);
  CHECK(complaint([] { (void)owner_named("root:no-such-group"); }) ==
        "Invalid group name no-such-group");
}

TEST_CASE("log destinations of children") {
  const surroundings around{.environment = {}, .host_node_name = "", .cwd = "/", .here = "/"};
  const auto choice = [&](const char* text) {
    return std::get<log_choice>(parse_value(value_type::child_log, text, around));
  };
  using target = core::log_spec::target;
  CHECK(choice("auto").kind == target::automatic);
  CHECK(choice("None").kind == target::none);
  CHECK(choice("OFF").kind == target::none);
  CHECK(choice("syslog").kind == target::none);
  CHECK(choice("syslog").syslog);
  CHECK(choice("/tmp/x").kind == target::file);
  CHECK(choice("/tmp/x").path == "/tmp/x");
  CHECK(complaint([&] { (void)choice("/nope/x"); }) ==
        "The directory named as part of the path /nope/x does not exist");
}

TEST_CASE("directories and paths") {
  const surroundings around{
      .environment = {{"HOME", "/usr"}}, .host_node_name = "", .cwd = "/usr", .here = "/"};
  CHECK(existing_directory("~/bin", around) == "/usr/bin");
  CHECK(existing_directory("bin", around) == "bin");
  CHECK(complaint([&] { (void)existing_directory("~/nope", around); }) ==
        "~/nope is not an existing directory");
  CHECK(complaint([&] { (void)existing_directory("", around); }) ==
        " is not an existing directory");
  CHECK(path_in_existing_directory("x", around) == "x");
  CHECK(absolute_path("bin/../x//y/.", around) == "/usr/x/y");
  CHECK(absolute_path("/..", around) == "/");
  CHECK(absolute_path("~root", around).starts_with("/"));
  CHECK(home_expanded("~no-such-user/x", around) == "~no-such-user/x");
  CHECK(directory_of("/x") == "/");
  CHECK(directory_of("x") == "");
}

TEST_CASE("environment: pairs with any separator") {
  CHECK(env("A=1,B=2") == core::environment_list{{"A", "1"}, {"B", "2"}});
  CHECK(env("A=1;B=2") == core::environment_list{{"A", "1"}, {"B", "2"}});
  CHECK(env("A=1,") == core::environment_list{{"A", "1"}});
  CHECK(env("").empty());
  CHECK(env("a = 1 ,\n  B = 2 # comment") == core::environment_list{{"a", "1"}, {"B", "2"}});
  CHECK(env("A=1,B=2,A=3") == core::environment_list{{"A", "3"}, {"B", "2"}});
}

TEST_CASE("environment: quotes, escapes and word characters") {
  CHECK(env("A=\"\"") == core::environment_list{{"A", ""}});
  CHECK(env(R"(A="q\"uo te")") == core::environment_list{{"A", "q\"uo te"}});
  CHECK(env(R"(A="x\ny")") == core::environment_list{{"A", "x\\ny"}});
  CHECK(env(R"(B='si\ngle')") == core::environment_list{{"B", "si\\ngle"}});
  CHECK(env(R"(D=a"b"c)") == core::environment_list{{"D", "abc"}});
  CHECK(env(R"(A=a\,b)") == core::environment_list{{"A", "a,b"}});
  CHECK(env("C=un/quoted.+-():x_") == core::environment_list{{"C", "un/quoted.+-():x_"}});
  CHECK(env("A=gr\xc3\xbcn") == core::environment_list{{"A", "gr\xc3\xbcn"}});
}

TEST_CASE("environment: values that end early are taken as they are and named") {
  for (const auto* text : {"A=$HOME", "A=a b", "A=%5"}) {
    CAPTURE(text);
    CHECK(parse_environment(text).cut_short == std::vector<std::string>{"A"});
  }
  CHECK(env("A=$HOME") == core::environment_list{{"A", "$"}});
  CHECK(env("A=a b") == core::environment_list{{"A", "a"}});
  CHECK(parse_environment("A=1,B=2;C=3,").cut_short.empty());
}

TEST_CASE("environment: errors") {
  for (const auto* bad : {"A", "A=", "A:1", "A=1 B=2", "A=\"1\"\nB=2", "A=foo@bar", "A=1,,B=2"}) {
    CAPTURE(bad);
    CHECK(env_error(bad) ==
          "Unexpected end of key/value pairs in value '" + std::string{bad} + "'");
  }
  CHECK(env_error("A=\"x") == "No closing quotation");
  CHECK(env_error("A='x") == "No closing quotation");
  CHECK(env_error("A=x\\") == "No escaped character");
}
