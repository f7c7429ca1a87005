// A directory of its own with configuration files, and short ways to load them. Every INI that a
// test loads is also converted to YAML, which must give the same model.
#pragma once

#include <unistd.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <string>
#include <vector>

#include "config/load.hpp"
#include "tests/helpers/catch.hpp"
#include "tests/helpers/converted.hpp"

class config_dir {
 public:
  config_dir() {
    std::string name = (std::filesystem::temp_directory_path() / "actord-config-XXXXXX").string();
    if (::mkdtemp(name.data()) == nullptr) std::abort();
    root_ = std::filesystem::canonical(name).string();
  }
  config_dir(const config_dir&) = delete;
  config_dir& operator=(const config_dir&) = delete;
  ~config_dir() {
    std::error_code ignored;  // a directory that stays behind fails no test
    std::filesystem::remove_all(root_, ignored);
  }

  const std::string& root() const { return root_; }
  std::string path(const std::string& name) const { return root_ + "/" + name; }

  void write(const std::string& name, const std::string& text) const {
    std::filesystem::create_directories(std::filesystem::path{path(name)}.parent_path());
    std::ofstream{path(name), std::ios::binary} << text;
  }

  actord::config::load_request request() const {
    return {.path = "s.conf",
            .environment = {{"HOME", root_}, {"OUTER", "outside"}},
            .host_node_name = "testhost",
            .cwd = root_,
            .overrides = {}};
  }

  auto load(const std::string& text,
            std::vector<actord::config::override_option> overrides = {}) const {
    write("s.conf", text);
    auto wanted = request();
    wanted.overrides = std::move(overrides);
    return actord::config::load(wanted);
  }

  actord::core::configuration loaded(
      const std::string& text, std::vector<actord::config::override_option> overrides = {}) const {
    const auto result = load(text, overrides);
    INFO(text << "\n" << (result.ok() ? "" : result.reason().message));
    REQUIRE(result.ok());
    auto wanted = request();
    wanted.overrides = std::move(overrides);
    CHECK(actord::tests::difference_when_converted(text, result.value(), wanted) == "");
    return result.value();
  }

  actord::config::config_error error(
      const std::string& text, std::vector<actord::config::override_option> overrides = {}) const {
    const auto result = load(text, std::move(overrides));
    INFO(text);
    REQUIRE_FALSE(result.ok());
    return result.reason();
  }

  // The only process of [program:x] with these options.
  actord::core::process_spec process(const std::string& options) const {
    return *loaded("[supervisord]\n[program:x]\n" + options)
                .groups.at(0)
                .programs.at(0)
                .processes.at(0);
  }

 private:
  std::string root_;
};

inline std::vector<std::string> texts_of(const actord::core::configuration& c) {
  std::vector<std::string> texts;
  for (const auto& remark : c.remarks)
    texts.push_back(remark.text);
  return texts;
}
