// One typed line to one action: split, check, run (contract §7.2, §7.3).
#pragma once

#include <string>
#include <string_view>

#include "cli/actorctl/call.hpp"

namespace actord::cli {

struct line_result {
  exit_code status{exit_code::success};
  bool leave{false};        // the shell is to end
  bool interrupted{false};  // by ^C
};

// An empty line does nothing. The action is the longest run of letters, digits and `_` at the
// beginning, so `status;x` asks for the status of `;x`. `?` stands for help.
line_result run_line(surroundings& here, std::string_view line);

// The line's action works on files alone.
bool needs_no_settings(std::string_view line);

// The words after the options are one line (Ansible passes `signal HUP web` as one argument).
std::string joined(const std::vector<std::string>& words);

}  // namespace actord::cli
