#include "actors/host_link.hpp"

#include <utility>
#include <variant>

#include "core/overload.hpp"

namespace actord::actors {

void host_link::admit(core::process_key key, std::shared_ptr<const core::process_spec> spec) {
  const std::lock_guard lock{mutex_};
  if (!closed_) processes_[key.value].spec = std::move(spec);
}

void host_link::retire(core::process_key key) {
  {
    const std::lock_guard lock{mutex_};
    const auto found = processes_.find(key.value);
    if (found == processes_.end()) return;
    found->second.retired = true;
    if (found->second.actor) return;  // its end brings this about
    processes_.erase(found);
  }
  submit(core::to_host::forget{key});
}

host_link::bond host_link::bind(core::process_key key, const process_api& actor) {
  const std::lock_guard lock{mutex_};
  if (closed_) return {};
  const auto found = processes_.find(key.value);
  if (found == processes_.end() || found->second.retired) return {bond::kind::retired, {}};
  auto& holder = found->second.actor;
  if (holder) return {bond::kind::held, holder};
  holder = actor;
  return {};
}

// Handles are let go outside of the lock, here and below: with the last one an actor ends, and a
// process actor that ends calls unbind.
void host_link::unbind(core::process_key key, const caf::actor_addr& actor) {
  process_api gone;
  {
    const std::lock_guard lock{mutex_};
    const auto found = processes_.find(key.value);
    if (found == processes_.end() || !found->second.actor || found->second.actor.address() != actor)
      return;
    gone = std::exchange(found->second.actor, {});
    if (!found->second.retired) return;
    processes_.erase(found);
  }
  submit(core::to_host::forget{key});
}

core::ticket host_link::ticket_for(caf::strong_actor_ptr asker) {
  const std::lock_guard lock{mutex_};
  ++last_ticket_;
  if (!closed_) asked_.emplace(last_ticket_, std::move(asker));
  return last_ticket_;
}

// Sent under the lock: after close() no message is on its way into a system that ends.
template <class Notice>
void host_link::to_process(Notice notice) {
  const std::lock_guard lock{mutex_};
  const auto found = processes_.find(notice.key.value);
  if (found != processes_.end() && found->second.actor)
    caf::anon_send(found->second.actor, std::move(notice));
}

template <class Notice>
void host_link::to_asker(Notice notice) {
  decltype(asked_)::node_type found;
  const std::lock_guard lock{mutex_};
  found = asked_.extract(notice.reply_to);
  if (!found.empty())
    caf::anon_send(caf::actor_cast<caf::actor>(found.mapped()), std::move(notice));
}

void host_link::tell_output(const core::from_host::output_seen& notice) const {
  if (!on_output_) return;
  std::shared_ptr<const core::process_spec> spec;
  {
    const std::lock_guard lock{mutex_};
    const auto found = processes_.find(notice.key.value);
    if (found == processes_.end()) return;
    spec = found->second.spec;
  }
  on_output_(spec->name, notice);
}

void host_link::close() {
  decltype(processes_) processes;
  decltype(asked_) asked;
  const std::lock_guard lock{mutex_};
  closed_ = true;
  processes.swap(processes_);
  asked.swap(asked_);
}

void host_link::deliver(core::host_notice notice) {
  using namespace core::from_host;
  std::visit(core::overload{
                 [&](defined& n) { to_process(std::move(n)); },
                 [&](probed& n) { to_process(std::move(n)); },
                 [&](spawned& n) { to_process(std::move(n)); },
                 [&](spawn_failed& n) { to_process(std::move(n)); },
                 [&](exited& n) { to_process(std::move(n)); },
                 [&](signalled& n) { to_process(std::move(n)); },
                 [&](view& n) { to_process(std::move(n)); },
                 [&](log_read& n) { to_asker(std::move(n)); },
                 [&](log_followed& n) { to_asker(std::move(n)); },
                 [&](logs_cleared& n) { to_asker(std::move(n)); },
                 [&](logs_rotated& n) { to_asker(std::move(n)); },
                 [&](stdin_written& n) { to_asker(std::move(n)); },
                 [&](log_trouble& n) {
                   if (on_trouble_) on_trouble_(n);
                 },
                 [&](reaped_stranger& n) {
                   if (on_stranger_) on_stranger_(n);
                 },
                 [&](output_seen& n) { tell_output(n); },
             },
             notice);
}

}  // namespace actord::actors
