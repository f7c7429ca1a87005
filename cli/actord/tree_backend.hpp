// The gateway's backend over the tree: one desk actor asks on behalf of all HTTP clients. It goes
// through a control_actor like every other client, so both front ends mean the same by a request.
#pragma once

#include <memory>
#include <mutex>
#include <utility>

#include "actors/world.hpp"
#include "core/program_spec.hpp"
#include "gateway/backend.hpp"
#include "supervisors/tree_keeper.hpp"

namespace actord::cli {

// The configuration that was read last, for whoever wants to know its details. Any thread.
class latest_config {
 public:
  using pointer = std::shared_ptr<const core::configuration>;

  explicit latest_config(pointer first) : config_{std::move(first)} {}
  void remember(pointer config) {
    const std::lock_guard lock{mutex_};
    config_ = std::move(config);
  }
  pointer read() const {
    const std::lock_guard lock{mutex_};
    return config_;
  }

 private:
  mutable std::mutex mutex_;
  pointer config_;
};

struct tree_backend_setup {
  caf::actor_system* system{nullptr};
  const supervisors::tree_keeper* tree{nullptr};
  actors::world_ptr outside;
  std::shared_ptr<const latest_config> latest;
  gateway::daemon_identity who;
};

class tree_backend : public gateway::backend {
 public:
  // From now on nothing is asked or answered any more, and no actor is referred to: before the tree
  // and the actor system end.
  virtual void close() = 0;
};

// All that it is given outlives its closing. It may be asked on any thread.
std::shared_ptr<tree_backend> make_tree_backend(tree_backend_setup setup);

}  // namespace actord::cli
