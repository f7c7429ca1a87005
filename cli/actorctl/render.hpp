// How replies look on the screen (contract §7.2, §7.5). Columns are what scripts cut by, so every
// blank counts, trailing ones too.
#pragma once

#include <cstddef>
#include <ostream>
#include <string>
#include <string_view>
#include <vector>

#include "core/messages.hpp"

namespace actord::cli {

// One line per process: namespec, state, description. The first column is as wide as the longest
// namespec of these processes (at least 30) plus 3.
void render_status(std::ostream& out, const std::vector<core::process_info>& processes);

// Ours: a JSON array of objects, one per process, each on a line. Times are seconds since the
// epoch, 0 = never.
void render_status_json(std::ostream& out, const std::vector<core::process_info>& processes);

// Ours: one line, an object.
void render_transition_json(std::ostream& out, const core::transition_info& what);

// One line of `avail`.
void render_config(std::ostream& out, const core::config_info& process);

// Words in columns, read downwards, two blanks apart, every cell padded, no line wider than `width`
// unless a single word is.
void render_columns(std::ostream& out, const std::vector<std::string>& words,
                    std::size_t width = 79);

// `text` blown up to `width` with blanks; longer text stays as it is.
std::string padded(std::string_view text, std::size_t width);

}  // namespace actord::cli
