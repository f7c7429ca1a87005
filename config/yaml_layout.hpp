// The keys at the top of a YAML configuration and the sections that they stand for. The reader, the
// JSON schema, the sample and the converter follow from this one table; the options inside come
// from the option table.
#pragma once

#include <array>
#include <string>
#include <string_view>
#include <vector>

#include "config/option_table.hpp"

namespace actord::config {

enum class yaml_shape : std::uint8_t {
  options,   // key: {option: value}
  programs,  // key: {name: {option: value}}, with defaults and extends
  named,     // key: {name: {option: value}}
  servers,   // key: {unix: {option: value}, inet:name: {option: value}}
  groups,    // as named; a list alone are the programs
  patterns,  // key: pattern, or a list of them
};

struct yaml_key_row {
  std::string_view key;
  std::string_view also;  // other names for it, separated by blanks
  yaml_shape shape;
  section_set sections;  // whose options it takes; the first kind is the section that is made
  std::string_view help;
};

namespace detail {
inline constexpr section_set daemon_sections =
    in(section_kind::supervisord) | in(section_kind::actord);
inline constexpr section_set program_sections =
    in(section_kind::program) | in(section_kind::eventlistener) | in(section_kind::fcgi_program);
}  // namespace detail

inline constexpr auto yaml_key_table = std::to_array<yaml_key_row>({
    {"daemon", "supervisord actord", yaml_shape::options, detail::daemon_sections,
     "The daemon itself."},
    {"servers", "", yaml_shape::servers,
     in(section_kind::unix_http_server) | in(section_kind::inet_http_server),
     "HTTP and XML-RPC: `unix` on a socket, `inet` on a TCP port; further ones are called "
     "`unix:name` and `inet:name`. There is no authentication unless username and password are "
     "set."},
    {"rpcinterfaces", "", yaml_shape::named, in(section_kind::rpcinterface),
     "XML-RPC interfaces; without this key there is `supervisor` with its methods."},
    {"client", "supervisorctl", yaml_shape::options, in(section_kind::supervisorctl),
     "How the control client finds the daemon; default: the first server of this file."},
    {"ctlplugins", "", yaml_shape::named, in(section_kind::ctlplugin),
     "Plug-ins of the control client; those written in Python cannot be loaded."},
    {"include", "", yaml_shape::patterns, in(section_kind::include),
     "Further configuration files, YAML or INI by their extension."},
    {"defaults", "", yaml_shape::options, in(section_kind::program),
     "Options that all programs and FastCGI programs have unless they say otherwise."},
    {"templates", "", yaml_shape::programs, detail::program_sections,
     "Sets of options for `extends`; nothing is run for them."},
    {"programs", "", yaml_shape::programs, in(section_kind::program),
     "The programs to run, each as one process or as several."},
    {"listeners", "eventlisteners", yaml_shape::programs, in(section_kind::eventlistener),
     "Programs that are told about events on their standard input. `defaults` do not reach them."},
    {"fcgi_programs", "fcgi-programs", yaml_shape::programs, in(section_kind::fcgi_program),
     "FastCGI programs, whose processes share one listening socket."},
    {"groups", "", yaml_shape::groups, in(section_kind::group),
     "Programs put together under one name."},
    {"DEFAULT", "", yaml_shape::options, static_cast<section_set>(~section_set{0}),
     "What [DEFAULT] is in an INI: fallbacks for every section. For converted files; `defaults` is "
     "what you want otherwise."},
});

// The row of a key or of one of its other names; null for an unknown key.
const yaml_key_row* find_yaml_key(std::string_view key);

// The row whose `sections` begin with that kind; every kind has one.
const yaml_key_row& yaml_key_of(section_kind kind);

// The section that a key makes, e.g. supervisord for `daemon`.
section_kind first_kind(section_set sections);

// An option of one of the sections; null if there is none of that name.
const option_row* find_option_in(section_set sections, std::string_view name);
std::vector<std::string_view> option_names_in(section_set sections);

// The header of the section that `servers` has under this name, e.g. "unix_http_server:x" for
// "unix:x"; empty if it is no server's name. And back.
std::string server_section(std::string_view name);
std::string server_name(std::string_view section);

}  // namespace actord::config
