// Names, columns, help and completion.
#include <sstream>

#include "actorctl_fake_session.hpp"
#include "cli/actorctl/completion.hpp"
#include "cli/actorctl/dispatch.hpp"
#include "cli/actorctl/names.hpp"
#include "cli/actorctl/reference_page.hpp"
#include "cli/actorctl/render.hpp"
#include "cli/actorctl/verb_table.hpp"
#include "tests/helpers/catch.hpp"
#include "tests/helpers/golden.hpp"

namespace actord::cli {

namespace {

std::string help(const std::string& rest) {
  fake_session daemon;
  std::ostringstream out;
  surroundings here{daemon, out, out, "", false, {}};
  (void)run_line(here, "help " + rest);
  return out.str();
}

core::process_info process(std::string group, std::string name, core::proc_state state,
                           std::string description) {
  core::process_info info;
  info.group = std::move(group);
  info.name = std::move(name);
  info.state = state;
  info.description = std::move(description);
  return info;
}

std::string columns(const std::vector<std::string>& words, std::size_t width) {
  std::ostringstream out;
  render_columns(out, words, width);
  return out.str();
}

using words = std::vector<std::string>;

words complete(std::string_view line) {
  return completions(line, [](completes) {
    return std::vector<process_name>{{"cat", "cat"}, {"web", "web_1"}, {"web", "web_2"}};
  });
}

}  // namespace

TEST_CASE("a name is a process, a group or both") {
  CHECK(target_of("web").group == "web");
  CHECK(target_of("web").process == "web");
  CHECK(target_of("a:b:c").group == "a");
  CHECK(target_of("a:b:c").process == "b:c");
  for (const auto* group : {"a:*", "a:"}) {
    CHECK(target_of(group).kind == core::target_kind::group);
    CHECK(target_of(group).group == "a");
  }
  CHECK(target_of("*").kind == core::target_kind::process);
  CHECK(target_of(":x").process == "x");
  CHECK(namespec("web", "web") == "web");
  CHECK(namespec("web", "web_1") == "web:web_1");
}

TEST_CASE("status columns are 33 and 10 wide, wider for long names") {
  std::ostringstream out;
  render_status(out, {process("cat", "cat", core::proc_state::running, "pid 1, uptime 0:00:10"),
                      process("g", "x", core::proc_state::stopping, "")});
  CHECK(out.str() ==
        "cat                              RUNNING   pid 1, uptime 0:00:10\n"
        "g:x                              STOPPING  \n");
  std::ostringstream wide;
  render_status(
      wide, {process("cat", "cat", core::proc_state::fatal, "x"),
             process(std::string(31, 'n'), std::string(31, 'n'), core::proc_state::backoff, "y")});
  CHECK(wide.str() ==
        "cat" + std::string(31, ' ') + "FATAL     x\n" + std::string(31, 'n') + "   BACKOFF   y\n");
}

TEST_CASE("a name takes as many columns as it has characters") {
  CHECK(padded("caf\xc3\xa9", 6) == "caf\xc3\xa9  ");
  CHECK(padded("toolong", 3) == "toolong");
}

TEST_CASE("a line of avail") {
  std::ostringstream out;
  render_config(out, {"app", "api", true, false, 5, 999});
  render_config(out, {"new", "new", false, true, 1, 2});
  CHECK(out.str() ==
        "app:api                          in use    manual    5:999\n"
        "new                              avail     auto      1:2\n");
}

TEST_CASE("columns are filled downwards and padded") {
  CHECK(columns({"a", "bb", "ccc", "d", "e"}, 79) == "a  bb  ccc  d  e\n");
  CHECK(columns({"a", "bb", "ccc", "d", "e"}, 10) == "a   ccc  e\nbb  d  \n");
  CHECK(columns({"a", "bb", "ccc", "d", "e"}, 9) == "a    d\nbb   e\nccc\n");
  CHECK(columns({"abcdef", "b"}, 3) == "abcdef\nb     \n");
  CHECK(columns({}, 79).empty());
}

TEST_CASE("help lists the actions under a line as long as its title") {
  CHECK(help("") ==
        "\n"
        "default commands (type help <topic>):\n"
        "=====================================\n"
        "add    exit      quit    reread    signal  stop    version\n"
        "avail  maintail  reload  restart   start   tail  \n"
        "clear  pid       remove  shutdown  status  update\n"
        "\n"
        "\n"
        "commands of actord:\n"
        "===================\n"
        "check  completion  convert  events  rotate  why\n"
        "\n");
}

TEST_CASE("every action that can be typed explains itself") {
  for (const auto& row : verb_table()) {
    const std::string name{row.name};
    CAPTURE(name);
    CHECK(find_verb(name) == &row);
    if (row.forms.empty())
      CHECK(help(name) == "*** No help on " + name + "\n");
    else
      CHECK(help(name).starts_with(name));
  }
  CHECK(help("exit") == "exit\tleave the shell\n");
  CHECK(help("bogus") == "*** No help on bogus\n");
}

TEST_CASE("the explanations of an action stand in one column") {
  for (const auto& row : verb_table()) {
    std::istringstream lines{help(std::string{row.name})};
    std::size_t column = 0;
    for (std::string line; std::getline(lines, line);) {
      const auto tab = line.find('\t');
      if (tab == std::string::npos) continue;
      const auto tabs = line.find_first_not_of('\t', tab) - tab;
      const auto reached = (tab / 8 + tabs) * 8;
      CAPTURE(line);
      CHECK((column == 0 || column == reached));
      column = reached;
    }
  }
}

TEST_CASE("the document of the actions is up to date") {
  const auto printed = reference_page();
  CHECK(printed == tests::golden_text("docs/generated/commands.md", printed));
}

TEST_CASE("the first word completes to actions") {
  CHECK(complete("sta") == words{"start", "status"});
  CHECK(complete("  re") == words{"reload", "remove", "reread", "restart"});
  CHECK(complete("h") == words{"help"});
  CHECK(complete("E").empty());
  CHECK(complete("").size() == verb_table().size() - 1);
}

TEST_CASE("help completes to actions, process actions to names") {
  CHECK(complete("help ma") == words{"maintail"});
  CHECK(complete("start ") == words{"cat", "web:*", "web:web_1", "web:web_2"});
  CHECK(complete("stop cat we") == words{"web:*", "web:web_1", "web:web_2"});
  CHECK(complete("pid web:web_") == words{"web:web_1", "web:web_2"});
  CHECK(complete("tail -f c") == words{"cat"});
  CHECK(complete("status cat:") == words{"cat:*", "cat:cat"});
  CHECK(complete("signal HUP web:*") == words{"web:*"});
}

TEST_CASE("actions on groups complete to groups") {
  CHECK(complete("add ") == words{"cat", "web"});
  CHECK(complete("remove w") == words{"web"});
  CHECK(complete("update cat c") == words{"cat"});
  completes wanted{};
  (void)completions("add x", [&wanted](completes what) {
    wanted = what;
    return std::vector<process_name>{};
  });
  CHECK(wanted == completes::groups);
}

TEST_CASE("other actions complete to nothing, and ask for no names") {
  const auto lines = {"shutdown ", "avail c", "bogus c", "maintail -", "exit ", "reread "};
  for (const auto* line : lines) {
    bool asked = false;
    const auto found = completions(line, [&asked](completes) {
      asked = true;
      return std::vector<process_name>{{"cat", "cat"}};
    });
    CHECK(found.empty());
    CHECK_FALSE(asked);
  }
}

TEST_CASE("the shared beginning of several words") {
  CHECK(common_beginning({"web:web_1", "web:web_2", "web:*"}) == "web:");
  CHECK(common_beginning({"cat"}) == "cat");
  CHECK(common_beginning({"a", "b"}).empty());
  CHECK(common_beginning({}).empty());
}

}  // namespace actord::cli
