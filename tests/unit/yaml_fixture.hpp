// config_dir with YAML files.
#pragma once

#include "tests/helpers/model_text.hpp"
#include "tests/unit/config_fixture.hpp"

class yaml_dir : public config_dir {
 public:
  auto load_yaml(const std::string& text, actord::core::environment_list more = {}) const {
    write("s.yaml", text);
    auto wanted = request();
    wanted.path = "s.yaml";
    wanted.environment.insert(wanted.environment.end(), more.begin(), more.end());
    return actord::config::load(wanted);
  }

  actord::core::configuration loaded_yaml(const std::string& text,
                                          actord::core::environment_list more = {}) const {
    const auto result = load_yaml(text, std::move(more));
    INFO(text << "\n" << (result.ok() ? "" : result.reason().message));
    REQUIRE(result.ok());
    return result.value();
  }

  actord::config::config_error yaml_error(const std::string& text) const {
    const auto result = load_yaml(text);
    INFO(text);
    REQUIRE_FALSE(result.ok());
    return result.reason();
  }

  // The only process of program `x` with these options, indented by four blanks.
  actord::core::process_spec yaml_program(const std::string& options,
                                          actord::core::environment_list more = {}) const {
    const auto c = loaded_yaml("programs:\n  x:\n" + options, std::move(more));
    return *c.groups.at(0).programs.at(0).processes.at(0);
  }
};
