// The YAML sample loads, commented or not, and the schema in docs/generated is the tables'.
#include <sstream>

#include "config/check.hpp"
#include "config/json_schema.hpp"
#include "config/json_text.hpp"
#include "config/text.hpp"
#include "config/yaml_layout.hpp"
#include "config/yaml_sample.hpp"
#include "tests/helpers/golden.hpp"
#include "tests/unit/yaml_fixture.hpp"

using namespace actord;

TEST_CASE("the YAML sample means what the INI sample means where both are switched on") {
  yaml_dir dir;
  const auto c = dir.loaded_yaml(config::yaml_sample());
  CHECK(c.remarks.empty());
  CHECK(c.groups.empty());
  REQUIRE(c.servers.size() == 1);
  CHECK(c.servers[0].file == "/tmp/supervisor.sock");
  CHECK(c.daemon.logfile == "/tmp/supervisord.log");
  CHECK(c.daemon.pidfile == "/tmp/supervisord.pid");
}

TEST_CASE("every switched off line of the YAML sample is a key that is known") {
  std::istringstream sample{config::yaml_sample()};
  std::string all;
  for (std::string line; std::getline(sample, line);) {
    const bool off = line.starts_with("#") && !(line.starts_with("# ") && line[2] != ' ');
    all += (off ? line.substr(1) : line) + "\n";
  }
  yaml_dir dir;
  dir.write("s.yaml", all);
  auto request = dir.request();
  request.path = "s.yaml";
  // What a system may lack (accounts, Python plug-ins) is no fault of the sample.
  for (const auto& error : config::check(request).errors) {
    CAPTURE(error.where);
    CHECK(error.message.find("unknown key") == std::string::npos);
    CHECK(error.message.find("expected") == std::string::npos);
    CHECK(error.message.find("is no YAML") == std::string::npos);
  }
}

TEST_CASE("every option of every section has a place in YAML") {
  for (const auto& row : config::option_table) {
    CAPTURE(row.name);
    for (const auto& section : config::section_table) {
      if (!row.belongs_to(section.kind)) continue;
      const auto& key = config::yaml_key_of(section.kind);
      CHECK(config::find_option_in(key.sections, row.name) != nullptr);
    }
  }
}

TEST_CASE("the JSON schema in the documents is up to date") {
  const auto printed = config::json_schema();
  INFO("echo_actord_conf --json-schema > docs/generated/actord.schema.json");
  CHECK(printed == tests::golden_text("docs/generated/actord.schema.json", printed));
}

TEST_CASE("JSON texts are escaped, short ones stay on a line") {
  CHECK(config::json_string("a\"\\\n\xc3\xa4") == "\"a\\\"\\\\\\u000a\xc3\xa4\"");
  CHECK(config::json_object({}) == "{}");
  CHECK(config::json_array({"1", "2"}) == "[1, 2]");
  CHECK(config::json_array({std::string(60, '1'), std::string(60, '2')}) ==
        "[\n  " + std::string(60, '1') + ",\n  " + std::string(60, '2') + "\n]");
  CHECK(config::json_object({{"a", config::json_object({{"b", "{\n}"}})}}) ==
        "{\n  \"a\": {\n    \"b\": {\n    }\n  }\n}");
}
