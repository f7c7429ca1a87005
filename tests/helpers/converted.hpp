// One configuration twice: as an INI and as the YAML that it converts to. What both mean must be
// the same.
#pragma once

#include <fstream>
#include <string>
#include <vector>

#include "config/convert.hpp"
#include "config/ctl_settings.hpp"
#include "config/load.hpp"
#include "tests/helpers/model_text.hpp"

namespace actord::tests {

namespace detail {

// YAML leaves out what nobody reads and shows where a value ends, so nobody remarks on that.
inline std::string remarks_text(const core::configuration& c) {
  std::string text;
  for (const auto& remark : c.remarks)
    if (remark.text.find(" is ignored; did you mean ") == std::string::npos &&
        remark.text.find(" ends within quotes, because ") == std::string::npos)
      text += std::to_string(static_cast<int>(remark.level)) + " " + remark.text + "\n";
  return text;
}

inline std::string client_text(const std::string& path, const config::load_request& request) {
  const auto settings = config::load_ctl_settings({.path = path,
                                                   .environment = request.environment,
                                                   .host_node_name = request.host_node_name,
                                                   .cwd = request.cwd,
                                                   .serverurl = {},
                                                   .username = {},
                                                   .password = {},
                                                   .history_file = {}});
  if (!settings) return "none";
  return settings->serverurl + " {" + settings->username + "} {" + settings->password + "} {" +
         settings->prompt + "} {" + settings->history_file + "}";
}

}  // namespace detail

// What differs between the INI that `request` names and its YAML, which is written beside it;
// empty if nothing does. `ini` is the text of that file and `model` what it gives.
inline std::string difference_when_converted(const std::string& ini,
                                             const core::configuration& model,
                                             config::load_request request) {
  const std::string ini_path = request.path;
  const auto dot = ini_path.rfind('.');
  const std::string yaml = config::yaml_of_ini(ini, ini_path);
  request.path = ini_path.substr(0, dot) + ".converted.yaml";
  const std::string full = request.path.starts_with('/') ? "" : request.cwd + "/";
  std::ofstream{full + request.path, std::ios::binary} << yaml;
  const auto loaded = config::load(request);
  if (!loaded) return loaded.reason().message + " (" + loaded.reason().where + ") in\n" + yaml;
  const std::string before = text_of_model(model) + detail::remarks_text(model);
  const std::string after = text_of_model(*loaded) + detail::remarks_text(*loaded);
  if (before != after) return before + "--- became\n" + after + "--- in\n" + yaml;
  // Fields that text_of_model() does not know yet.
  if (!(model.groups == loaded->groups)) return "groups differ in\n" + yaml;
  const auto client = detail::client_text(ini_path, request);
  const auto yaml_client = detail::client_text(request.path, request);
  if (client != "none" && client != yaml_client)
    return client + "\n--- became\n" + yaml_client + "\n--- in\n" + yaml;
  return {};
}

}  // namespace actord::tests
