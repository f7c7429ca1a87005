// What is where: routes requests by their path (contract §6.1, §6.7). Gateway thread only.
#pragma once

#include <utility>

#include "gateway/http_message.hpp"
#include "gateway/responder.hpp"
#include "gateway/site_world.hpp"

namespace actord::gateway {

class site {
 public:
  explicit site(site_world world) : world_{std::move(world)} {}

  void handle(http_request request, responder_ptr client);
  // The access line of the main log (§2.7).
  void note(const http_request& request, const http_reply& reply) const;

 private:
  site_world world_;
};

}  // namespace actord::gateway
