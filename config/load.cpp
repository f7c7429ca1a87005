#include "config/load.hpp"

#include <unistd.h>

#include "config/build_spec.hpp"
#include "config/endpoint.hpp"
#include "config/include_glob.hpp"

namespace actord::config {
namespace {

std::string url_of(const core::server_spec& server) {
  if (server.family == core::server_spec::kind::unix_socket) return "unix://" + server.file;
  return "http://" + (server.host.empty() ? "localhost" : server.host) + ":" +
         std::to_string(server.port);
}

const core::server_spec* first_of(const std::vector<core::server_spec>& servers,
                                  core::server_spec::kind family) {
  for (const auto& server : servers)
    if (server.family == family) return &server;
  return nullptr;
}

// Value of SUPERVISOR_SERVER_URL for programs that leave it to us (§4).
std::string automatic_server_url(const std::vector<core::server_spec>& servers) {
  using enum core::server_spec::kind;
  for (const auto family : {unix_socket, inet})
    if (const auto* server = first_of(servers, family)) return url_of(*server);
  return {};
}

void choose_control_socket(const load_context& context, core::configuration& so_far) {
  endpoint_facts facts{
      .config_file = so_far.source, .configured = configured_socket(context), .server_files = {}};
  for (const auto& server : so_far.servers)
    if (server.family == core::server_spec::kind::unix_socket)
      facts.server_files.push_back(server.file);
  so_far.daemon.control_socket = endpoint_of(facts, ::geteuid(), context.around.environment);
  so_far.daemon.own_socket_directory = !facts.configured && facts.server_files.empty();
}

}  // namespace

surroundings surroundings_of(const load_request& request) {
  const std::string source = normal_path(joined_path(request.cwd, request.path));
  return {.environment = request.environment,
          .host_node_name = request.host_node_name,
          .cwd = request.cwd,
          .here = directory_of(source)};
}

core::configuration build_model(load_context& context, const load_request& request) {
  core::configuration out;
  out.source = normal_path(joined_path(request.cwd, request.path));
  out.daemon = build_daemon(context, request.overrides);
  read_daemon_rules(context, out.daemon);
  const bool supervisor_namespace = check_plugins(context);
  auto groups = build_groups(context);
  out.servers = build_servers(context);
  out.http = build_http(context);
  out.http.supervisor_namespace = supervisor_namespace;
  const std::string server_url = automatic_server_url(out.servers);
  for (auto& group : groups)
    out.groups.push_back(finished(std::move(group), out.daemon.environment, server_url));
  arrange_nested_groups(out.groups);
  choose_control_socket(context, out);
  remark_on_significance(context, out);
  remark_on_typos(context);
  out.remarks = std::move(context.remarks);
  return out;
}

core::result<core::configuration, config_error> load(const load_request& request) {
  try {
    load_context context{surroundings_of(request)};
    read_main_file(request.path, context);
    read_included_files(context);
    return build_model(context, request);
  } catch (const config_failure& problem) {
    return problem.error();
  }
}

}  // namespace actord::config
