#include "core/strategy.hpp"

#include <algorithm>
#include <iterator>

namespace actord::core {
namespace {

using children_span = std::span<const child_fact>;

// Up, or on the way up or down: there is something that must be gone first.
bool alive(const child_fact& c) {
  return !counts_down(c.state);
}

// Taken down by the strategy or given up before: to be started with the others. One that ended on
// its own (EXITED) has done its work, one that was STOPPED was stopped by request.
bool shares_the_start(const child_fact& c) {
  const bool was_up = counts_up(c.state) || c.state == proc_state::fatal;
  return was_up && c.restart != auto_restart::never;
}

std::vector<std::uint32_t> alive_in_reverse(children_span children, std::uint32_t except) {
  std::vector<std::uint32_t> found;
  for (auto c = children.rbegin(); c != children.rend(); ++c)
    if (alive(*c) && c->index != except) found.push_back(c->index);
  return found;
}

// The members whose fate is that of `event.index`, itself included, in start order.
children_span affected(fate siblings, children_span children, const child_event& event) {
  const auto self = std::find_if(children.begin(), children.end(),
                                 [&](const child_fact& c) { return c.index == event.index; });
  if (self == children.end()) return {};
  switch (siblings) {
    case fate::with_all:
      return children;
    case fate::with_later:
      return children.subspan(static_cast<std::size_t>(std::distance(children.begin(), self)));
    case fate::alone:
      break;
  }
  return children.subspan(static_cast<std::size_t>(std::distance(children.begin(), self)), 1);
}

}  // namespace

decision decide(strategy kind, std::span<const child_fact> children, const child_event& event,
                const restart_limit& limit, restart_window& window, instant now) {
  const auto& row = row_of(kind);
  const bool too_much = event.what == child_event::kind::gave_up ? row.give_up_escalates
                                                                 : !window.admit(limit, now.mono);
  if (too_much)
    return {.stop = alive_in_reverse(children, event.index), .start = {}, .escalate = true};
  if (event.what == child_event::kind::gave_up) return {};

  decision made;
  const auto some = affected(row.siblings, children, event);
  made.stop = alive_in_reverse(some, event.index);
  for (const auto& c : some)
    if (c.index == event.index || shares_the_start(c)) made.start.push_back(c.index);
  return made;
}

}  // namespace actord::core
