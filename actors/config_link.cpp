#include "actors/config_link.hpp"

#include <utility>

namespace actord::actors {

// Called under the lock: after close() no answer is on its way into what ends then.
void config_link::read(answer then) {
  source_([link = weak_from_this(), then = std::move(then)](outcome what) {
    const auto open = link.lock();
    if (!open) return;
    const std::lock_guard lock{open->mutex_};
    if (!open->closed_) then(std::move(what));
  });
}

// Who asked may be gone by then.
void config_link::read_for(const root_api& asker) {
  read([asker = asker.address()](outcome what) {
    const auto whom = caf::actor_cast<caf::actor>(asker);
    if (!whom) return;
    caf::anon_send(whom, what ? config_read{std::move(what).value(), {}}
                              : config_read{nullptr, what.reason()});
  });
}

void config_link::close() {
  const std::lock_guard lock{mutex_};
  closed_ = true;
}

}  // namespace actord::actors
