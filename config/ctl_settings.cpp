#include "config/ctl_settings.hpp"

#include <unistd.h>

#include "config/endpoint.hpp"
#include "config/env_file.hpp"
#include "config/environment_text.hpp"
#include "config/include_glob.hpp"
#include "config/yaml_reader.hpp"

namespace actord::config {
namespace {

using enum section_kind;

constexpr std::string_view unix_scheme = "unix://";

std::string normal_url(const std::string& url, const surroundings& around) {
  if (!url.starts_with(unix_scheme)) return url;
  return std::string{unix_scheme} + absolute_path(url.substr(unix_scheme.size()), around);
}

ctl_settings read_section(const load_context& context) {
  const raw_section* section = context.raw.find("supervisorctl");
  if (section == nullptr) throw config_failure{".ini file does not include supervisorctl section"};
  const section_reader reader = context.reader_of(*section);
  ctl_settings settings;
  settings.serverurl =
      normal_url(reader.read<std::string>(row_of(supervisorctl, "serverurl")), context.around);
  settings.prompt = reader.read<std::string>(row_of(supervisorctl, "prompt"));
  settings.username = reader.read<std::string>(row_of(supervisorctl, "username"));
  settings.password = reader.read<std::string>(row_of(supervisorctl, "password"));
  settings.history_file = reader.read<std::string>(row_of(supervisorctl, "history_file"));
  return settings;
}

void check_ctl_plugins(load_context& context) {
  constexpr const option_row& factory = row_of(ctlplugin, "supervisor.ctl_factory");
  for (const auto& section : context.raw.sections) {
    const section_row* row = find_section(section.name);
    if (row == nullptr || row->kind != ctlplugin) continue;
    section_reader reader{section, nullptr, context.around};
    reader.use(names_allowed::environment, context.environment);
    const auto spec = reader.text(factory);
    if (!spec)
      throw config_failure{
          "section [" + section.name + "] does not specify a " + std::string{factory.name},
          place_of(section)};
    context.warn("[" + section.name + "] names the Python plug-in " + *spec +
                 ", which cannot be loaded; the section is ignored");
  }
}

void add_server_files(const load_context& context, endpoint_facts& facts) {
  for (const auto& section : context.raw.sections) {
    const section_row* row = find_section(section.name);
    if (row == nullptr || row->kind != unix_http_server) continue;
    const auto file =
        context.reader_of(section).find<std::string>(row_of(unix_http_server, "file"));
    if (file) facts.server_files.push_back(*file);
  }
}

void add_daemon_environment(load_context& context) {
  const raw_section* section = context.raw.find("supervisord");
  if (section == nullptr) return;
  name_scope names{&context.here};
  names.set("host_node_name", context.around.host_node_name);
  section_reader reader = context.reader_of(*section);
  reader.use(names_allowed::here_and_host, names);
  context.environment.set_environment(
      read_env_files(reader, row_of(supervisord, "env_file"), context.around));
  const auto own = reader.read<parsed_environment>(row_of(supervisord, "environment"));
  context.environment.set_environment(own.variables);
}

// A daemon that runs has read this file when it was whole. Whatever is wrong with it now must not
// keep the client away, so each part that fails is left out.
endpoint_facts facts_of(load_context& context, const std::string& config_file) {
  endpoint_facts facts{.config_file = config_file, .configured = {}, .server_files = {}};
  const auto attempt = [](auto&& part) {
    try {
      part();
    } catch (const config_failure&) {
      // The daemon reports it, at its next start or reread.
    }
  };
  attempt([&] { read_included_files(context); });
  attempt([&] { add_daemon_environment(context); });
  attempt([&] { facts.configured = configured_socket(context); });
  attempt([&] { add_server_files(context, facts); });
  return facts;
}

// The same for what a YAML file says about programs: a variable that only the daemon has is an
// error here.
void read_for_client(const std::string& path, load_context& context) {
  try {
    read_main_file(path, context);
  } catch (const config_failure&) {
    if (!is_yaml_file(path) || context.raw.find("supervisorctl") == nullptr) throw;
  }
}

void apply_command_line(const ctl_request& request, const surroundings& around,
                        ctl_settings& settings) {
  if (request.serverurl) settings.serverurl = normal_url(*request.serverurl, around);
  if (request.username) settings.username = *request.username;
  if (request.password) settings.password = *request.password;
  if (request.history_file) settings.history_file = absolute_path(*request.history_file, around);
}

ctl_settings default_settings() {
  ctl_settings settings;
  settings.serverurl = row_of(supervisorctl, "serverurl").fallback;
  settings.prompt = row_of(supervisorctl, "prompt").fallback;
  return settings;
}

ctl_settings build(const ctl_request& request) {
  const std::string source =
      request.path ? normal_path(joined_path(request.cwd, *request.path)) : std::string{};
  load_context context{{.environment = request.environment,
                        .host_node_name = request.host_node_name,
                        .cwd = request.cwd,
                        .here = directory_of(source)}};
  ctl_settings settings = default_settings();
  std::optional<endpoint_facts> facts;
  if (request.path) {
    read_for_client(*request.path, context);
    settings = read_section(context);
    check_ctl_plugins(context);
    settings.remarks = context.remarks;
    facts = facts_of(context, source);
  }
  apply_command_line(request, context.around, settings);
  settings.endpoint = client_endpoint(settings.serverurl, request.serverurl.has_value(),
                                      facts ? &*facts : nullptr, ::geteuid(), request.environment);
  return settings;
}

}  // namespace

core::result<ctl_settings, config_error> load_ctl_settings(const ctl_request& request) {
  try {
    return build(request);
  } catch (const config_failure& problem) {
    return problem.error();
  }
}

}  // namespace actord::config
