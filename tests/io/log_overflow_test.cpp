// Slow targets: what waits, what is left out, and that nobody else notices.
#include <fcntl.h>
#include <sys/stat.h>

#include <atomic>
#include <cstdint>
#include <regex>

#include "io/log_queue.hpp"
#include "tests/io/log_fixture.hpp"

using namespace actord;
using namespace actord::test;

namespace {

// A fifo with a reader that reads only when told to.
class lazy_reader {
 public:
  explicit lazy_reader(const std::string& path) {
    REQUIRE(::mkfifo(path.c_str(), 0600) == 0);
    end_.reset(::open(path.c_str(), O_RDONLY | O_NONBLOCK | O_CLOEXEC));
    REQUIRE(end_);
  }
  // Takes what is there now.
  void read() {
    std::string got(64 * 1024, ' ');
    for (::ssize_t count = 1; count > 0;) {
      count = ::read(end_.number(), got.data(), got.size());
      if (count > 0) text_.append(got, 0, static_cast<std::size_t>(count));
    }
  }
  const std::string& text() const { return text_; }

 private:
  io::fd end_;
  std::string text_;
};

std::shared_ptr<core::process_spec> dropping_spec(const std::string& name,
                                                  const std::string& path) {
  auto spec = log_fixture::spec_for(name, path);
  spec->out.overflow = core::log_overflow::drop;
  return spec;
}

std::string numbered_lines(int count) {
  std::string text;
  for (int line = 0; line < count; ++line)
    text += "line " + std::to_string(line) + "\n";
  return text;
}

}  // namespace

TEST_CASE("with overflow=drop the child never waits, and the log says what is missing") {
  log_fixture at;
  const auto path = at.folder / "fifo";
  lazy_reader reader{path};
  at.define(1, dropping_spec("web", path));
  const auto child = at.start(1, 1);
  std::size_t written = 0;
  for (int block = 0; block < 60; ++block) {  // nobody reads: 6 MB would never fit
    child.write(std::string(99'999, 'x') + "\n");
    written += 100'000;
  }
  CHECK(at.next_trouble() ==
        "log '" + path + "' is too slow for 'web'; output is left out (log_overflow=drop)");
  CHECK(soon([&] {
    reader.read();
    child.write("y\n");
    written += 2;
    return at.notices.count<core::from_host::log_trouble>() > 0;
  }));
  std::smatch match;
  const auto end = at.next_trouble();
  CAPTURE(end);
  REQUIRE(std::regex_match(
      end, match,
      std::regex{"log '.*' takes output of 'web' again; ([0-9]+) bytes were left out"}));
  at.drain(1, 1);
  CHECK(soon([&] {
    reader.read();
    return reader.text().ends_with("y\n");
  }));
  const std::string notice = "[actord] " + match[1].str() +
                             " bytes of 'web' are missing before this line: the log was too slow\n";
  const auto place = reader.text().find(notice);
  REQUIRE(place != std::string::npos);
  CHECK(reader.text()[place - 1] == '\n');
  CHECK(reader.text().size() - notice.size() + std::stoul(match[1]) == written);
}

TEST_CASE("what was left out is told at the end, too") {
  log_fixture at;
  const auto path = at.folder / "fifo";
  lazy_reader reader{path};
  auto spec = dropping_spec("web", path);
  spec->out.prefix = "web | ";
  at.define(1, spec);
  {
    const auto child = at.start(1, 1);
    for (int block = 0; block < 30; ++block)
      child.write(std::string(9'999, 'x') + "\n" + std::string(89'999, 'x') + "\n");
  }
  at.drain(1, 1);
  CHECK(soon([&] {
    reader.read();
    return std::regex_search(reader.text().substr(reader.text().size() - 100),
                             std::regex{"\nweb \\| \\[actord\\] [0-9]+ bytes of 'web' are missing "
                                        "before this line: the log was too slow\n$"});
  }));
}

TEST_CASE("with overflow=block nothing is lost, not even of a child that has ended") {
  log_fixture at;
  const auto path = at.folder / "fifo";
  lazy_reader reader{path};
  at.define(1, log_fixture::spec_for("slow", path));
  at.define(2, log_fixture::spec_for("other", at.folder / "other.log"));
  const auto text = numbered_lines(200'000);  // 2 MB: more than all queues and pipes hold
  std::thread writer{[&, child = at.start(1, 1)] { child.write(text); }};
  const auto other = at.start(2, 1);
  other.write("not held up\n");
  CHECK(soon([&] { return content(at.folder / "other.log") == "not held up\n"; }));
  CHECK(soon([&] {
    reader.read();
    return reader.text().size() > text.size() / 2;
  }));
  CHECK(soon([&] {
    reader.read();
    return reader.text().size() == text.size();
  }));
  writer.join();
  CHECK(reader.text() == text);
  CHECK(at.notices.count<core::from_host::log_trouble>() == 0);
}

TEST_CASE("what ended children wrote waits in their pipes, in order, however many they are") {
  log_fixture at;
  const auto path = at.folder / "fifo";
  lazy_reader reader{path};
  at.define(1, log_fixture::spec_for("web", path));
  std::string written;
  for (std::uint64_t run = 1; run <= 60; ++run) {  // 3.6 MB
    const auto child = at.start(1, run);
    const auto text =
        std::string(59'990, static_cast<char>('a' + run % 26)) + " " + std::to_string(run) + "\n";
    child.write(text);
    written += text;
    at.drain(1, run);  // is done although nobody reads
  }
  CHECK(soon([&] {
    reader.read();
    return reader.text().size() == written.size();
  }));
  CHECK(reader.text() == written);
  CHECK(at.notices.count<core::from_host::log_trouble>() == 0);
}

TEST_CASE("a stop waits a moment for a reader that takes what is left") {
  log_fixture at;
  const auto path = at.folder / "fifo";
  lazy_reader reader{path};
  at.define(1, log_fixture::spec_for("web", path));
  const std::string text(60'000, 'x');
  for (std::uint64_t run = 1; run <= 20; ++run) {
    at.start(1, run).write(text);
    at.drain(1, run);
  }
  std::atomic<bool> stopped{false};
  std::thread stopping{[&] {
    at.logs->stop();
    stopped = true;
  }};
  CHECK(soon([&] {
    reader.read();
    return stopped.load();
  }));
  stopping.join();
  reader.read();
  CHECK(reader.text().size() == 20 * text.size());
}

TEST_CASE("one who drops and one who waits can share a slow log") {
  log_fixture at;
  const auto path = at.folder / "fifo";
  lazy_reader reader{path};
  auto waiting = log_fixture::spec_for("waiting", path);
  waiting->out.prefix = "waiting | ";
  auto dropping = dropping_spec("dropping", path);
  dropping->out.prefix = "dropping | ";
  at.define(1, waiting);
  at.define(2, dropping);
  const auto text = numbered_lines(100'000);
  std::thread writer{[&, child = at.start(1, 1)] { child.write(text); }};
  const auto dropper = at.start(2, 1);
  for (int block = 0; block < 100; ++block)
    dropper.write(std::string(49'999, 'd') + "\n");  // is never held up
  const auto of_waiting = [&] {
    reader.read();
    std::string lines;
    std::size_t at_line = 0;
    for (auto end = reader.text().find('\n'); end != std::string::npos;
         at_line = end + 1, end = reader.text().find('\n', at_line))
      if (const auto line = reader.text().substr(at_line, end - at_line + 1);
          line.starts_with("waiting | "))
        lines += line.substr(10);
    return lines;
  };
  CHECK(soon([&] {
    reader.read();
    return reader.text().ends_with("waiting | line 99999\n") || of_waiting() == text;
  }));
  writer.join();
  CHECK(of_waiting() == text);
}

TEST_CASE("a full queue takes whole lines") {
  io::log_queue queue;
  CHECK(queue.push("one\ntwo\n", 100) == 8);
  CHECK(queue.push("three\nfour\n", 16) == 6);
  CHECK(queue.push("five\n", 16) == 0);
  CHECK(queue.front() == "one\ntwo\nthree\n");
  CHECK(queue.push("no end", 16) == 2);  // of what has no lines, what fits
}
