#include <algorithm>

#include "config/build_spec.hpp"

namespace actord::config {
namespace {

using enum section_kind;

void read_credentials(const section_reader& reader, core::server_spec& server) {
  constexpr const option_row& username = row_of(inet_http_server, "username");
  const auto name = reader.text(username);
  const auto password = reader.text(row_of(inet_http_server, "password"));
  if (name.has_value() != password.has_value())
    reader.fail(username,
                "Section [" + reader.section().name +
                    "] contains incomplete authentication: If a username or a password is "
                    "specified, both the username and password must be specified");
  server.username = name.value_or("");
  server.password = password.value_or("");
}

core::server_spec build_inet(const section_reader& reader) {
  core::server_spec server;
  server.family = core::server_spec::kind::inet;
  server.section = reader.section().name;
  read_credentials(reader, server);
  constexpr const option_row& port = row_of(inet_http_server, "port");
  const auto address = reader.find<inet_address>(port);
  if (!address) reader.fail(port, "section [" + server.section + "] has no port value");
  server.host = address->host;
  server.port = address->port;
  return server;
}

core::server_spec build_unix(const section_reader& reader) {
  core::server_spec server;
  server.family = core::server_spec::kind::unix_socket;
  server.section = reader.section().name;
  constexpr const option_row& file = row_of(unix_http_server, "file");
  const auto path = reader.find<std::string>(file);
  if (!path) reader.fail(file, "section [" + server.section + "] has no file value");
  server.file = *path;
  read_credentials(reader, server);
  if (const auto owner = reader.find<file_owner>(row_of(unix_http_server, "chown"))) {
    server.uid = owner->uid;
    server.gid = owner->gid;
  }
  server.mode = reader.read<std::uint32_t>(row_of(unix_http_server, "chmod"));
  return server;
}

}  // namespace

std::vector<core::server_spec> build_servers(load_context& context) {
  std::vector<core::server_spec> servers;
  for (const section_kind kind : {inet_http_server, unix_http_server}) {
    for (const auto& section : context.raw.sections) {
      const section_row* row = find_section(section.name);
      if (row == nullptr || row->kind != kind) continue;
      const section_reader reader = context.reader_of(section);
      servers.push_back(kind == inet_http_server ? build_inet(reader) : build_unix(reader));
    }
  }
  return servers;
}

core::http_spec build_http(load_context& context) {
  core::http_spec http;
  const raw_section* section = context.raw.find("actord");
  if (section == nullptr) return http;
  const section_reader reader = context.reader_of(*section);
  const auto time = [&](const option_row& row) {
    return reader.read<std::chrono::milliseconds>(row);
  };
  http.connections = std::max(1, reader.number(row_of(actord, "http_connections")));
  http.body_max_bytes = reader.read<std::uint64_t>(row_of(actord, "http_body_maxbytes"));
  http.request_time = time(row_of(actord, "http_request_timeout"));
  http.idle_time = time(row_of(actord, "http_idle_timeout"));
  http.write_time = time(row_of(actord, "http_write_timeout"));
  return http;
}

}  // namespace actord::config
