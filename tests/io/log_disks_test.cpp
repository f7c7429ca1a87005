// Disks that go wrong under one log: the other logs do not notice, and nothing is lost without
// being counted. Real file systems: a small tmpfs, remounted, filled up, taken away.
#include <sys/mount.h>
#include <sys/stat.h>

#include <atomic>
#include <cerrno>
#include <cstdint>
#include <regex>

#include "tests/io/log_fixture.hpp"

using namespace actord;
using namespace actord::test;

namespace {

class small_disk {
 public:
  explicit small_disk(std::string path) : path_{std::move(path)} {
    std::filesystem::create_directory(path_);
    mounted_ = ::mount("none", path_.c_str(), "tmpfs", 0, "size=256k") == 0;
  }
  small_disk(const small_disk&) = delete;
  small_disk& operator=(const small_disk&) = delete;
  ~small_disk() {
    if (mounted_) (void)::umount2(path_.c_str(), MNT_DETACH);
  }
  bool mounted() const {
    if (!mounted_) WARN("may not mount a tmpfs: skipped");
    return mounted_;
  }
  bool remount(unsigned long flags) const {
    return ::mount("none", path_.c_str(), "tmpfs", MS_REMOUNT | flags, nullptr) == 0;
  }
  // Not even for those who have files open there.
  void take_away() {
    REQUIRE(::umount2(path_.c_str(), MNT_DETACH) == 0);
    mounted_ = false;
  }
  std::string operator/(const std::string& name) const { return path_ + "/" + name; }

 private:
  std::string path_;
  bool mounted_{false};
};

// Programs whose logs must go on, talking all the time from a thread of their own.
class others {
 public:
  others(log_fixture& at, std::uint32_t first_key) : at_{at}, first_key_{first_key} {
    for (std::uint32_t i = 0; i < count; ++i) {
      at.define(first_key + i, log_fixture::spec_for("other" + std::to_string(i), path(i)));
      children_.push_back(at.start(first_key + i, 1));
    }
    talking_ = std::thread{[this] { talk(); }};
  }
  others(const others&) = delete;
  others& operator=(const others&) = delete;
  ~others() {
    stopped_ = true;
    if (talking_.joinable()) talking_.join();
  }
  // Does the log of each of them grow?
  bool go_on() const {
    const auto said = lines_.load();
    return soon([&] {
      for (std::uint32_t i = 0; i < count; ++i)
        if (content(path(i)).find("line " + std::to_string(said) + "\n") == std::string::npos)
          return false;
      return true;
    });
  }
  // Is every byte they wrote in their logs, and nothing else?
  bool lost_nothing() {
    stopped_ = true;
    talking_.join();
    std::string wanted;
    for (int line = 0; line < lines_; ++line)
      wanted += "line " + std::to_string(line) + "\n";
    bool all = true;
    for (std::uint32_t i = 0; i < count; ++i) {
      at_.drain(first_key_ + i, 1);
      all = all && content(path(i)) == wanted;
    }
    return all;
  }

 private:
  static constexpr std::uint32_t count = 3;
  std::string path(std::uint32_t i) const {
    return at_.folder / ("other" + std::to_string(i) + ".log");
  }
  void talk() {
    while (!stopped_) {
      for (const auto& child : children_)
        child.write("line " + std::to_string(lines_) + "\n");
      ++lines_;
      std::this_thread::sleep_for(1ms);
    }
  }

  log_fixture& at_;
  std::uint32_t first_key_;
  std::vector<child_end> children_;
  std::atomic<int> lines_{0};
  std::atomic<bool> stopped_{false};
  std::thread talking_;
};

// Bytes that the "writable again" messages so far tell of.
std::size_t dropped_bytes(log_fixture& at) {
  const std::regex recovery{".* is writable again; ([0-9]+) bytes of 'web' were dropped"};
  std::size_t sum = 0;
  while (at.notices.count<core::from_host::log_trouble>() > 0) {
    std::smatch match;
    const auto text = at.next_trouble();
    if (std::regex_match(text, match, recovery)) sum += std::stoul(match[1]);
  }
  return sum;
}

// Says something until the log has it; returns how much.
std::size_t talk_until_it_is_there(const child_end& child, const std::string& path) {
  std::size_t written = 0;
  CHECK(soon([&] {
    child.write("again\n");
    written += 6;
    return content(path).ends_with("again\n");
  }));
  return written;
}

}  // namespace

TEST_CASE("a full disk: the others go on, the loss is counted to the byte") {
  log_fixture at;
  const small_disk disk{at.folder / "disk"};
  if (!disk.mounted()) return;
  others rest{at, 10};
  const auto path = disk / "web.log";
  at.define(1, log_fixture::spec_for("web", path));
  const auto child = at.start(1, 1);
  put_file(disk / "ballast", std::string(150'000, 'b'));
  std::size_t written = 0;
  for (int block = 0; block < 20; ++block) {  // 200 KB where there is room for half
    child.write(std::string(9'999, 'x') + "\n");
    written += 10'000;
  }
  CHECK(at.next_trouble() ==
        "cannot write log '" + path + "': No space left on device; output of 'web' is dropped");
  CHECK(rest.go_on());
  std::filesystem::remove(disk / "ballast");
  written += talk_until_it_is_there(child, path);
  at.drain(1, 1);
  const auto dropped = dropped_bytes(at);
  CHECK(dropped > 0);
  CHECK(dropped + content(path).size() == written);
  CHECK(rest.lost_nothing());
}

TEST_CASE(
    "a full disk does not stop rotation by renaming, nor compression from being tried again") {
  log_fixture at;
  const small_disk disk{at.folder / "disk"};
  if (!disk.mounted()) return;
  others rest{at, 10};
  const auto path = disk / "web.log";
  auto spec = log_fixture::spec_for("web", path);
  spec->out.compress = core::log_compression::gzip;
  at.define(1, spec);
  const auto child = at.start(1, 1);
  std::string noise(100'000, ' ');  // does not get smaller by much
  std::uint32_t random = 1;
  for (auto& c : noise) {
    random = random * 1664525U + 1013904223U;
    c = static_cast<char>(random >> 24U);
  }
  child.write(noise + "\n");
  REQUIRE(soon([&] { return content(path).size() == noise.size() + 1; }));
  put_file(disk / "ballast", std::string(200'000, 'b'));  // as much as there is room for
  at.logs->rotate({{1}, 1});
  CHECK(at.notices.take<core::from_host::logs_rotated>().problem == core::fault{});
  CHECK(at.next_trouble().find("cannot compress a backup of log '" + path +
                               "': No space left on device") == 0);
  CHECK(content(path + ".1") == noise + "\n");
  CHECK_FALSE(std::filesystem::exists(path + ".actord-gz"));
  CHECK(rest.go_on());

  std::filesystem::remove(disk / "ballast");
  child.write("more\n");
  REQUIRE(soon([&] { return content(path) == "more\n"; }));
  at.logs->rotate({{1}, 2});
  CHECK(at.notices.take<core::from_host::logs_rotated>().problem == core::fault{});
  CHECK(soon([&] {
    return std::filesystem::exists(path + ".1.gz") && std::filesystem::exists(path + ".2.gz") &&
           !std::filesystem::exists(path + ".2");
  }));
  CHECK(rest.lost_nothing());
}

TEST_CASE("a read-only file system: the program runs, its output is counted, the others go on") {
  log_fixture at;
  const small_disk disk{at.folder / "disk"};
  if (!disk.mounted()) return;
  others rest{at, 10};
  const auto path = disk / "web.log";
  put_file(path, "before\n");
  REQUIRE(disk.remount(MS_RDONLY));
  at.define(1, log_fixture::spec_for("web", path));
  const auto child = at.start(1, 1);  // is no reason not to start
  CHECK(at.next_trouble() ==
        "cannot write log '" + path + "': Read-only file system; output of 'web' is dropped");
  child.write("lost\n");
  CHECK(rest.go_on());
  REQUIRE(disk.remount(0));
  const auto written = 5 + talk_until_it_is_there(child, path);
  at.drain(1, 1);
  CHECK(content(path).size() - 7 + dropped_bytes(at) == written);
  CHECK(content(path).starts_with("before\nagain\n"));
  CHECK(rest.lost_nothing());
}

TEST_CASE("a read-only file system: nothing is rotated, nothing is lost that is there") {
  log_fixture at;
  const small_disk disk{at.folder / "disk"};
  if (!disk.mounted()) return;
  const auto path = disk / "web.log";
  put_file(path, "before\n");
  at.define(1, log_fixture::spec_for("web", path));
  REQUIRE(disk.remount(MS_RDONLY));
  at.logs->rotate({{1}, 1});
  const auto problem = at.notices.take<core::from_host::logs_rotated>().problem;
  CHECK(problem.code == core::fault_code::failed);
  CHECK(content(path) == "before\n");
  REQUIRE(disk.remount(0));
  at.logs->rotate({{1}, 2});
  CHECK(at.notices.take<core::from_host::logs_rotated>().problem == core::fault{});
  CHECK(content(path + ".1") == "before\n");
}

TEST_CASE("a disk that is taken away and comes back: the others go on, the log begins anew") {
  log_fixture at;
  const auto folder = at.folder / "disk";
  const auto path = folder + "/web.log";
  std::size_t written = 0;
  others rest{at, 10};
  at.define(1, log_fixture::spec_for("web", path));
  child_end child;
  {
    small_disk disk{folder};
    if (!disk.mounted()) return;
    child = at.start(1, 1);
    child.write("one\n");
    REQUIRE(soon([&] { return content(path) == "one\n"; }));
    disk.take_away();
  }
  // The folder under it is there: the log goes on in it.
  written += talk_until_it_is_there(child, path);
  std::filesystem::remove_all(folder);
  CHECK(soon([&] {
    child.write("lost\n");
    return at.notices.count<core::from_host::log_trouble>() > 0;
  }));
  CHECK(at.next_trouble() ==
        "cannot write log '" + path + "': No such file or directory; output of 'web' is dropped");
  CHECK(rest.go_on());
  const small_disk back{folder};
  written += talk_until_it_is_there(child, path);
  CHECK(soon([&] { return at.notices.count<core::from_host::log_trouble>() > 0; }));
  CHECK(dropped_bytes(at) > 0);
  CHECK(rest.lost_nothing());
}

TEST_CASE("fifos that nobody reads, or no longer: the others go on") {
  log_fixture at;
  others rest{at, 10};
  const auto unread = at.folder / "unread";
  const auto stopped = at.folder / "stopped";
  REQUIRE(::mkfifo(unread.c_str(), 0600) == 0);
  REQUIRE(::mkfifo(stopped.c_str(), 0600) == 0);
  at.define(1, log_fixture::spec_for("unread", unread));
  at.define(2, log_fixture::spec_for("stopped", stopped));
  const io::fd reader{::open(stopped.c_str(), O_RDONLY | O_NONBLOCK | O_CLOEXEC)};
  constexpr std::size_t amount = 3'000'000;
  const auto unread_child = at.start(1, 1);
  unread_child.write(std::string(amount, 'x'));  // has no reader at all: dropped
  std::thread held_up{[child = at.start(2, 1)] { child.write(std::string(amount, 'y')); }};
  CHECK(rest.go_on());
  std::string got(64 * 1024, ' ');
  std::size_t total = 0;
  CHECK(soon([&] {
    const auto count = ::read(reader.number(), got.data(), got.size());
    if (count > 0) total += static_cast<std::size_t>(count);
    return total == amount;
  }));
  held_up.join();
  CHECK(rest.lost_nothing());
}
