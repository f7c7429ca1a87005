// The shell without a terminal: prompts, lines, ends; and the history file.
#include <sys/stat.h>
#include <unistd.h>

#include <array>
#include <cstdio>
#include <cstdlib>
#include <fstream>
#include <sstream>

#include "actorctl_fake_session.hpp"
#include "cli/actorctl/history_file.hpp"
#include "cli/actorctl/line_reader.hpp"
#include "cli/actorctl/shell.hpp"
#include "tests/helpers/catch.hpp"

namespace actord::cli {

namespace {

// Gives lines from a list; writes the prompts to where the output goes.
class scripted_reader : public line_reader {
 public:
  scripted_reader(std::ostream& out, std::vector<read_line> lines)
      : out_{out}, lines_{std::move(lines)} {}

  read_line read(std::string_view prompt) override {
    out_ << prompt;
    if (next_ == lines_.size()) return {read_line::end::end_of_input, {}};
    return lines_[next_++];
  }

 private:
  std::ostream& out_;
  std::vector<read_line> lines_;
  std::size_t next_{0};
};

std::string shell_output(std::vector<read_line> typed, link_error broken = {}) {
  fake_session daemon;
  daemon.world = {{.group = "cat", .name = "cat"}};
  if (!broken.text.empty()) daemon.broken = broken;
  std::ostringstream out;
  scripted_reader reader{out, std::move(typed)};
  surroundings here{daemon, out,
                    out,    "unix:///run/s.sock",
                    true,   [&reader](std::string_view prompt) { return reader.read(prompt); }};
  run_shell(here, reader, "tool");
  return out.str();
}

read_line typed(std::string text) {
  return {read_line::end::line, std::move(text)};
}

const std::string status_line =
    "cat                              RUNNING   pid 100, uptime 0:00:10\n";

// Standard input made of `text` while it lives.
class typed_input {
 public:
  explicit typed_input(const std::string& text) : before_{::dup(STDIN_FILENO)} {
    std::array<int, 2> ends{};
    REQUIRE(::pipe(ends.data()) == 0);
    REQUIRE(::write(ends[1], text.data(), text.size()) == static_cast<ssize_t>(text.size()));
    (void)::close(ends[1]);
    (void)::dup2(ends[0], STDIN_FILENO);
    (void)::close(ends[0]);
  }
  typed_input(const typed_input&) = delete;
  typed_input& operator=(const typed_input&) = delete;
  ~typed_input() {
    (void)::dup2(before_, STDIN_FILENO);
    (void)::close(before_);
  }

 private:
  int before_;
};

class temporary_file {
 public:
  temporary_file() {
    const int fd = ::mkstemp(path_.data());
    REQUIRE(fd >= 0);
    (void)::close(fd);
  }
  temporary_file(const temporary_file&) = delete;
  temporary_file& operator=(const temporary_file&) = delete;
  ~temporary_file() { (void)std::remove(path_.c_str()); }
  const std::string& path() const { return path_; }

 private:
  std::string path_{"/tmp/actorctl_test_XXXXXX"};
};

}  // namespace

TEST_CASE("the shell begins with status and ends with an empty line") {
  CHECK(shell_output({}) == status_line + "tool> \n");
  CHECK(shell_output({typed("exit"), typed("version")}) == status_line + "tool> \n");
}

TEST_CASE("the shell runs line after line, and an empty one is nothing") {
  CHECK(shell_output({typed("version"), typed(""), typed("bogus")}) ==
        status_line + "tool> 1.2.3\ntool> tool> *** Unknown syntax: bogus\ntool> \n");
}

TEST_CASE("^C at the prompt ends the shell") {
  CHECK(shell_output({{read_line::end::interrupted, {}}, typed("version")}) ==
        status_line + "tool> \n");
}

TEST_CASE("^C while following ends only the following") {
  CHECK(shell_output({typed("maintail -f"), typed("version")}) ==
        status_line + "tool> ==> Press Ctrl-C to exit <==\n\ntool> 1.2.3\ntool> \n");
}

TEST_CASE("^C at a question ends the shell") {
  CHECK(shell_output({typed("shutdown"), {read_line::end::interrupted, {}}, typed("version")}) ==
        status_line + "tool> Really shut the remote supervisord process down y/N? \n");
}

TEST_CASE("a question takes the next line") {
  CHECK(shell_output({typed("reload"), typed("y"), typed("version")}) ==
        status_line +
            "tool> Really restart the remote supervisord process y/N? Restarted supervisord\n"
            "tool> 1.2.3\ntool> \n");
}

TEST_CASE("a shell without a daemon stays") {
  CHECK(shell_output({typed("version")}, {link_error::kind::refused, "x", 0}) ==
        "unix:///run/s.sock refused connection\ntool> unix:///run/s.sock refused connection\n"
        "tool> \n");
}

TEST_CASE("the plain reader gives line after line, the last one without newline too") {
  interrupts watch;
  const typed_input input{"one\n\n two \r\nthree"};
  const auto reader = make_plain_reader(watch);
  for (const auto* expected : {"one", "", " two \r", "three"}) {
    const auto line = reader->read("");
    CHECK(line.how == read_line::end::line);
    CHECK(line.text == expected);
  }
  CHECK(reader->read("").how == read_line::end::end_of_input);
  CHECK(reader->read("").how == read_line::end::end_of_input);
}

TEST_CASE("^C ends the wait for a line") {
  interrupts watch;
  const typed_input input{"ready\n"};
  const auto reader = make_plain_reader(watch);
  REQUIRE(std::raise(SIGINT) == 0);
  CHECK(reader->read("").how == read_line::end::interrupted);
  CHECK(reader->read("").text == "ready");
}

TEST_CASE("SIGINT is as it was after the last wait for it") {
  struct sigaction before {};
  struct sigaction during {};
  struct sigaction after {};
  REQUIRE(::sigaction(SIGINT, nullptr, &before) == 0);
  {
    interrupts watch;
    REQUIRE(::sigaction(SIGINT, nullptr, &during) == 0);
    CHECK_FALSE(watch.taken());
    REQUIRE(std::raise(SIGINT) == 0);
    CHECK(watch.taken());
    CHECK_FALSE(watch.taken());
  }
  REQUIRE(::sigaction(SIGINT, nullptr, &after) == 0);
  CHECK(during.sa_handler != before.sa_handler);
  CHECK(after.sa_handler == before.sa_handler);
}

TEST_CASE("the history is a plain file of the newest lines") {
  const temporary_file file;
  write_history(file.path(), {"status", "tail -f web"});
  CHECK(read_history(file.path()) == std::vector<std::string>{"status", "tail -f web"});

  std::vector<std::string> many;
  for (std::size_t i = 0; i < most_history_lines + 5; ++i)
    many.push_back(std::to_string(i));
  write_history(file.path(), many);
  CHECK(read_history(file.path()).size() == most_history_lines);
  CHECK(read_history(file.path()).front() == "5");
  CHECK(read_history(file.path()).back() == many.back());
}

TEST_CASE("a new history file is for its owner only, and a missing one is none") {
  const temporary_file file;
  REQUIRE(std::remove(file.path().c_str()) == 0);
  CHECK(read_history(file.path()).empty());
  write_history(file.path(), {"status"});
  struct stat now {};
  REQUIRE(::stat(file.path().c_str(), &now) == 0);
  CHECK((now.st_mode & 0777) == 0600);
  write_history("/nonexistent/directory/history", {"status"});  // no fault to be seen
}

}  // namespace actord::cli
