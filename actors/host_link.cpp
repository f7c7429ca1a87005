#include "actors/host_link.hpp"

#include <utility>
#include <variant>

#include "core/overload.hpp"

namespace actord::actors {

process_api host_link::bind(core::process_key key, const process_api& actor) {
  const std::lock_guard lock{mutex_};
  if (closed_) return {};
  const auto [entry, taken] = actors_.try_emplace(key.value, actor);
  return taken ? process_api{} : entry->second;
}

// Handles are let go outside of the lock, here and below: with the last one an actor ends, and a
// process actor that ends calls unbind.
void host_link::unbind(core::process_key key, const caf::actor_addr& actor) {
  decltype(actors_)::node_type gone;
  const std::lock_guard lock{mutex_};
  const auto found = actors_.find(key.value);
  if (found != actors_.end() && found->second.address() == actor) gone = actors_.extract(found);
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
  const auto found = actors_.find(notice.key.value);
  if (found != actors_.end()) caf::anon_send(found->second, std::move(notice));
}

template <class Notice>
void host_link::to_asker(Notice notice) {
  decltype(asked_)::node_type found;
  const std::lock_guard lock{mutex_};
  found = asked_.extract(notice.reply_to);
  if (!found.empty())
    caf::anon_send(caf::actor_cast<caf::actor>(found.mapped()), std::move(notice));
}

void host_link::close() {
  decltype(actors_) actors;
  decltype(asked_) asked;
  const std::lock_guard lock{mutex_};
  closed_ = true;
  actors.swap(actors_);
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
                 [&](output_seen& n) {
                   if (on_output_) on_output_(n);
                 },
             },
             notice);
}

}  // namespace actord::actors
