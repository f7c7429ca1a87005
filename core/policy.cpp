#include "core/policy.hpp"

#include <algorithm>

namespace actord::core {
namespace {

template <class Duration>
std::chrono::milliseconds in_range(Duration wait) {
  return std::clamp<std::chrono::milliseconds>(std::min<Duration>(wait, longest_wait),
                                               std::chrono::milliseconds{0}, longest_wait);
}

backoff_spec in_range(backoff_spec how) {
  how.initial = in_range(how.initial);
  if (how.max) how.max = in_range(*how.max);
  how.jitter = in_range(how.jitter);
  how.reset_after = in_range(how.reset_after);
  return how;
}

}  // namespace

policy policy_of(const process_spec& spec) {
  return {
      .restart = spec.restart,
      .start_secs = in_range(spec.start_secs),
      .start_retries = spec.start_retries,
      .exit_codes = spec.exit_codes,
      .stop_signal = spec.stop_signal,
      .stop_wait = in_range(spec.stop_wait),
      .stop_as_group = spec.stop_as_group,
      .kill_as_group = spec.kill_as_group,
      .restart_pause = in_range(spec.restart_pause),
      .backoff = in_range(spec.backoff),
  };
}

}  // namespace actord::core
