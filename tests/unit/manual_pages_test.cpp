// docs/man follows from the tables; what is in them must not be taken for markup.
#include "config/manual_pages.hpp"
#include "cli/actorctl/manual_page.hpp"
#include "config/option_table.hpp"
#include "tests/helpers/catch.hpp"
#include "tests/helpers/golden.hpp"

namespace actord {

TEST_CASE("the manual pages are up to date") {
  const auto daemon = config::daemon_manual();
  CHECK(daemon == tests::golden_text("docs/man/actord.1", daemon));
  const auto client = cli::manual_page();
  CHECK(client == tests::golden_text("docs/man/actorctl.1", client));
  const auto file = config::config_manual();
  CHECK(file == tests::golden_text("docs/man/actord.conf.5", file));
}

TEST_CASE("every option is in the manual") {
  const auto manual = config::config_manual();
  for (const auto& option : config::option_table) {
    CAPTURE(std::string{option.name});
    CHECK(manual.find(".B " + config::roff_text(option.name) + "\n") != std::string::npos);
  }
}

TEST_CASE("text is no markup in a manual page") {
  CHECK(config::roff_text("a-b\\n") == "a\\-b\\en");
  CHECK(config::roff_text(".TH x\n'y") == "\\&.TH x\n\\&'y");
  CHECK(config::roff_text("a.b") == "a.b");
}

}  // namespace actord
