// Logs that cannot be written: said once, counted, tried again, and no other log is disturbed.
#include <sys/mount.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/stat.h>

#include <cerrno>
#include <regex>

#include "tests/io/log_fixture.hpp"

using namespace actord;
using namespace actord::test;

namespace {

// A file system of 64 KiB, if this user may mount one.
class small_disk {
 public:
  explicit small_disk(std::string path) : path_{std::move(path)} {
    std::filesystem::create_directory(path_);
    mounted_ = ::mount("none", path_.c_str(), "tmpfs", 0, "size=64k") == 0;
  }
  small_disk(const small_disk&) = delete;
  small_disk& operator=(const small_disk&) = delete;
  ~small_disk() {
    if (mounted_) (void)::umount2(path_.c_str(), MNT_DETACH);
  }
  bool mounted() const { return mounted_; }
  std::string operator/(const std::string& name) const { return path_ + "/" + name; }

 private:
  std::string path_;
  bool mounted_{false};
};

// No file of this process may grow beyond `bytes`.
class file_size_limit {
 public:
  explicit file_size_limit(::rlim_t bytes) {
    (void)std::signal(SIGXFSZ, SIG_IGN);
    REQUIRE(::getrlimit(RLIMIT_FSIZE, &before_) == 0);
    const ::rlimit now{bytes, before_.rlim_max};
    REQUIRE(::setrlimit(RLIMIT_FSIZE, &now) == 0);
  }
  file_size_limit(const file_size_limit&) = delete;
  file_size_limit& operator=(const file_size_limit&) = delete;
  ~file_size_limit() { (void)::setrlimit(RLIMIT_FSIZE, &before_); }

 private:
  ::rlimit before_{};
};

// Bytes reported as dropped by the next "writable again" message; the outage may have begun anew.
std::size_t dropped_bytes(log_fixture& at) {
  const std::regex recovery{".* is writable again; ([0-9]+) bytes of .* were dropped"};
  std::smatch match;
  const auto text = at.next_trouble();
  CAPTURE(text);
  REQUIRE(std::regex_match(text, match, recovery));
  return std::stoul(match[1]);
}

}  // namespace

TEST_CASE("a full disk is reported once, counted, and over when there is room again") {
  log_fixture at;
  const small_disk disk{at.folder / "disk"};
  if (!disk.mounted()) {
    WARN("may not mount a tmpfs: skipped");
    return;
  }
  put_file(disk / "ballast", std::string(60'000, 'b'));
  const auto path = disk / "web.log";
  at.define(1, log_fixture::spec_for("web", path));
  at.define(2, log_fixture::spec_for("other", at.folder / "other.log"));
  const auto web = at.start(1, 1);
  const auto other = at.start(2, 1);

  std::size_t written = 0;
  const auto say = [&](const std::string& text) {
    web.write(text);
    written += text.size();
  };
  say(std::string(30'000, 'x') + "\n");
  CHECK(at.next_trouble() ==
        "cannot write log '" + path + "': No space left on device; output of 'web' is dropped");
  say("more\n");
  other.write("not disturbed\n");
  CHECK(soon([&] { return content(at.folder / "other.log") == "not disturbed\n"; }));
  CHECK(at.notices.count<core::from_host::log_trouble>() == 0);

  std::filesystem::remove(disk / "ballast");
  CHECK(soon([&] {
    say("again\n");
    return at.notices.count<core::from_host::log_trouble>() > 0;
  }));
  const auto dropped = dropped_bytes(at);
  at.drain(1, 1);
  CHECK(std::filesystem::file_size(path) + dropped == written);
  CHECK(content(path).ends_with("again\n"));
}

TEST_CASE("a file that may not grow does not stop the others") {
  log_fixture at;
  at.define(1, log_fixture::spec_for("web", at.folder / "web.log"));
  put_file(at.folder / "web.log", std::string(5000, 'x'));
  at.define(2, log_fixture::spec_for("other", at.folder / "other.log"));
  const auto web = at.start(1, 1);
  const auto other = at.start(2, 1);
  const file_size_limit limit{5000};
  web.write("too much\n");
  CHECK(at.next_trouble().find("File too large; output of 'web' is dropped") != std::string::npos);
  other.write("fine\n");
  CHECK(soon([&] { return content(at.folder / "other.log") == "fine\n"; }));
}

TEST_CASE("a path that cannot be a log is a reason not to start") {
  log_fixture at;
  auto error_for = [&, key = 1U](const std::string& path) mutable {
    at.define(++key, log_fixture::spec_for("web", path));
    return at.prepare(key);
  };
  std::filesystem::create_directory(at.folder / "folder");
  put_file(at.folder / "file", "");
  std::filesystem::create_symlink("loop", at.folder / "loop");
  CHECK(error_for(at.folder / "absent/web.log") == ENOENT);
  CHECK(error_for(at.folder / "folder") == EISDIR);
  CHECK(error_for(at.folder / "file/web.log") == ENOTDIR);
  CHECK(error_for(at.folder / "loop") == ELOOP);
  CHECK(error_for(at.folder / std::string(300, 'n')) == ENAMETOOLONG);
  CHECK(error_for(at.folder / "good.log") == 0);
  at.settle();
  CHECK(at.notices.count<core::from_host::log_trouble>() == 0);  // the spawn error says it all
}

TEST_CASE("a stderr that cannot be opened gives the stdout back") {
  log_fixture at;
  auto spec = log_fixture::spec_for("web", at.folder / "out.log");
  spec->err = spec->out;
  spec->err.path = at.folder / "absent/err.log";
  at.define(1, spec);
  at.settle();
  const auto before = open_descriptors();
  CHECK(at.prepare(1) == ENOENT);
  CHECK(open_descriptors() == before);
}

TEST_CASE("a passing shortage does not stop a start") {
  log_fixture at;
  const auto path = at.folder / "web.log";
  at.define(1, log_fixture::spec_for("web", path));
  at.settle();
  auto [read, child] = child_pipe_ends();
  ::rlimit before{};
  REQUIRE(::getrlimit(RLIMIT_NOFILE, &before) == 0);
  const ::rlimit none{0, before.rlim_max};
  REQUIRE(::setrlimit(RLIMIT_NOFILE, &none) == 0);
  const int error = at.prepare(1);
  REQUIRE(::setrlimit(RLIMIT_NOFILE, &before) == 0);
  CHECK(error == 0);
  CHECK(at.next_trouble() ==
        "cannot write log '" + path + "': Too many open files; output of 'web' is dropped");
  at.logs->attach({1}, {1}, std::move(read), {});
  std::size_t written = 0;
  CHECK(soon([&, &end = child] {
    end.write("hello\n");
    written += 6;
    return at.notices.count<core::from_host::log_trouble>() > 0;
  }));
  const auto dropped = dropped_bytes(at);
  at.drain(1, 1);
  CHECK(content(path).size() + dropped == written);
}

TEST_CASE("more than a slow target can keep is dropped and counted") {
  log_fixture at;
  const auto path = at.folder / "fifo";
  REQUIRE(::mkfifo(path.c_str(), 0600) == 0);
  const io::fd reader{::open(path.c_str(), O_RDONLY | O_NONBLOCK)};
  at.define(1, log_fixture::spec_for("web", path));
  REQUIRE(at.prepare(1) == 0);
  constexpr std::size_t amount = 4'000'000;
  at.logs->append({{1}, core::stream_kind::out}, std::string(amount, 'x'));
  CHECK(at.next_trouble() ==
        "cannot write log '" + path + "': its reader is too slow; output of 'web' is dropped");
  std::string got(64 * 1024, ' ');
  std::size_t read = 0;
  std::size_t more = 0;
  CHECK(soon([&] {
    const auto count = ::read(reader.number(), got.data(), got.size());
    if (count > 0) {
      read += static_cast<std::size_t>(count);
      return false;
    }
    at.logs->append({{1}, core::stream_kind::out}, "y");
    ++more;
    return at.notices.count<core::from_host::log_trouble>() > 0;
  }));
  const auto dropped = dropped_bytes(at);
  for (::ssize_t count = 1; count > 0;) {
    at.settle();
    count = ::read(reader.number(), got.data(), got.size());
    if (count > 0) read += static_cast<std::size_t>(count);
  }
  CHECK(read + dropped == amount + more);
}

TEST_CASE("a device that is always full drops and counts") {
  log_fixture at;
  at.define(1, log_fixture::spec_for("web", "/dev/full"));
  const auto child = at.start(1, 1);
  child.write("hello\n");
  CHECK(at.next_trouble() ==
        "cannot write log '/dev/full': No space left on device; output of 'web' is dropped");
  at.drain(1, 1);
  CHECK(std::filesystem::is_character_file("/dev/full"));
}

TEST_CASE("a fifo that nobody reads holds up nothing, and takes bytes once somebody does") {
  log_fixture at;
  const auto path = at.folder / "fifo";
  REQUIRE(::mkfifo(path.c_str(), 0600) == 0);
  auto spec = log_fixture::spec_for("web", path);
  spec->out.max_bytes = 10;  // must not lead to renaming
  at.define(1, spec);
  const auto child = at.start(1, 1);
  CHECK(at.next_trouble().find("No such device or address; output of 'web' is dropped") !=
        std::string::npos);
  child.write(std::string(3'000'000, 'x'));  // the child is not held up

  const io::fd reader{::open(path.c_str(), O_RDONLY | O_NONBLOCK)};
  REQUIRE(reader);
  char last = 0;
  CHECK(soon([&] {
    child.write("y");
    return ::read(reader.number(), &last, 1) == 1 && last == 'y';
  }));
  CHECK(dropped_bytes(at) >= 3'000'000);
  CHECK(std::filesystem::is_fifo(path));
  CHECK_FALSE(std::filesystem::exists(path + ".1"));
}

TEST_CASE("a slow reader of a fifo holds up its writer only, and gets every byte") {
  log_fixture at;
  const auto path = at.folder / "fifo";
  REQUIRE(::mkfifo(path.c_str(), 0600) == 0);
  const io::fd reader{::open(path.c_str(), O_RDONLY | O_NONBLOCK)};
  at.define(1, log_fixture::spec_for("slow", path));
  at.define(2, log_fixture::spec_for("other", at.folder / "other.log"));
  constexpr std::size_t amount = 4'000'000;
  std::thread writer{[child = at.start(1, 1)] {
    for (std::size_t done = 0; done < amount; done += 1000)
      child.write(std::string(1000, 'x'));
  }};
  const auto other = at.start(2, 1);
  other.write("not disturbed\n");
  CHECK(soon([&] { return content(at.folder / "other.log") == "not disturbed\n"; }));
  std::string got(64 * 1024, ' ');
  std::size_t total = 0;
  CHECK(soon([&] {
    const auto count = ::read(reader.number(), got.data(), got.size());
    if (count > 0) total += static_cast<std::size_t>(count);
    return total == amount;
  }));
  writer.join();
  CHECK(at.notices.count<core::from_host::log_trouble>() == 0);
}

TEST_CASE("a reader that goes away kills nobody") {
  log_fixture at;
  const auto path = at.folder / "fifo";
  REQUIRE(::mkfifo(path.c_str(), 0600) == 0);
  io::fd reader{::open(path.c_str(), O_RDONLY | O_NONBLOCK)};
  at.define(1, log_fixture::spec_for("web", path));
  const auto child = at.start(1, 1);
  reader.reset();
  child.write("to nobody\n");
  CHECK(at.next_trouble() ==
        "cannot write log '" + path + "': Broken pipe; output of 'web' is dropped");
}

TEST_CASE("the daemon's stdout can be a log, whatever it is") {
  log_fixture at;
  const io::fd real{::dup(STDOUT_FILENO)};
  REQUIRE(real);
  int ends[2];
  const auto check_with = [&](int write_end, int read_end) {
    REQUIRE(::dup2(write_end, STDOUT_FILENO) >= 0);
    auto spec = log_fixture::spec_for("web", "/dev/stdout");
    spec->out.max_bytes = 5;
    at.define(1, spec);
    const int error = at.prepare(1);
    const auto child = at.attach(1, 1);
    child.write("hello\n");
    at.drain(1, 1);
    at.logs->forget({1});
    at.settle();
    REQUIRE(::dup2(real.number(), STDOUT_FILENO) >= 0);
    CHECK(error == 0);
    char got[16] = {};
    CHECK(::read(read_end, got, sizeof got) == 6);
    CHECK(std::string{got} == "hello\n");
  };
  SECTION("a pipe") {
    REQUIRE(::pipe2(ends, O_CLOEXEC | O_NONBLOCK) == 0);
    check_with(ends[1], ends[0]);
    (void)::close(ends[0]);
    (void)::close(ends[1]);
  }
  SECTION("a socket, as under systemd") {
    REQUIRE(::socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, ends) == 0);
    check_with(ends[1], ends[0]);
    (void)::close(ends[0]);
    (void)::close(ends[1]);
  }
  SECTION("a file, which is never renamed") {
    const auto path = at.folder / "stdout";
    const io::fd file{::open(path.c_str(), O_WRONLY | O_CREAT | O_CLOEXEC, 0600)};
    const io::fd reader{::open(path.c_str(), O_RDONLY | O_CLOEXEC)};
    check_with(file.number(), reader.number());
    // Whoever shares the descriptor goes on behind what the log has written.
    CHECK(::lseek(file.number(), 0, SEEK_CUR) == 6);
    CHECK(std::filesystem::is_symlink("/dev/stdout"));
  }
  SECTION("a terminal") {
    const io::fd master{::posix_openpt(O_RDWR | O_NOCTTY | O_CLOEXEC)};
    REQUIRE(master);
    REQUIRE(::grantpt(master.number()) == 0);
    REQUIRE(::unlockpt(master.number()) == 0);
    const io::fd slave{::open(::ptsname(master.number()), O_RDWR | O_NOCTTY | O_CLOEXEC)};
    REQUIRE(slave);
    REQUIRE(::dup2(slave.number(), STDOUT_FILENO) >= 0);
    at.define(1, log_fixture::spec_for("web", "/dev/stdout"));
    const int error = at.prepare(1);
    at.attach(1, 1).write("hello\n");
    at.drain(1, 1);
    REQUIRE(::dup2(real.number(), STDOUT_FILENO) >= 0);
    CHECK(error == 0);
    char got[16] = {};
    CHECK(::read(master.number(), got, sizeof got) == 7);  // the terminal adds \r
    CHECK(std::string{got} == "hello\r\n");
  }
}

TEST_CASE("the daemon's own log is echoed to its stdout") {
  log_fixture at;
  const io::fd real{::dup(STDOUT_FILENO)};
  int ends[2];
  REQUIRE(::pipe2(ends, O_CLOEXEC | O_NONBLOCK) == 0);
  REQUIRE(::dup2(ends[1], STDOUT_FILENO) >= 0);
  const int error = at.define_main({at.folder / "main.log", 0, 0, true});
  at.logs->append({{0}, core::stream_kind::out}, "line\n");
  at.settle();
  REQUIRE(::dup2(real.number(), STDOUT_FILENO) >= 0);
  CHECK(error == 0);
  char got[16] = {};
  CHECK(::read(ends[0], got, sizeof got) == 5);
  CHECK(content(at.folder / "main.log") == "line\n");
  (void)::close(ends[0]);
  (void)::close(ends[1]);
}

TEST_CASE("a folder that vanishes loses only what is written until it is back") {
  log_fixture at;
  const auto folder = at.folder / "logs";
  std::filesystem::create_directory(folder);
  const auto path = folder + "/web.log";
  at.define(1, log_fixture::spec_for("web", path));
  const auto child = at.start(1, 1);
  child.write("one\n");
  REQUIRE(soon([&] { return content(path) == "one\n"; }));
  std::filesystem::remove_all(folder);
  CHECK(soon([&] {
    child.write("lost\n");
    return at.notices.count<core::from_host::log_trouble>() > 0;
  }));
  CHECK(at.next_trouble() ==
        "cannot write log '" + path + "': No such file or directory; output of 'web' is dropped");
  std::filesystem::create_directory(folder);
  CHECK(soon([&] {
    child.write("back\n");
    return content(path).ends_with("back\n");
  }));
  CHECK(dropped_bytes(at) > 0);
}

TEST_CASE("the main log tells why it cannot be") {
  log_fixture at;
  CHECK(at.define_main({at.folder / "absent/main.log", 0, 0}) == ENOENT);
  at.logs->append({{0}, core::stream_kind::out}, "lost\n");
  CHECK(at.next_trouble().find("output of the daemon is dropped") != std::string::npos);
}
