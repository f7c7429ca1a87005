// The status page and its forms (contract §6.7), rendered on the server; no script is needed.
// What changes something is a POST of the same origin. An old link with ?action= asks first.
#pragma once

#include "gateway/http_message.hpp"
#include "gateway/responder.hpp"
#include "gateway/site_world.hpp"

namespace actord::gateway {

// "/", "/index.html"
void serve_status_page(const site_world& world, http_request request, responder_ptr client);
// "/tail.html?processname=N&limit=L"
void serve_tail_page(const site_world& world, http_request request, responder_ptr client);
// "/stylesheets/supervisor.css"
void serve_stylesheet(const site_world& world, http_request request, responder_ptr client);

// Did the page that this form is on come from the server it is sent to? True for clients that are
// no browser and say nothing about it.
bool same_origin(const http_request& request);

}  // namespace actord::gateway
