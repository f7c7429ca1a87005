// The half of the process actor that answers: which orders wait for what, and when they have it.
#include <algorithm>
#include <utility>

#include "actors/process_actor.hpp"

namespace actord::actors {

using core::fault;
using core::fault_code;

namespace {

bool takes_time(tree_verb v) {
  return v == tree_verb::start || v == tree_verb::stop || v == tree_verb::shut_down;
}

}  // namespace

void process_actor_state::answer_waiting(const core::effect_list& effects) {
  count_kills(effects);
  for (std::size_t i = 0; i < waiting_.size();) {
    if (auto verdict = verdict_on(waiting_[i], effects))
      settle(waiting_.begin() + static_cast<std::ptrdiff_t>(i), std::move(*verdict));
    else
      ++i;
  }
}

std::optional<fault> process_actor_state::verdict_on(const waiting& w,
                                                     const core::effect_list& effects) const {
  const auto as_fault = [this](fault_code code) {
    return code == fault_code::success ? fault{} : fault{code, full_name()};
  };
  switch (w.what) {
    case tree_verb::start:
      if (w.probing) return std::nullopt;
      if (const auto code = core::start_answer(facts_, effects)) return as_fault(*code);
      if (!w.wait && facts_.pid != 0) return fault{};
      return std::nullopt;
    case tree_verb::stop:
      if (!w.wait) return fault{};
      if (const auto code = core::stop_answer(facts_, effects)) return as_fault(*code);
      return std::nullopt;
    case tree_verb::autostart:
      if (const auto code = core::sequence_answer(facts_)) return as_fault(*code);
      return std::nullopt;
    case tree_verb::shut_down:
    case tree_verb::kill:
      if (core::counts_down(facts_.state)) return fault{};
      // Even SIGKILL does not end it: the others must not wait for it (§11 #17).
      if (kills_ >= kills_before_abandon)
        return fault{fault_code::failed, full_name() + " does not die"};
      return std::nullopt;
    default:
      return std::nullopt;
  }
}

void process_actor_state::count_kills(const core::effect_list& effects) {
  if (facts_.state != core::proc_state::stopping) kills_ = 0;
  for (const auto& e : effects)
    if (const auto* s = std::get_if<core::out::say>(&e); s && s->what == core::saying::killing)
      ++kills_;
}

// Orders and the link number their tickets independently.
process_actor_state::waiting_iterator process_actor_state::find_ticket(tree_verb what,
                                                                       core::ticket ticket) {
  return std::find_if(waiting_.begin(), waiting_.end(),
                      [&](const waiting& w) { return w.what == what && w.ticket == ticket; });
}

void process_actor_state::settle(waiting_iterator w, fault what) {
  const auto id = w->id;
  const bool started_at_once = w->what == tree_verb::start && policy_.start_secs.count() == 0 &&
                               what.code == fault_code::success;
  const bool ripened = !w->probing && takes_time(w->what) && !started_at_once;
  if (w->taken.pending()) w->taken.deliver(order_taken{id});
  waiting_.erase(w);
  answer(id, std::move(what), ripened);
}

void process_actor_state::answer(order_id id, fault what, bool ripened) {
  self_->send(born_.desk, order_outcome{id, born_.key, true, std::move(what), ripened});
}

void process_actor_state::pass_over(order_id id) {
  self_->send(born_.desk, order_outcome{id, born_.key, false, {}});
}

}  // namespace actord::actors
