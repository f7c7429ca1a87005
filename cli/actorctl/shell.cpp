#include "cli/actorctl/shell.hpp"

#include "cli/actorctl/dispatch.hpp"

namespace actord::cli {

void run_shell(surroundings& here, line_reader& lines, const std::string& prompt) {
  auto result = run_line(here, "status");
  while (!result.leave && !result.interrupted) {
    here.out.flush();
    const auto line = lines.read(prompt + "> ");
    if (line.how == read_line::end::line) {
      result = run_line(here, line.text);
    } else {
      here.out << '\n';
      result.leave = true;
    }
  }
}

}  // namespace actord::cli
