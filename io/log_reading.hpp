// Answers to questions about a log's content (contract §6.5), by path: the file need not be open,
// its process need not run. One bounded slice per answer. Only regular files are read: reading a
// fifo would take bytes from its real reader.
#pragma once

#include <optional>

#include "core/ports.hpp"
#include "io/log_target.hpp"

namespace actord::io {

// Faults: no_file (detail: the path), bad_arguments, failed. At most core::max_log_slice bytes.
core::from_host::log_read read_log_file(const log_target& log,
                                        const core::to_host::read_log& question);

// What lies behind the cursor; none as long as there is nothing. A generation that ended is
// finished first, under the name it has now. `cursor` is set when the question had none, and moved
// on over generations that hold nothing more.
std::optional<core::from_host::log_followed> follow_log_file(
    log_target& log, const core::to_host::follow_log& question,
    std::optional<core::log_cursor>& cursor);

}  // namespace actord::io
