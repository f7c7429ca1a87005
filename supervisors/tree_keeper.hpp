// Owns the tree from outside: spawns the board and the root, and spawns them again when one of them
// dies by a bug, over the same OS processes. The bridge between the daemon's main thread and the
// actors; its functions may be called from any thread.
#pragma once

#include <chrono>
#include <future>
#include <memory>

#include "supervisors/root_supervisor.hpp"

namespace actord::supervisors {

class tree_keeper {
 public:
  // Boots the tree. `birth.board` and `birth.adopt` are filled in here.
  tree_keeper(caf::actor_system& system, root_birth birth);
  // Ends all actors of the tree without touching the OS processes.
  ~tree_keeper();
  tree_keeper(const tree_keeper&) = delete;
  tree_keeper& operator=(const tree_keeper&) = delete;

  // The present incarnation.
  struct handles {
    actors::root_api root;
    actors::board_api board;
  };
  handles present() const;

  // Begins to stop everything; root_birth::on_end is called at the end. A restart goes on with
  // `next`; without one, the configuration is read again first.
  void shut_down(bool restart, config_pointer next = {});
  // Has a shutdown (or restart) begun?
  bool going_down() const;

  // Ends all actors of the tree, as the destructor does, and waits for it. (An actor that still is
  // at work when its system ends is never freed: it and its supervisor hold each other.) False:
  // not all have ended within `patience`. Blocks; not from an actor.
  bool end(std::chrono::milliseconds patience);

 private:
  struct shared;
  std::shared_ptr<shared> shared_;
  std::future<void> all_ended_;
  caf::actor keeper_;
};

}  // namespace actord::supervisors
