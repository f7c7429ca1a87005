// An actor system that a test moves by hand: nothing runs until settle(), no time passes until
// pass(). One thread, the same order every time.
#pragma once

#include <caf/all.hpp>
#include <caf/scheduler/test_coordinator.hpp>
#include <chrono>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <stdexcept>
#include <string>
#include <utility>
#include <vector>

#include "actors/system_config.hpp"

namespace actord::tests {

using namespace std::chrono_literals;

// What became of a question.
template <class Reply>
struct answer {
  std::optional<Reply> reply;
  std::string problem;  // the error that came instead

  bool open() const { return !reply && problem.empty(); }
  // Throws what became of it instead.
  const Reply& value() const {
    if (!reply) throw std::runtime_error{problem.empty() ? "still open" : problem};
    return *reply;
  }
};
template <class Reply>
using answer_ptr = std::shared_ptr<answer<Reply>>;

class slow_motion {
 public:
  slow_motion() { system_.await_actors_before_shutdown(false); }

  caf::actor_system& system() { return system_; }

  // Runs until nobody has anything to do.
  void settle() {
    while (turn()) {
    }
  }

  // Whose turn it is is up to `choose`, which gets the number of those who wait.
  using choice = std::function<std::size_t(std::size_t)>;
  void choose(choice how) { choose_ = std::move(how); }

  // One actor has its turn. False: nobody has anything to do.
  bool turn() {
    auto& s = scheduler();
    if (!s.has_job()) return false;
    if (choose_) std::swap(s.jobs.front(), s.jobs[choose_(s.jobs.size())]);
    remember(s.next_job<caf::resumable>());
    s.run_once();
    return true;
  }

  // In small steps, so that what a timer sets off has its own timers.
  void pass(std::chrono::milliseconds span) {
    constexpr std::chrono::milliseconds step{20};
    settle();
    for (; span > 0ms; span -= step) {
      scheduler().advance_time(std::min(span, step));
      settle();
    }
  }

  std::chrono::steady_clock::duration elapsed() {
    return scheduler().clock().now().time_since_epoch();
  }

  // The question is on its way; settle() brings the answer.
  template <class Reply, class Handle, class Request>
  answer_ptr<Reply> ask(const Handle& whom, Request request) {
    auto kept = std::make_shared<answer<Reply>>();
    system_.spawn<caf::hidden>(asker<Reply, Handle, Request>, whom, std::move(request), kept);
    return kept;
  }

  // The youngest actor of this name that has run.
  caf::actor youngest(const std::string& name) {
    const auto found = seen_.find(name);
    if (found == seen_.end() || found->second.empty())
      throw std::logic_error{"no actor '" + name + "'"};
    auto best = found->second.begin()->second;
    for (const auto& [id, address] : found->second)
      best = address;
    return caf::actor_cast<caf::actor>(best);
  }
  bool gone(const std::string& name) {
    const auto last = youngest(name);
    return !last || caf::actor_cast<caf::abstract_actor*>(last)->getf(
                        caf::abstract_actor::is_terminated_flag);
  }
  std::size_t born(const std::string& name) { return seen_[name].size(); }

  // Ends an actor as an unexpected bug would: past its handlers.
  template <class Handle>
  void kill(const Handle& whom) {
    caf::anon_send_exit(whom, caf::exit_reason::kill);
    settle();
  }

  caf::scheduler::test_coordinator& scheduler() {
    return dynamic_cast<caf::scheduler::test_coordinator&>(system_.scheduler());
  }

 private:
  // Asks one question, then ends. (CAF 0.17 cannot spawn a lambda that takes no arguments while the
  // library's assertions are on: it dereferences a null tuple of them.)
  template <class Reply, class Handle, class Request>
  static caf::behavior asker(caf::event_based_actor* self, const Handle& whom,
                             const Request& request, const answer_ptr<Reply>& kept) {
    self->request(whom, caf::infinite, request)
        .then([kept](const Reply& r) { kept->reply = r; },
              [kept, self](const caf::error& e) { kept->problem = self->system().render(e); });
    return {};
  }

  struct config : actors::system_config {
    config() : system_config{1} { set("scheduler.policy", caf::atom("testing")); }
  };

  void remember(caf::resumable& job) {
    if (const auto* actor = dynamic_cast<caf::local_actor*>(&job))
      seen_[actor->name()].emplace(actor->id(), actor->address());
  }

  config config_;
  caf::actor_system system_{config_};
  std::map<std::string, std::map<caf::actor_id, caf::actor_addr>> seen_;
  choice choose_;
};

}  // namespace actord::tests
