#include "core/line_splitter.hpp"

#include <string>
#include <vector>

#include "tests/helpers/catch.hpp"

using actord::core::line_splitter;
using lines = std::vector<std::string>;

namespace {

lines split(const std::vector<std::string>& chunks) {
  lines got;
  line_splitter splitter;
  const auto keep = [&](std::string_view line) { got.emplace_back(line); };
  for (const auto& chunk : chunks)
    splitter.feed(chunk, keep);
  splitter.finish(keep);
  return got;
}

}  // namespace

TEST_CASE("lines are found wherever the chunks end") {
  const std::string text = "one\n\n two \nthree";
  for (std::size_t cut = 0; cut <= text.size(); ++cut) {
    CAPTURE(cut);
    CHECK(split({text.substr(0, cut), text.substr(cut)}) == lines{"one", "", " two ", "three"});
  }
  CHECK(split({"", "\n", ""}) == lines{""});
  CHECK(split({}).empty());
}

TEST_CASE("a line of the greatest length stays whole, a longer one comes in pieces") {
  const std::string most(line_splitter::longest, 'x');
  CHECK(split({most + "\nnext\n"}) == lines{most, "next"});
  CHECK(split({most, "\nnext\n"}) == lines{most, "next"});
  CHECK(split({most + "y\n"}) == lines{most, "y"});
  CHECK(split({most, "y", "\n"}) == lines{most, "y"});
  CHECK(split({most + most + "yz"}) == lines{most, most, "yz"});
}
