#include "cli/actorctl/outcome_texts.hpp"

#include <algorithm>
#include <array>

namespace actord::cli {

namespace {

using core::fault_code;

constexpr std::array<outcome_text, 22> texts{{
    {deed::start, fault_code::success, "started", {}},
    {deed::start, fault_code::bad_name, "no such process", exit_code::failure},
    {deed::start, fault_code::no_file, "no such file", exit_code::failure},
    {deed::start, fault_code::not_executable, "file is not executable", exit_code::failure},
    {deed::start, fault_code::abnormal_termination, "abnormal termination", exit_code::not_running},
    {deed::start, fault_code::spawn_error, "spawn error", exit_code::not_running},
    {deed::start, fault_code::already_started, "already started", {}},

    {deed::stop, fault_code::success, "stopped", {}},
    {deed::stop, fault_code::bad_name, "no such process", exit_code::failure},
    {deed::stop, fault_code::failed, {}, exit_code::failure},
    {deed::stop, fault_code::not_running, "not running", {}},

    {deed::signal, fault_code::success, "signalled", {}},
    {deed::signal, fault_code::bad_name, "no such process", exit_code::failure},
    {deed::signal, fault_code::bad_signal, "bad signal name", exit_code::failure},
    {deed::signal, fault_code::failed, {}, exit_code::failure},
    {deed::signal, fault_code::not_running, "not running", exit_code::not_running},

    {deed::clear, fault_code::success, "cleared", {}},
    {deed::clear, fault_code::bad_name, "no such process", exit_code::failure},
    {deed::clear, fault_code::failed, "failed", exit_code::failure},

    {deed::rotate, fault_code::success, "rotated", {}},
    {deed::rotate, fault_code::bad_name, "no such process", exit_code::failure},
    {deed::rotate, fault_code::failed, {}, exit_code::failure},
}};

}  // namespace

std::span<const outcome_text> outcome_table() {
  return texts;
}

const outcome_text* find_outcome(deed done, core::fault_code code) {
  const auto found = std::find_if(texts.begin(), texts.end(), [&](const outcome_text& text) {
    return text.done == done && text.code == code;
  });
  return found == texts.end() ? nullptr : &*found;
}

exit_code no_such_group_status(deed done) {
  return done == deed::start ? exit_code::bad_arguments : exit_code::failure;
}

}  // namespace actord::cli
