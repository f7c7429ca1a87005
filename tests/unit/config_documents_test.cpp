// The sample configuration loads, and the page in docs/generated is the one the table gives.
#include "config/documents.hpp"

#include <cstdlib>
#include <fstream>
#include <sstream>

#include "config/option_table.hpp"
#include "config/option_value.hpp"
#include "config/text.hpp"
#include "tests/helpers/catch.hpp"
#include "tests/unit/config_fixture.hpp"

using namespace actord::config;

TEST_CASE("the sample configuration loads, with the sections that scripts expect") {
  config_dir dir;
  const auto c = dir.loaded(sample_config());
  CHECK(c.remarks.empty());
  CHECK(c.groups.empty());
  REQUIRE(c.servers.size() == 1);
  CHECK(c.servers[0].file == "/tmp/supervisor.sock");
  CHECK(c.daemon.logfile == "/tmp/supervisord.log");
  CHECK(c.daemon.pidfile == "/tmp/supervisord.pid");
  CHECK(sample_config().find("\nserverurl=unix:///tmp/supervisor.sock ") != std::string::npos);
}

TEST_CASE("every commented line of the sample is a valid setting") {
  std::istringstream sample{sample_config()};
  std::string all;
  for (std::string line; std::getline(sample, line);)
    all += (line.starts_with(";") && !line.starts_with("; ") ? line.substr(1) : line) + "\n";
  // Accounts that a system may lack.
  for (const auto* account : {"=nobody:nogroup", "=nobody", "=supervisord "})
    all = with_all_replaced(all, account, "=root ");
  config_dir dir;
  const auto c = dir.loaded(all);
  CHECK(c.groups.size() == 3);  // the group with its program, the listener, the FastCGI program
  CHECK(c.servers.size() == 2);
  CHECK(c.daemon.control_socket == "/run/actord.sock");
}

TEST_CASE("every default of the option table is a value of its type") {
  const surroundings around{.environment = {}, .host_node_name = "", .cwd = "/", .here = "/"};
  for (const auto& row : option_table) {
    if (row.fallback.empty()) continue;
    CAPTURE(row.name);
    CHECK_NOTHROW(parse_value(row.type, row.fallback, around));
  }
}

TEST_CASE("every section and option is explained") {
  for (const auto& section : section_table)
    CHECK_FALSE(section.help.empty());
  for (const auto& row : option_table) {
    CAPTURE(row.name);
    CHECK_FALSE(row.help.empty());
    CHECK_FALSE((row.required && !row.fallback.empty()));
    CHECK_FALSE((row.sample.empty() && row.fallback.empty()));
  }
}

TEST_CASE("docs/generated/options.md is up to date") {
  const char* source = std::getenv("ACTORD_SOURCE_DIR");
  const std::string path =
      std::string{source == nullptr ? "." : source} + "/docs/generated/options.md";
  std::ifstream file{path};
  std::ostringstream text;
  text << file.rdbuf();
  INFO("echo_actord_conf --reference-page > docs/generated/options.md");
  CHECK(text.str() == reference_page());
}
