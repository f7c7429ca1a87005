// Prefixes and JSON: lines of several programs in one log.
#include <fcntl.h>
#include <sys/stat.h>

#include <algorithm>
#include <cstdint>
#include <map>
#include <regex>
#include <sstream>

#include "tests/io/log_fixture.hpp"

using namespace actord;
using namespace actord::test;

TEST_CASE("lines of several programs share a log without mixing") {
  log_fixture at;
  const auto path = at.folder / "all.log";
  std::map<std::string, std::string> written;
  std::vector<child_end> children;
  std::vector<std::string> texts;
  for (std::uint32_t key = 1; key <= 5; ++key) {
    const auto name = "p" + std::to_string(key);
    auto spec = log_fixture::spec_for(name, path);
    spec->out.prefix = name + " | ";
    at.define(key, spec);
    children.push_back(at.start(key, 1));
    std::string text;
    for (int line = 0; line < 2000; ++line)
      text += name + " line " + std::to_string(line) + "\n";
    texts.push_back(text);
  }
  // In pieces that end anywhere.
  for (std::size_t place = 0; place < texts[0].size(); place += 7)
    for (std::size_t i = 0; i < children.size(); ++i)
      children[i].write(std::string_view{texts[i]}.substr(std::min(place, texts[i].size()), 7));
  for (std::uint32_t key = 1; key <= 5; ++key)
    at.drain(key, 1);
  std::map<std::string, std::string> lines;
  std::istringstream log{content(path)};
  for (std::string line; std::getline(log, line);) {
    REQUIRE(line.substr(2, 3) == " | ");
    lines[line.substr(0, 2)] += line.substr(5) + "\n";
  }
  for (std::size_t i = 0; i < texts.size(); ++i)
    CHECK(lines["p" + std::to_string(i + 1)] == texts[i]);
}

TEST_CASE("a partial line comes out when its writer ends") {
  log_fixture at;
  const auto path = at.folder / "web.log";
  auto spec = log_fixture::spec_for("web", path);
  spec->out.prefix = "web | ";
  at.define(1, spec);
  const auto child = at.start(1, 1);
  child.write("one\nno end");
  CHECK(soon([&] { return content(path) == "web | one\n"; }));
  at.drain(1, 1);
  CHECK(content(path) == "web | one\nweb | no end\n");
}

TEST_CASE("stdout and stderr that are one pipe are one log, whatever their names") {
  log_fixture at;
  const io::fd real_out{::dup(STDOUT_FILENO)};
  const io::fd real_err{::dup(STDERR_FILENO)};
  int ends[2];
  REQUIRE(::pipe2(ends, O_CLOEXEC | O_NONBLOCK) == 0);
  const io::fd reader{ends[0]};
  io::fd writer{ends[1]};
  REQUIRE(::fcntl(writer.number(), F_SETPIPE_SZ, 4096) == 4096);
  REQUIRE(::dup2(writer.number(), STDOUT_FILENO) >= 0);
  REQUIRE(::dup2(writer.number(), STDERR_FILENO) >= 0);
  const char* const names[] = {"/dev/stdout", "/dev/stderr", "/proc/self/fd/1", "/dev/fd/2"};
  std::vector<int> errors;
  std::vector<child_end> children;
  for (std::uint32_t key = 1; key <= 4; ++key) {
    auto spec = log_fixture::spec_for("p" + std::to_string(key), names[key - 1]);
    spec->out.prefix = "p" + std::to_string(key) + " | ";
    at.define(key, spec);
    errors.push_back(at.prepare(key));
    children.push_back(at.attach(key, 1));
  }
  REQUIRE(::dup2(real_out.number(), STDOUT_FILENO) >= 0);
  REQUIRE(::dup2(real_err.number(), STDERR_FILENO) >= 0);
  writer.reset();
  for (const int error : errors)
    CHECK(error == 0);
  std::thread writing{[&] {
    for (int round = 0; round < 200; ++round)
      for (const auto& child : children)
        child.write(std::string(300, 'x') + "\n");
  }};
  std::string got;
  CHECK(soon([&] {
    std::string piece(8192, ' ');
    const auto count = ::read(reader.number(), piece.data(), piece.size());
    if (count > 0) got.append(piece, 0, static_cast<std::size_t>(count));
    return got.size() == 800U * (5 + 301);
  }));
  writing.join();
  std::istringstream lines{got};
  const std::regex whole{"p[1-4] \\| x{300}"};
  for (std::string line; std::getline(lines, line);)
    REQUIRE(std::regex_match(line, whole));
}

TEST_CASE("lines can be JSON, which tells who and when") {
  io::log_options options;
  options.wall_now = [] { return core::wall_time{std::chrono::seconds{1'800'000'000}}; };
  log_fixture at{std::move(options)};
  const auto path = at.folder / "web.log";
  auto spec = log_fixture::spec_for("web_0", path);
  spec->group = "web";
  spec->out.format = core::log_format::json;
  spec->err = spec->out;
  at.define(1, spec);
  REQUIRE(at.prepare(1) == 0);
  auto [out, out_child] = child_pipe_ends();
  auto [err, err_child] = child_pipe_ends();
  at.logs->attach({1}, {1}, std::move(out), std::move(err), 4711);
  out_child.write("it's \"fine\" \xff\n");
  err_child.write("broken");
  out_child.close();
  err_child.close();
  at.drain(1, 1);
  const std::regex form{
      "\\{\"time\":\"2027-01-1[45]T[0-9:]{8}\\.000[+-][0-9:]{5}\",\"stream\":\"stdout\","
      "\"program\":\"web:web_0\",\"pid\":4711,\"message\":\"it's \\\\\"fine\\\\\" "
      "\xef\xbf\xbd\"\\}"};
  std::istringstream lines{content(path)};
  std::string first;
  std::string second;
  REQUIRE(std::getline(lines, first));
  REQUIRE(std::getline(lines, second));
  CAPTURE(first);
  CHECK(std::regex_match(first, form));
  CHECK(
      second.ends_with("\"stream\":\"stderr\",\"program\":\"web:web_0\",\"pid\":4711,"
                       "\"message\":\"broken\"}"));
}
