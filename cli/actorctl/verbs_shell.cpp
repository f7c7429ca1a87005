#include "cli/actorctl/completion_script.hpp"
#include "cli/actorctl/help.hpp"
#include "cli/actorctl/verbs.hpp"

namespace actord::cli {

exit_code print_completion(call& c) {
  const auto script = c.words.size() == 1 ? completion_script(c.words.front()) : std::nullopt;
  if (script) {
    c.here.out << *script;
    return exit_code::success;
  }
  const auto problem = c.words.size() == 1
                           ? "Error: no completion for the shell " + c.words.front()
                           : std::string{"Error: completion requires the name of a shell"};
  print_usage_error(c, problem, "completion");
  return exit_code::bad_arguments;
}

}  // namespace actord::cli
