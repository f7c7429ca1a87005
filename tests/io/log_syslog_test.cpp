// Lines on their way to syslog, with a syslogd of our own.
#include <sys/socket.h>
#include <sys/un.h>

#include <regex>

#include "tests/io/log_fixture.hpp"

using namespace actord;
using namespace actord::test;

namespace {

class syslogd {
 public:
  explicit syslogd(const std::string& path) {
    sockaddr_un address{};
    address.sun_family = AF_UNIX;
    path.copy(address.sun_path, sizeof address.sun_path - 1);
    socket_.reset(::socket(AF_UNIX, SOCK_DGRAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0));
    REQUIRE(::bind(socket_.number(), reinterpret_cast<const sockaddr*>(&address), sizeof address) ==
            0);
  }

  // The next message without its time stamp; "" = none.
  std::string next() {
    std::string got(10'000, ' ');
    const auto size = ::recv(socket_.number(), got.data(), got.size(), 0);
    got.resize(size > 0 ? static_cast<std::size_t>(size) : 0);
    return std::regex_replace(
        got, std::regex{"^(<14>)[A-Z][a-z]{2} [ 1-3]\\d \\d\\d:\\d\\d:\\d\\d"}, "$1");
  }

 private:
  io::fd socket_;
};

std::shared_ptr<core::process_spec> to_syslog(const std::string& name) {
  auto spec = log_fixture::spec_for(name, "");
  spec->out.kind = core::log_spec::target::none;
  spec->out.syslog = true;
  return spec;
}

temp_folder& shared_folder() {
  static temp_folder folder;
  return folder;
}

}  // namespace

TEST_CASE("each line of a child becomes a message, however it arrives") {
  const auto socket = shared_folder() / "log1";
  syslogd daemon{socket};
  log_fixture at{{.syslog_socket = socket}};
  at.define(1, to_syslog("web"));
  const auto child = at.start(1, 1);
  child.write("one\n\ntw");
  CHECK(soon([&] { return daemon.next() == "<14> actord: web one"; }));
  CHECK(daemon.next() == "<14> actord: web ");
  child.write("o\nrest");
  CHECK(soon([&] { return daemon.next() == "<14> actord: web two"; }));
  at.drain(1, 1);
  CHECK(daemon.next() == "<14> actord: web rest");
  CHECK(daemon.next().empty());
}

TEST_CASE("the file gets the same bytes") {
  const auto socket = shared_folder() / "log2";
  syslogd daemon{socket};
  log_fixture at{{.syslog_socket = socket}};
  auto spec = log_fixture::spec_for("web", at.folder / "web.log");
  spec->out.syslog = true;
  at.define(1, spec);
  at.start(1, 1).write("one\ntwo");
  at.drain(1, 1);
  CHECK(content(at.folder / "web.log") == "one\ntwo");
  CHECK(daemon.next() == "<14> actord: web one");
  CHECK(daemon.next() == "<14> actord: web two");
}

TEST_CASE("the daemon's own lines can go to syslog") {
  const auto socket = shared_folder() / "log3";
  syslogd daemon{socket};
  log_fixture at{{.syslog_socket = socket}};
  CHECK(at.define_main({.syslog = true}) == 0);
  at.logs->append({}, "first\nsecond\n");
  at.settle();
  CHECK(daemon.next() == "<14> actord: first");
  CHECK(daemon.next() == "<14> actord: second");
}

TEST_CASE("without a syslogd lines are dropped and counted until there is one") {
  const auto socket = shared_folder() / "log4";
  log_fixture at{{.syslog_socket = socket}};
  at.define(1, to_syslog("web"));
  const auto child = at.start(1, 1);
  child.write("lost\n");
  CHECK(at.next_trouble() ==
        "cannot write to syslog '" + socket + "': No such file or directory; lines are dropped");
  syslogd daemon{socket};
  CHECK(soon([&] {
    child.write("again\n");
    return at.notices.count<core::from_host::log_trouble>() > 0;
  }));
  CHECK(at.next_trouble().starts_with("syslog takes lines again; "));
  CHECK(daemon.next() == "<14> actord: web again");
}

TEST_CASE("a syslogd that was restarted is found again without a loss") {
  const auto socket = shared_folder() / "log5";
  log_fixture at{{.syslog_socket = socket}};
  at.define(1, to_syslog("web"));
  const auto child = at.start(1, 1);
  {
    syslogd first{socket};
    child.write("one\n");
    CHECK(soon([&] { return first.next() == "<14> actord: web one"; }));
  }
  std::filesystem::remove(socket);
  syslogd second{socket};
  child.write("two\n");
  CHECK(soon([&] { return second.next() == "<14> actord: web two"; }));
  CHECK(at.notices.count<core::from_host::log_trouble>() == 0);
}

TEST_CASE("a syslogd that does not read holds up nobody") {
  const auto socket = shared_folder() / "log6";
  syslogd daemon{socket};
  log_fixture at{{.syslog_socket = socket}};
  at.define(1, to_syslog("web"));
  auto child = at.start(1, 1);
  for (int line = 0; line < 5000; ++line)
    child.write("line\n");
  CHECK(at.next_trouble() ==
        "cannot write to syslog '" + socket + "': it is too slow; lines are dropped");
  child.close();
  at.drain(1, 1);
}

TEST_CASE("facility and level are what is asked for") {
  const auto socket = shared_folder() / "log7";
  syslogd daemon{socket};
  log_fixture at{{.syslog_socket = socket}};
  auto spec = to_syslog("web");
  spec->out.syslog_as = {16, 3};  // local0, err
  at.define(1, spec);
  at.start(1, 1).write("one\n");
  at.drain(1, 1);
  CHECK(daemon.next().starts_with("<131>"));
}

TEST_CASE("the daemon's lines can have their own levels") {
  const auto socket = shared_folder() / "log8";
  syslogd daemon{socket};
  log_fixture at{{.syslog_socket = socket}};
  io::main_log_spec spec;
  spec.syslog = true;
  spec.syslog_as = {3, core::syslog_label::own_level};  // daemon
  CHECK(at.define_main(spec) == 0);
  at.logs->append({},
                  "2026-11-21 18:36:53,123 CRIT one\n2026-11-21 18:36:53,123 DEBG two\nof two\n");
  at.logs->append({}, "{\"time\":\"x\",\"level\":\"warn\",\"message\":\"three\"}\n");
  at.settle();
  CHECK(daemon.next().starts_with("<26>"));
  CHECK(daemon.next().starts_with("<31>"));
  const auto rest = daemon.next();
  CHECK(rest.starts_with("<31>"));  // a line that goes on has the level of its beginning
  CHECK(rest.ends_with(" actord: of two"));
  CHECK(daemon.next().starts_with("<28>"));
}

TEST_CASE("a very long line arrives in pieces, nothing of it lost") {
  const auto socket = shared_folder() / "log9";
  syslogd daemon{socket};
  log_fixture at{{.syslog_socket = socket}};
  at.define(1, to_syslog("web"));
  const auto child = at.start(1, 1);
  std::string line(20'000, ' ');
  for (std::size_t i = 0; i < line.size(); ++i)
    line[i] = static_cast<char>('a' + i % 26);
  child.write(line + "\nnext\n");
  std::string got;
  const std::string head = "<14> actord: web ";
  CHECK(soon([&] {
    for (auto piece = daemon.next(); !piece.empty(); piece = daemon.next()) {
      REQUIRE(piece.starts_with(head));
      got += piece.substr(head.size());
    }
    return got.size() >= line.size() + 4;
  }));
  CHECK(got == line + "next");
  CHECK(at.notices.count<core::from_host::log_trouble>() == 0);
}
