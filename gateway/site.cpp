#include "gateway/site.hpp"

#include <algorithm>
#include <array>
#include <ctime>
#include <string>
#include <utility>

#include "gateway/log_stream.hpp"
#include "gateway/rpc_endpoint.hpp"
#include "gateway/web_pages.hpp"

namespace actord::gateway {
namespace {

bool reads(const http_request& request) {
  return request.method == "GET" || request.method == "HEAD";
}

void say_ok(const site_world&, http_request, responder_ptr client) {
  send_to(client, page_reply("text/plain", "OK"));
}

struct route_row {
  std::string_view path;
  bool and_below;  // everything that begins so
  void (*serve)(const site_world& world, http_request request, responder_ptr client);
};

constexpr std::array<route_row, 8> routes{{
    {"/RPC2", true, serve_rpc},
    {"/logtail", true, stream_process_log},
    {"/mainlogtail", true, stream_main_log},
    {"/ok.html", false, say_ok},
    {"/", false, serve_status_page},
    {"/index.html", false, serve_status_page},
    {"/tail.html", false, serve_tail_page},
    {"/stylesheets/supervisor.css", false, serve_stylesheet},
}};

// "[21/Nov/2026:18:40:36 +0000]" would need a locale-free zone; UTC is as good for a trace line.
std::string access_line(const http_request& request, const http_reply& reply) {
  const std::string peer = request.over_tcp ? "inet" : "unix";
  return peer + " - - [" + http_date(std::time(nullptr)) + "] \"" + request.method + " " +
         request.target + (request.http_1_0 ? " HTTP/1.0\" " : " HTTP/1.1\" ") +
         std::to_string(reply.status) + " " + std::to_string(reply.body.size());
}

}  // namespace

void site::handle(http_request request, responder_ptr client) {
  const auto row = std::find_if(routes.begin(), routes.end(), [&](const route_row& r) {
    return r.and_below ? request.path.starts_with(r.path) : request.path == r.path;
  });
  if (row != routes.end())
    row->serve(world_, std::move(request), std::move(client));
  else
    send_to(client, error_reply(reads(request) ? 404 : 400));
}

void site::note(const http_request& request, const http_reply& reply) const {
  if (world_.log != nullptr && world_.log->shows(core::log_level::trace))
    world_.log->write(core::log_level::trace, access_line(request, reply));
}

}  // namespace actord::gateway
