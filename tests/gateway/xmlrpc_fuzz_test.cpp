// Random calls survive a round trip; random damage never does more than be refused. A failure
// prints its seed.
#include <random>
#include <string>

#include "gateway/utf8.hpp"
#include "gateway/xmlrpc_reader.hpp"
#include "gateway/xmlrpc_writer.hpp"
#include "tests/helpers/catch.hpp"

using namespace actord::gateway;
using namespace actord::gateway::xmlrpc;

namespace {

using dice = std::mt19937;

int roll(dice& d, int sides) {
  return std::uniform_int_distribution<int>{0, sides - 1}(d);
}

std::string random_text(dice& d) {
  static const std::string pieces[] = {"a",  "<",  "&", "]]>", "\xC3\xA9",
                                       "\n", "\t", " ", "\"",  "'"};
  std::string text;
  for (int i = roll(d, 8); i > 0; --i)
    text += pieces[roll(d, 10)];
  return text;
}

value random_value(dice& d, int depth) {
  switch (roll(d, depth > 0 ? 6 : 4)) {
    case 0:
      return roll(d, 2'000'000) - 1'000'000;
    case 1:
      return roll(d, 2) == 0;
    case 2:
      return roll(d, 1000) / 8.0;
    case 3:
      return random_text(d);
    case 4: {
      array items;
      for (int i = roll(d, 4); i > 0; --i)
        items.push_back(random_value(d, depth - 1));
      return items;
    }
    default: {
      structure members;
      for (int i = roll(d, 4); i > 0; --i)
        members.push_back({"k" + random_text(d), random_value(d, depth - 1)});
      return members;
    }
  }
}

// What the writer makes of a value, as the parameter of a call.
std::string as_call(const value& v) {
  auto text = response_with(v);
  const auto from = text.find("<params>");
  const auto to = text.find("</methodResponse>");
  return "<methodCall><methodName>m</methodName>" + text.substr(from, to - from) + "</methodCall>";
}

}  // namespace

TEST_CASE("what the writer writes the reader reads") {
  for (unsigned seed = 0; seed < 500; ++seed) {
    dice d{seed};
    const auto sent = random_value(d, 4);
    const auto read = read_call(as_call(sent));
    INFO("seed " << seed << "\n" << as_call(sent));
    REQUIRE(read.ok());
    REQUIRE(read->params.size() == 1);
    REQUIRE(read->params.front() == sent);
  }
}

TEST_CASE("damaged calls are read or refused, and what is read can be written") {
  for (unsigned seed = 0; seed < 3000; ++seed) {
    dice d{seed};
    auto text = as_call(random_value(d, 3));
    for (int i = roll(d, 6); i >= 0; --i) {
      const auto at = static_cast<std::size_t>(roll(d, static_cast<int>(text.size())));
      switch (roll(d, 3)) {
        case 0:
          text[at] = static_cast<char>(roll(d, 256));
          break;
        case 1:
          text.erase(at, static_cast<std::size_t>(roll(d, 20)));
          break;
        default:
          text.insert(at, text.substr(text.size() / 2, static_cast<std::size_t>(roll(d, 40))));
      }
      if (text.empty()) text = "<";
    }
    const auto read = read_call(text);
    INFO("seed " << seed << "\n" << text);
    if (!read.ok()) continue;
    for (const auto& param : read->params)
      REQUIRE(is_utf8(response_with(param)));
  }
}
