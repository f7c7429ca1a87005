// tail and maintail: how logs longer than a reply are read, and following (contract §6.5, §7.5).
#include <sstream>

#include "actorctl_fake_session.hpp"
#include "cli/actorctl/dispatch.hpp"
#include "cli/actorctl/log_reading.hpp"
#include "tests/helpers/catch.hpp"

namespace actord::cli {

namespace {

struct desk {
  fake_session daemon;
  std::ostringstream out;
  std::ostringstream err;

  exit_code run(const std::string& line) {
    surroundings here{daemon, out, err, "unix:///run/s.sock", false, {}};
    return run_line(here, line).status;
  }
};

// Every byte is told from its neighbours, and all values occur.
std::string bytes_of_all_kinds(std::size_t count) {
  std::string bytes;
  for (std::size_t i = 0; i < count; ++i)
    bytes += static_cast<char>(i % 251);
  return bytes;
}

core::log_reply chunk(std::string bytes, std::uint64_t generation, std::uint64_t offset) {
  core::log_reply reply;
  reply.bytes = std::move(bytes);
  reply.generation = generation;
  reply.offset = offset;
  return reply;
}

using questions = std::vector<std::string>;

}  // namespace

TEST_CASE("maintail shows the last 1600 bytes and a newline") {
  desk user;
  user.daemon.main_log = bytes_of_all_kinds(5000);
  CHECK(user.run("maintail") == exit_code::success);
  CHECK(user.out.str() == user.daemon.main_log.substr(5000 - 1600) + "\n");
  CHECK(user.daemon.asked == questions{"read -1600 0"});
}

TEST_CASE("a log longer than one reply comes in several, unmodified") {
  desk user;
  user.daemon.main_log = bytes_of_all_kinds(100000);
  user.daemon.largest_slice = 30000;
  CHECK(user.run("maintail -0") == exit_code::success);
  CHECK(user.out.str() == user.daemon.main_log + "\n");

  user.out.str({});
  user.daemon.asked.clear();
  CHECK(user.run("maintail -50000") == exit_code::success);
  CHECK(user.out.str() == user.daemon.main_log.substr(50000) + "\n");
  CHECK(user.daemon.asked == questions{"read -50000 0", "read 80000 20000"});
}

TEST_CASE("no request is for more than a reply may hold") {
  desk user;
  user.daemon.main_log = bytes_of_all_kinds(600000);
  user.daemon.largest_slice = 262144;
  CHECK(user.run("maintail -600000") == exit_code::success);
  CHECK(user.out.str() == user.daemon.main_log + "\n");
  CHECK(user.daemon.asked ==
        questions{"read -600000 0", "read 262144 262144", "read 524288 75712"});
}

TEST_CASE("asking for more than there is shows all there is") {
  desk user;
  user.daemon.main_log = "short\n";
  for (const auto* line : {"maintail -7", "maintail -99999999999999999999999"}) {
    CAPTURE(line);
    user.out.str({});
    CHECK(user.run(line) == exit_code::success);
    CHECK(user.out.str() == "short\n\n");
  }
}

TEST_CASE("a main log that cannot be read is the daemon's fault") {
  desk user;
  user.daemon.refusal = core::fault_code::no_file;
  CHECK(user.run("maintail") == exit_code::failure);
  CHECK(user.out.str() == "supervisord: ERROR (no log file)\n");
  user.out.str({});
  user.daemon.refusal = core::fault_code::failed;
  CHECK(user.run("maintail") == exit_code::failure);
  CHECK(user.out.str() == "supervisord: ERROR (unknown error reading log)\n");
  user.out.str({});
  CHECK(user.run("tail cat") == exit_code::failure);
  CHECK(user.out.str() == "cat: ERROR (unknown error reading log)\n");
}

TEST_CASE("what the modifier of tail means as an offset") {
  CHECK(offset_of("-100") == -100);
  CHECK(offset_of("-0") == 0);
  CHECK(offset_of("--100") == 100);
  CHECK(offset_of("-+100") == -100);
  CHECK(offset_of("-99999999999999999999") == -std::numeric_limits<std::int64_t>::max());
  for (const auto* word :
       {"", "-", "--", "---1", "-+-1", "--+1", "-1x", "-x", "100", "- 1", "-1.5"}) {
    CAPTURE(word);
    CHECK_FALSE(offset_of(word).has_value());
  }
}

TEST_CASE("tail -f goes on from where each reply ended, until ^C") {
  desk user;
  user.daemon.follow_replies = {chunk("old\n", 1, 40), chunk("", 1, 40), chunk("new\n", 1, 44)};
  CHECK(user.run("tail -f cat") == exit_code::success);
  CHECK(user.out.str() == "==> Press Ctrl-C to exit <==\nold\nnew\n\n");
  CHECK(user.err.str().empty());
  CHECK(user.daemon.asked ==
        questions{"follow back 1024", "follow from 1.40", "follow from 1.40", "follow from 1.44"});
}

TEST_CASE("tail -f says when the log was cut") {
  desk user;
  auto cut = chunk("fresh\n", 2, 6);
  cut.truncated = true;
  user.daemon.follow_replies = {chunk("old\n", 1, 40), cut};
  CHECK(user.run("maintail -f") == exit_code::success);
  CHECK(user.out.str() == "==> Press Ctrl-C to exit <==\nold\n==> File truncated <==\nfresh\n\n");
}

TEST_CASE("tail -f ends quietly with the daemon") {
  desk user;
  user.daemon.follow_replies = {chunk("last words\n", 1, 11),
                                link_error{link_error::kind::lost, "gone", 0}};
  CHECK(user.run("tail -f cat stderr") == exit_code::success);
  CHECK(user.out.str() == "==> Press Ctrl-C to exit <==\nlast words\n");
  CHECK(user.err.str().empty());
}

TEST_CASE("what cannot be followed is told on stderr, with success") {
  desk user;
  CHECK(user.run("tail -f nosuch STDERR") == exit_code::success);
  CHECK(user.out.str() == "==> Press Ctrl-C to exit <==\n");
  CHECK(user.err.str() ==
        "unix:///run/s.sock/logtail/nosuch/stderr Cannot read, status code 404\n");
}

TEST_CASE("following a group does not follow the daemon's own log") {
  desk user;
  CHECK(user.run("tail -f :") == exit_code::success);
  CHECK(user.err.str() == "unix:///run/s.sock/logtail/:/stdout Cannot read, status code 404\n");
  CHECK(user.daemon.asked.empty());
}

TEST_CASE("a follower whose connection fails in another way says why") {
  desk user;
  user.daemon.follow_replies = {link_error{link_error::kind::timeout, "no answer", 0}};
  CHECK(user.run("maintail -f") == exit_code::success);
  CHECK(user.err.str() == "unix:///run/s.sock/mainlogtail Cannot connect, error: no answer\n");
}

}  // namespace actord::cli
