// Prints the sample configuration, as echo_supervisord_conf does; with --yaml that in YAML, with
// --json-schema the schema of YAML configurations, with --reference-page the page of
// docs/generated. Other arguments are ignored.
#include <array>
#include <cstdio>
#include <string>
#include <string_view>
#include <utility>

#include "config/documents.hpp"
#include "config/json_schema.hpp"
#include "config/yaml_sample.hpp"

namespace {

using namespace actord::config;

std::string wanted(std::string_view argument) {
  constexpr std::array<std::pair<std::string_view, std::string (*)()>, 3> texts{
      {{"--yaml", yaml_sample},
       {"--json-schema", json_schema},
       {"--reference-page", reference_page}}};
  for (const auto& [name, text] : texts)
    if (name == argument) return text();
  return sample_config();
}

}  // namespace

int main(int argc, char** argv) {
  const std::string text = wanted(argc > 1 ? argv[1] : "");
  const bool written = std::fwrite(text.data(), 1, text.size(), stdout) == text.size();
  return written && std::fflush(stdout) == 0 ? 0 : 1;
}
