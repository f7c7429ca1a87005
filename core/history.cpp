#include "core/history.hpp"

#include "core/narrate.hpp"
#include "core/overload.hpp"

namespace actord::core {

namespace {

std::string cause_of_timer(timer_kind kind) {
  switch (kind) {
    case timer_kind::up:
      return "up for startsecs";
    case timer_kind::retry:
      return "next try after a failed start";
    case timer_kind::kill:
      return "not down within stopwaitsecs";
    case timer_kind::restart:
      return "automatic restart";
  }
  return "timer";
}

}  // namespace

std::string cause_of(const input& what, bool automatic) {
  return std::visit(
      overload{
          [&](const in::start&) -> std::string {
            return automatic ? "autostart" : "start request";
          },
          [](const in::stop&) -> std::string { return "stop request"; },
          [](const in::spawned&) -> std::string { return "launched, startsecs=0"; },
          [](const in::spawn_failed& i) { return "spawn error: " + i.text; },
          [](const in::exited& i) { return exit_text(i.status); },
          [](const in::timer& i) { return cause_of_timer(i.kind); },
          [](const in::freeze&) -> std::string { return "the daemon shuts down"; },
          [](const in::shut_down&) -> std::string { return "the daemon shuts down"; },
          [](const in::resume&) -> std::string { return "taken over"; },
          [](const in::set_aside&) -> std::string { return "its group is restarted"; },
          [](const in::revive&) -> std::string { return "its group is restarted"; },
          [](const in::give_up& i) { return "given up: " + i.text; },
          [](const in::kill_now&) -> std::string { return "the shutdown has lasted too long"; },
      },
      what);
}

std::string following_cause(proc_state from, proc_state to) {
  if (to == proc_state::fatal) return "no retries left";
  if (to != proc_state::starting) return {};
  return from == proc_state::stopped ? "start request that came while stopping"
                                     : "automatic restart";
}

}  // namespace actord::core
