#include "cli/actorctl/help.hpp"
#include "cli/actorctl/verbs.hpp"
#include "config/check.hpp"
#include "config/convert.hpp"

namespace actord::cli {

exit_code check_configuration(call& c) {
  if (c.words.size() > 1) {
    print_usage_error(c, "Error: check accepts one file name", "check");
    return exit_code::bad_arguments;
  }
  config::load_request request = c.here.configuration;
  if (!c.words.empty()) request.path = c.words.front();
  if (request.path.empty()) {
    print_usage_error(c, "Error: there is no configuration at the default places; name a file",
                      "check");
    return exit_code::bad_arguments;
  }
  const auto report = config::check(request);
  c.here.out << config::text_of(report, request.path);
  return report.good() ? exit_code::success : exit_code::bad_arguments;
}

// What is wrong goes to stderr: stdout most likely becomes a file.
exit_code convert_configuration(call& c) {
  if (c.words.size() != 1) {
    print_usage_error(c, "Error: convert needs the name of one file", "convert");
    return exit_code::bad_arguments;
  }
  const auto yaml = config::converted_file(c.words.front(), c.here.configuration.cwd);
  if (yaml) {
    c.here.out << *yaml;
    return exit_code::success;
  }
  c.here.err << "Error: " << yaml.reason().message << '\n';
  if (!yaml.reason().where.empty()) c.here.err << '(' << yaml.reason().where << ")\n";
  return exit_code::bad_arguments;
}

}  // namespace actord::cli
