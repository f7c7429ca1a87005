#include "config/yaml_implied.hpp"

#include <string>
#include <string_view>
#include <utility>

#include "config/option_table.hpp"
#include "config/yaml_layout.hpp"

namespace actord::config {
namespace {

using enum section_kind;

raw_section& section_at(const std::string& name, const yaml_node& root, raw_config& into) {
  if (raw_section* known = into.find(name)) return *known;
  raw_section& section = into.sections.emplace_back();
  section.name = name;
  section.file = *root.place.file;
  section.line = root.place.line;
  section.column = root.place.column;
  return section;
}

const raw_section* first_server(const raw_config& raw, section_kind kind) {
  for (const auto& section : raw.sections)
    if (const auto* row = find_section(section.name); row != nullptr && row->kind == kind)
      return &section;
  return nullptr;
}

// "http://localhost:9001" for "9001", ":9001" and "*:9001".
std::string url_of_port(std::string_view port) {
  const auto colon = port.rfind(':');
  const auto host = colon == std::string_view::npos ? std::string_view{} : port.substr(0, colon);
  const auto number = colon == std::string_view::npos ? port : port.substr(colon + 1);
  return "http://" + (host.empty() || host == "*" ? "localhost" : std::string{host}) + ":" +
         std::string{number};
}

// A server's address as the client's, at the place where the server has it.
void point_client_at(const raw_section& server, const raw_option& address, const std::string& url,
                     const raw_config& raw, raw_section& client) {
  raw_option serverurl = address;
  serverurl.name = row_of(supervisorctl, "serverurl").name;
  serverurl.value = url;
  std::vector<raw_option> taken{std::move(serverurl)};
  const raw_option* password = server.find("password");
  if (password == nullptr || !password->value.starts_with("{SHA}"))
    for (const auto* name : {"username", "password"})
      if (const raw_option* option = server.find(name)) taken.push_back(*option);
  for (auto& option : taken)
    if (raw.lookup(client, option.name) == nullptr) client.put(std::move(option));
}

void find_daemon(const raw_config& raw, raw_section& client) {
  if (raw.lookup(client, "serverurl") != nullptr) return;
  const raw_section* socket = first_server(raw, unix_http_server);
  if (const raw_option* file = socket == nullptr ? nullptr : socket->find("file"))
    return point_client_at(*socket, *file, "unix://" + file->value, raw, client);
  const raw_section* inet = first_server(raw, inet_http_server);
  if (const raw_option* port = inet == nullptr ? nullptr : inet->find("port"))
    point_client_at(*inet, *port, url_of_port(port->value), raw, client);
}

}  // namespace

void imply_sections(const yaml_node& root, raw_config& into) {
  (void)section_at("supervisord", root, into);
  constexpr const option_row& factory = row_of(rpcinterface, "supervisor.rpcinterface_factory");
  const bool own_interfaces = root.find(yaml_key_of(rpcinterface).key) != nullptr;
  const std::string interface { row_of(rpcinterface).sample };
  if (!own_interfaces || into.find(interface) != nullptr) {
    raw_section& section = section_at(interface, root, into);
    if (section.find(factory.name) == nullptr)
      section.put({.name = std::string{factory.name},
                   .value = std::string{factory.sample},
                   .file = section.file,
                   .line = section.line});
  }
  find_daemon(into, section_at("supervisorctl", root, into));
}

}  // namespace actord::config
