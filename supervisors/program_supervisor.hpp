// Owns the processes of one program section. It replaces a process actor that died by a bug: the
// new one adopts the OS process. Orders are routed to the children one after the other, so that
// launches reach the host in order.
#pragma once

#include <vector>

#include "actors/process_actor.hpp"
#include "supervisors/order_chain.hpp"

namespace actord::supervisors {

using core::process_key;

struct child_spec {
  process_key key;
  std::shared_ptr<const core::process_spec> spec;
};

// What all levels hand down unchanged.
struct tree_context {
  actors::world_ptr outside;
  actors::board_api board;
  actors::order_desk desk;
  actors::head_api head;
  bool asks_group{false};  // members ask the group before they are started again
  bool tells_all{false};   // the group wants all news, not only of ends
};

class program_supervisor_state {
 public:
  static inline const char* name = "program";

  void open(actors::program_api::pointer self, std::vector<child_spec> children,
            actors::group_api parent, tree_context context, bool adopt);
  caf::result<actors::order_taken> take(const actors::order& o);
  void note(const actors::process_report& m);
  actors::children_reply children() const;

 private:
  struct child {
    child_spec spec;
    actors::process_api actor;
  };

  void spawn(child& c, bool adopt);
  void replace(const caf::down_msg& dead);
  const child* child_of(process_key key) const;

  actors::program_api::pointer self_{nullptr};
  std::vector<child> children_;  // by key
  actors::group_api parent_;
  tree_context context_;
  order_chains<actors::process_api> chains_;
};

actors::program_api::behavior_type program_supervisor(
    actors::program_api::stateful_pointer<program_supervisor_state> self,
    std::vector<child_spec> children, actors::group_api parent, tree_context context, bool adopt);

}  // namespace actord::supervisors
