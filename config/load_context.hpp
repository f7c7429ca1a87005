// What the steps of load() share: the raw sections, the names for expansion, and the remarks that
// gather on the way. Internal to config/.
#pragma once

#include <algorithm>
#include <string>
#include <utility>

#include "config/expand.hpp"
#include "config/paths.hpp"
#include "config/raw_config.hpp"
#include "config/section_reader.hpp"
#include "config/yaml_scope.hpp"
#include "core/program_spec.hpp"

namespace actord::config {

struct load_context {
  explicit load_context(surroundings where) : around{std::move(where)} {
    environment.set_environment(around.environment);
    here.set("here", around.here);
  }
  load_context(const load_context&) = delete;
  load_context& operator=(const load_context&) = delete;

  surroundings around;
  raw_config raw;
  yaml_scope yaml;                // what YAML files share
  name_scope environment;         // ENV_*; [supervisord] environment joins later
  name_scope here{&environment};  // and `here`
  std::vector<core::remark> remarks;

  // The same remark once only, however many processes cause it.
  void warn(std::string text) { add({core::log_level::warn, std::move(text)}); }
  void add(core::remark remark) {
    const bool known = std::any_of(remarks.begin(), remarks.end(), [&](const core::remark& r) {
      return r.level == remark.level && r.text == remark.text;
    });
    if (!known) remarks.push_back(std::move(remark));
  }

  // A reader for values that may use ENV_* and `here`.
  section_reader reader_of(const raw_section& section) const {
    section_reader reader{section, &raw.defaults, around};
    reader.use(names_allowed::environment, environment);
    reader.use(names_allowed::here, here);
    return reader;
  }
};

}  // namespace actord::config
