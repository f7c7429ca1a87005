#include "core/request_rules.hpp"

#include <algorithm>

namespace actord::core {
namespace {

fault_code start_refusal(const facts& of) {
  if (of.frozen) return fault_code::shutdown_state;
  if (of.state == proc_state::unknown) return fault_code::failed;
  return counts_up(of.state) ? fault_code::already_started : fault_code::success;
}

fault_code stop_refusal(const facts& of) {
  return counts_up(of.state) || of.want_up ? fault_code::success : fault_code::not_running;
}

bool start_failed(const effect_list& effects) {
  return std::any_of(effects.begin(), effects.end(),
                     [](const effect& e) { return std::holds_alternative<out::start_failed>(e); });
}

bool went_down(const effect_list& effects) {
  return std::any_of(effects.begin(), effects.end(), [](const effect& e) {
    const auto* change = std::get_if<out::note>(&e);
    return change != nullptr && counts_down(change->to);
  });
}

}  // namespace

fault_code refusal(verb request, const facts& of) {
  switch (request) {
    case verb::start:
      return start_refusal(of);
    case verb::stop:
      return stop_refusal(of);
    case verb::signal:
      return takes_signal(of.state) ? fault_code::success : fault_code::not_running;
    case verb::clear_logs:
    case verb::rotate_logs:
      break;
  }
  return fault_code::success;
}

std::optional<fault_code> start_answer(const facts& after, const effect_list& effects) {
  if (start_failed(effects)) return fault_code::spawn_error;
  switch (after.state) {
    case proc_state::running:
      return fault_code::success;
    case proc_state::starting:
      return std::nullopt;
    case proc_state::stopping:
      if (after.want_up) return std::nullopt;
      break;
    case proc_state::stopped:
    case proc_state::exited:
      if (after.want_up && after.held) return std::nullopt;  // with its group, in a moment
      break;
    default:
      break;
  }
  return fault_code::abnormal_termination;
}

std::optional<fault_code> sequence_answer(const facts& of) {
  switch (of.state) {
    case proc_state::running:
    case proc_state::exited:
      return fault_code::success;
    case proc_state::starting:
    case proc_state::backoff:
      return std::nullopt;
    case proc_state::fatal:
      return fault_code::spawn_error;
    default:
      break;
  }
  if (of.want_up) return std::nullopt;
  return fault_code::abnormal_termination;
}

std::optional<fault_code> stop_answer(const facts& after, const effect_list& effects) {
  if (counts_down(after.state) || went_down(effects)) return fault_code::success;
  return std::nullopt;
}

}  // namespace actord::core
