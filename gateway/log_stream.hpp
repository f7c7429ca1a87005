// Following a log over HTTP (contract §6.7): GET /logtail/NAME[/stdout|/stderr], /mainlogtail. The
// body begins with the last bytes of the log and goes on for as long as the client listens.
#pragma once

#include "gateway/http_message.hpp"
#include "gateway/responder.hpp"
#include "gateway/site_world.hpp"

namespace actord::gateway {

void stream_process_log(const site_world& world, http_request request, responder_ptr client);
void stream_main_log(const site_world& world, http_request request, responder_ptr client);

}  // namespace actord::gateway
