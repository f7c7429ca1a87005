// POST /RPC2: an XML-RPC call in, its answer out, at once or when it is known (contract §6.1).
#pragma once

#include "gateway/http_message.hpp"
#include "gateway/responder.hpp"
#include "gateway/site_world.hpp"

namespace actord::gateway {

void serve_rpc(const site_world& world, http_request request, responder_ptr client);

}  // namespace actord::gateway
