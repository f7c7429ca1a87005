// Turns questions about logs into host commands and the host's tickets back into answers. One per
// front; it ends with its front.
#pragma once

#include <map>

#include "actors/interfaces.hpp"
#include "actors/world.hpp"

namespace actord::actors {

class log_desk_state {
 public:
  static inline const char* name = "log_desk";

  void open(log_desk_api::pointer self, world_ptr outside, const caf::actor_addr& front);

  // Sends `command` to the host; the promise is kept by `answer`.
  template <class Notice, class Command>
  caf::typed_response_promise<Notice> ask(Command command);
  template <class Notice>
  void answer(const Notice& notice);

 private:
  log_desk_api::pointer self_{nullptr};
  world_ptr outside_;
  std::map<core::ticket, caf::response_promise> asked_;
};

log_desk_api::behavior_type log_desk(log_desk_api::stateful_pointer<log_desk_state> self,
                                     world_ptr outside, caf::actor_addr front);

}  // namespace actord::actors
