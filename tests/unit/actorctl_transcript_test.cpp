// What Debian's supervisorctl prints and returns for hundreds of command lines
// (tests/golden/actorctl/record.py), played against actorctl and a fake daemon.
#include <fstream>
#include <sstream>

#include "actorctl_fake_session.hpp"
#include "cli/actorctl/dispatch.hpp"
#include "tests/helpers/catch.hpp"
#include "tests/helpers/golden.hpp"

namespace actord::cli {

namespace {

struct block {
  std::string line;
  std::string text;  // stdout, then stderr behind "! "
  int status{0};
};

std::vector<block> recorded() {
  std::ifstream file{tests::in_source_dir("tests/golden/actorctl/transcript.txt")};
  std::vector<block> blocks;
  for (std::string line; std::getline(file, line);) {
    if (line.starts_with("$ "))
      blocks.push_back({line.substr(2), {}, 0});
    else if (line.starts_with("= "))
      blocks.back().status = std::stoi(line.substr(2));
    else
      blocks.back().text += line + "\n";
  }
  return blocks;
}

std::string marked(const std::string& text) {
  std::istringstream lines{text};
  std::string result;
  for (std::string line; std::getline(lines, line);)
    result += "! " + line + "\n";
  return result;
}

// The explanations behind a usage error are ours to write (§7.6): the first line counts.
std::string without_forms(const std::string& text) {
  const bool usage = text.starts_with("Error: too ");
  return usage ? text.substr(0, text.find('\n') + 1) : text;
}

}  // namespace

TEST_CASE("actorctl prints and returns what supervisorctl does") {
  fake_session daemon;
  const auto blocks = recorded();
  REQUIRE(blocks.size() > 150);
  for (const auto& expected : blocks) {
    std::ostringstream out;
    std::ostringstream err;
    surroundings here{daemon, out, err, "unix://DIR/s.sock", false, {}};
    const auto result = run_line(here, expected.line);
    CAPTURE(expected.line);
    CHECK(without_forms(out.str()) + marked(err.str()) == without_forms(expected.text));
    CHECK(number_of(result.status) == expected.status);
  }
}

}  // namespace actord::cli
