#include <algorithm>
#include <limits>

#include "config/build_spec.hpp"
#include "config/env_file.hpp"

namespace actord::config {
namespace {

using enum section_kind;

// The options of [supervisord] with the command line's values in front. The file's value is checked
// even where an override beats it.
class daemon_options {
 public:
  daemon_options(const section_reader& reader, const std::vector<override_option>& overrides,
                 const surroundings& around)
      : reader_{reader}, overrides_{overrides}, around_{around} {}

  template <class T>
  std::optional<T> find(const option_row& row) const {
    auto value = reader_.find<T>(row);
    if (const auto* text = overriding(row)) return std::get<T>(from_command_line(row, *text));
    return value;
  }

  template <class T>
  T read(const option_row& row) const {
    auto value = find<T>(row);
    return value ? std::move(*value) : T{};
  }

  int number(const option_row& row) const {
    constexpr std::int64_t least = std::numeric_limits<int>::min();
    constexpr std::int64_t most = std::numeric_limits<int>::max();
    return static_cast<int>(std::clamp(read<std::int64_t>(row), least, most));
  }

  // The user is looked up when all else is known; this keeps the lookup for later.
  auto later_user() const {
    constexpr const option_row& row = row_of(supervisord, "user");
    return [this, text = reader_.text(row)]() -> std::optional<std::uint32_t> {
      if (const auto* given = overriding(row))
        return std::get<user_account>(from_command_line(row, *given)).uid;
      if (!text) return std::nullopt;
      return std::get<user_account>(reader_.parsed(row, *text)).uid;
    };
  }

 private:
  option_value from_command_line(const option_row& row, std::string_view text) const {
    try {
      return parse_value(row.type, text, around_);
    } catch (const value_error& problem) {
      throw config_failure{problem.what(),
                           "command line: " + std::string{row.name} + " = " + std::string{text}};
    }
  }

  const std::string* overriding(const option_row& row) const {
    const auto found =
        std::find_if(overrides_.begin(), overrides_.end(),
                     [&](const override_option& option) { return option.name == row.name; });
    return found == overrides_.end() ? nullptr : &found->value;
  }

  const section_reader& reader_;
  const std::vector<override_option>& overrides_;
  const surroundings& around_;
};

void read_log_options(const daemon_options& options, const surroundings& around,
                      core::daemon_spec& daemon) {
  const auto logfile = options.read<std::string>(row_of(supervisord, "logfile"));
  daemon.log_to_syslog = logfile == "syslog";
  if (!daemon.log_to_syslog) daemon.logfile = absolute_path(logfile, around);
  daemon.log_max_bytes = options.read<std::uint64_t>(row_of(supervisord, "logfile_maxbytes"));
  daemon.log_backups = std::max(0, options.number(row_of(supervisord, "logfile_backups")));
  daemon.level = options.read<core::log_level>(row_of(supervisord, "loglevel"));
}

// What of the daemon's own log is ours: [actord].
void read_own_section(load_context& context, core::daemon_spec& daemon) {
  const raw_section* section = context.raw.find("actord");
  if (section == nullptr) return;
  const auto reader = context.reader_of(*section);
  daemon.log_rotate_every = std::chrono::duration_cast<std::chrono::seconds>(
      reader.read<std::chrono::milliseconds>(row_of(actord, "logfile_rotate")));
  daemon.log_compress = reader.read<core::log_compression>(row_of(actord, "logfile_compress"));
  daemon.format = reader.read<core::log_format>(row_of(actord, "log_format"));
  daemon.syslog_as.facility =
      static_cast<int>(reader.read<std::int64_t>(row_of(actord, "syslog_facility")));
  daemon.syslog_as.level =
      static_cast<int>(reader.read<std::int64_t>(row_of(actord, "syslog_level")));
}

// Variables of files come first: the option beats them and may use them as ENV_*.
void read_environment(const section_reader& reader, const daemon_options& options,
                      load_context& context, core::daemon_spec& daemon) {
  constexpr const option_row& row = row_of(supervisord, "environment");
  daemon.environment = read_env_files(reader, row_of(supervisord, "env_file"), context.around);
  context.environment.set_environment(daemon.environment);
  auto parsed = options.read<parsed_environment>(row);
  for (const auto& name : parsed.cut_short)
    context.warn("For [" + reader.section().name + "], the value of " + name +
                 " in environment ends earlier than it seems to; quote it");
  merge_environment(daemon.environment, parsed.variables);
  context.environment.set_environment(daemon.environment);
}

}  // namespace

core::daemon_spec build_daemon(load_context& context,
                               const std::vector<override_option>& overrides) {
  const raw_section* section = context.raw.find("supervisord");
  if (section == nullptr) throw config_failure{".ini file does not include supervisord section"};
  name_scope with_host{&context.here};
  with_host.set("host_node_name", context.around.host_node_name);
  section_reader reader = context.reader_of(*section);
  reader.use(names_allowed::here_and_host, with_host);
  const daemon_options options{reader, overrides, context.around};

  core::daemon_spec daemon;
  daemon.minfds = options.number(row_of(supervisord, "minfds"));
  daemon.minprocs = options.number(row_of(supervisord, "minprocs"));
  if (const auto directory = options.find<std::string>(row_of(supervisord, "directory")))
    daemon.directory = absolute_path(*directory, context.around);
  const auto user = options.later_user();
  daemon.umask = options.read<std::uint32_t>(row_of(supervisord, "umask"));
  read_log_options(options, context.around, daemon);
  daemon.pidfile =
      absolute_path(options.read<std::string>(row_of(supervisord, "pidfile")), context.around);
  daemon.identifier = options.read<std::string>(row_of(supervisord, "identifier"));
  daemon.nodaemon = options.read<bool>(row_of(supervisord, "nodaemon"));
  daemon.silent = options.read<bool>(row_of(supervisord, "silent"));
  const auto childlogdir = options.find<std::string>(row_of(supervisord, "childlogdir"));
  daemon.childlogdir = childlogdir ? absolute_path(*childlogdir, context.around)
                                   : temporary_directory(context.around);
  daemon.nocleanup = options.read<bool>(row_of(supervisord, "nocleanup"));
  daemon.strip_ansi = options.read<bool>(row_of(supervisord, "strip_ansi"));
  read_own_section(context, daemon);
  read_environment(reader, options, context, daemon);
  daemon.uid = user();
  if (const raw_section* own = context.raw.find("actord"))
    daemon.update = context.reader_of(*own).read<core::update_strategy>(
        row_of(section_kind::actord, "update_strategy"));
  return daemon;
}

bool check_plugins(load_context& context) {
  bool own = false;
  constexpr const option_row& factory = row_of(rpcinterface, "supervisor.rpcinterface_factory");
  for (const auto& section : context.raw.sections) {
    const section_row* kind = find_section(section.name);
    if (kind == nullptr || kind->kind != rpcinterface) continue;
    // [DEFAULT] would end up among the factory's arguments (§11.2 #27).
    section_reader reader{section, nullptr, context.around};
    reader.use(names_allowed::environment, context.environment);
    for (const auto& option : section.options) {
      option_row any = factory;  // whatever its name, it is a text that may use ENV_*
      any.name = option.name;
      (void)reader.text(any);  // only to report what cannot be expanded
    }
    const auto spec = reader.text(factory);
    if (!spec)
      throw config_failure{
          "section [" + section.name + "] does not specify a " + std::string{factory.name},
          place_of(section)};
    if (*spec == factory.sample)
      own = true;
    else
      context.warn("[" + section.name + "] names the Python plug-in " + *spec +
                   ", which cannot be loaded; the section is ignored");
  }
  return own;
}

}  // namespace actord::config
