#include <algorithm>
#include <limits>

#include "config/build_spec.hpp"
#include "config/env_file.hpp"
#include "config/log_values.hpp"
#include "config/text.hpp"
#include "core/python_repr.hpp"

namespace actord::config {
namespace {

using enum section_kind;
using process_list = std::vector<core::process_spec>;

// What is the same for all processes of a section, or needed to make them.
struct program_frame {
  core::process_spec common;  // all that is evaluated once per section
  int count{1};
  int first_number{0};
};

std::chrono::seconds seconds_of(const section_reader& reader, const option_row& row) {
  return std::chrono::seconds{std::max(0, reader.number(row))};
}

void read_capture(const section_reader& reader, core::process_spec& spec) {
  spec.out.capture_max_bytes =
      reader.read<std::uint64_t>(row_of(program, "stdout_capture_maxbytes"));
  spec.out.events_enabled = reader.read<bool>(row_of(program, "stdout_events_enabled"));
  spec.err.capture_max_bytes =
      reader.read<std::uint64_t>(row_of(program, "stderr_capture_maxbytes"));
  spec.err.events_enabled = reader.read<bool>(row_of(program, "stderr_events_enabled"));
}

core::syslog_label label_of(const section_reader& reader, const option_row& level) {
  core::syslog_label label;
  label.facility = static_cast<int>(reader.read<std::int64_t>(row_of(program, "syslog_facility")));
  label.level = static_cast<int>(reader.read<std::int64_t>(level));
  if (label.level == core::syslog_label::own_level)
    reader.fail(level, "the lines of a program have no level of their own");
  return label;
}

// What is ours and the same for both streams or all processes.
void read_log_manners(const section_reader& reader, core::process_spec& spec) {
  const auto overflow = reader.read<core::log_overflow>(row_of(program, "log_overflow"));
  const auto format = reader.read<core::log_format>(row_of(program, "log_format"));
  for (auto* log : {&spec.out, &spec.err}) {
    log->overflow = overflow;
    log->format = format;
  }
  spec.out.syslog_as = label_of(reader, row_of(program, "stdout_syslog_level"));
  spec.err.syslog_as = label_of(reader, row_of(program, "stderr_syslog_level"));
}

core::backoff_spec read_backoff(const section_reader& reader) {
  using std::chrono::milliseconds;
  core::backoff_spec how;
  how.kind = reader.read<core::backoff_kind>(row_of(program, "backoff"));
  how.initial = reader.read<milliseconds>(row_of(program, "backoff_initial"));
  how.max = reader.find<milliseconds>(row_of(program, "backoff_max"));
  how.jitter = reader.read<milliseconds>(row_of(program, "backoff_jitter"));
  how.reset_after = reader.read<milliseconds>(row_of(program, "backoff_reset_after"));
  return how;
}

// In Supervisor's order: the first error wins.
program_frame read_frame(const section_reader& reader) {
  program_frame frame;
  core::process_spec& spec = frame.common;
  spec.priority = reader.number(row_of(program, "priority"));
  spec.autostart = reader.read<bool>(row_of(program, "autostart"));
  spec.restart = reader.read<core::auto_restart>(row_of(program, "autorestart"));
  spec.start_secs = seconds_of(reader, row_of(program, "startsecs"));
  spec.start_retries = reader.number(row_of(program, "startretries"));
  spec.stop_signal = static_cast<int>(reader.read<std::int64_t>(row_of(program, "stopsignal")));
  spec.stop_wait = seconds_of(reader, row_of(program, "stopwaitsecs"));
  spec.stop_as_group = reader.read<bool>(row_of(program, "stopasgroup"));
  spec.kill_as_group =
      reader.find<bool>(row_of(program, "killasgroup")).value_or(spec.stop_as_group);
  spec.exit_codes = reader.read<std::vector<int>>(row_of(program, "exitcodes"));
  spec.redirect_stderr = reader.read<bool>(row_of(program, "redirect_stderr"));
  frame.count = reader.number(row_of(program, "numprocs"));
  frame.first_number = reader.number(row_of(program, "numprocs_start"));
  read_capture(reader, spec);
  spec.server_url = reader.read<std::string>(row_of(program, "serverurl"));
  if (upper(trimmed(spec.server_url)) == automatic_url) spec.server_url = automatic_url;
  if (const auto user = reader.find<user_account>(row_of(program, "user"))) spec.uid = user->uid;
  spec.umask = reader.find<std::uint32_t>(row_of(program, "umask"));
  spec.restart_pause = reader.read<std::chrono::milliseconds>(row_of(program, "restart_pause"));
  read_log_manners(reader, spec);
  spec.backoff = read_backoff(reader);
  spec.significant = reader.read<bool>(row_of(program, "significant"));
  return frame;
}

void check_frame(const section_reader& reader, const program_frame& frame) {
  constexpr const option_row& process_name = row_of(program, "process_name");
  const raw_option* option = reader.raw(process_name);
  const std::string raw_name =
      option == nullptr ? std::string{process_name.fallback} : option->value;
  (void)checked_name(raw_name, option == nullptr ? place_of(reader.section())
                                                 : place_of(reader.section(), *option));
  if (frame.count > 1 && raw_name.find("%(process_num)") == std::string::npos)
    reader.fail(process_name,
                "%(process_num) must be present within process_name when numprocs > 1");
  if (frame.common.stop_as_group && !frame.common.kill_as_group)
    reader.fail(row_of(program, "killasgroup"),
                "Cannot set stopasgroup=true and killasgroup=false");
}

struct stream_rows {
  std::string_view stream;
  const option_row& logfile;
  const option_row& backups;
  const option_row& max_bytes;
  const option_row& syslog;
  const option_row& rotate;
  const option_row& compress;
  const option_row& prefix;
};
constexpr stream_rows out_rows{"stdout",
                               row_of(program, "stdout_logfile"),
                               row_of(program, "stdout_logfile_backups"),
                               row_of(program, "stdout_logfile_maxbytes"),
                               row_of(program, "stdout_syslog"),
                               row_of(program, "stdout_logfile_rotate"),
                               row_of(program, "stdout_logfile_compress"),
                               row_of(program, "stdout_prefix")};
constexpr stream_rows err_rows{"stderr",
                               row_of(program, "stderr_logfile"),
                               row_of(program, "stderr_logfile_backups"),
                               row_of(program, "stderr_logfile_maxbytes"),
                               row_of(program, "stderr_syslog"),
                               row_of(program, "stderr_logfile_rotate"),
                               row_of(program, "stderr_logfile_compress"),
                               row_of(program, "stderr_prefix")};

// What Supervisor does not have.
void read_log_extras(const section_reader& reader, const stream_rows& rows, load_context& context,
                     core::log_spec& log) {
  log.rotate_every = std::chrono::duration_cast<std::chrono::seconds>(
      reader.read<std::chrono::milliseconds>(rows.rotate));
  log.compress = reader.read<core::log_compression>(rows.compress);
  log.prefix = to_line_prefix(reader.read<std::string>(rows.prefix));
  const std::string where = "For [" + reader.section().name + "], ";
  if (log.format == core::log_format::json && !log.prefix.empty())
    context.warn(where + std::string{rows.prefix.name} + " is not used with log_format=json");
  if (log.rotate_every.count() > 0 && log.backups == 0)
    context.warn(where + std::string{rows.rotate.name} +
                 " empties the log each time, because no old logs are kept");
}

void read_log(const section_reader& reader, const stream_rows& rows, load_context& context,
              core::log_spec& log) {
  const std::string option{rows.logfile.name};
  const std::string where = "For [" + reader.section().name + "], ";
  // Supervisor expands this value twice, so people write %%%% for a percent sign (§11.2 #24).
  const auto text = with_all_replaced(*reader.text(rows.logfile), "%%", "%");
  auto choice = std::get<log_choice>(reader.parsed(rows.logfile, text));
  log.backups = std::max(0, reader.number(rows.backups));
  log.max_bytes = reader.read<std::uint64_t>(rows.max_bytes);
  log.syslog = reader.read<bool>(rows.syslog);
  read_log_extras(reader, rows, context, log);
  log.kind = choice.kind;
  log.path = std::move(choice.path);
  if (choice.syslog) {
    log.syslog = true;
    context.warn(where + option + "=syslog but this is deprecated and will be removed.  Use " +
                 std::string{rows.stream} + "_syslog=true to enable syslog instead.");
  }
  if (log.kind == core::log_spec::target::automatic && log.max_bytes == 0)
    context.warn(where + "AUTO logging used for " + option +
                 " without rollover, set maxbytes > 0 to avoid filling up filesystem "
                 "unintentionally");
}

// redirect_stderr leaves stderr without a log of its own.
void drop_stderr_log(const section_reader& reader, load_context& context,
                     core::process_spec& spec) {
  if (!spec.redirect_stderr) return;
  if (spec.err.kind == core::log_spec::target::file)
    context.warn("For [" + reader.section().name +
                 "], redirect_stderr=true but stderr_logfile has also been set to a filename, the "
                 "filename has been ignored");
  spec.err.kind = core::log_spec::target::none;
  spec.err.path.clear();
}

void read_environment(const section_reader& reader, load_context& context,
                      core::process_spec& spec) {
  constexpr const option_row& row = row_of(program, "environment");
  auto parsed = reader.read<parsed_environment>(row);
  for (const auto& name : parsed.cut_short)
    context.warn("For [" + reader.section().name + "], the value of " + name +
                 " in environment ends earlier than it seems to; quote it");
  spec.environment = std::move(parsed.variables);
}

// The option beats the files, whose variables it may use as ENV_*.
void read_variables(const section_reader& reader, name_scope& names, load_context& context,
                    core::process_spec& spec) {
  auto variables = read_env_files(reader, row_of(program, "env_file"), context.around);
  names.set_environment(variables);
  read_environment(reader, context, spec);
  names.set_environment(spec.environment);
  merge_environment(variables, spec.environment);
  spec.environment = std::move(variables);
}

// A process of the section; `names` gains the variables of its own environment.
core::process_spec read_process(section_reader& reader, const program_frame& frame,
                                name_scope& names, load_context& context) {
  reader.use(names_allowed::each, names);
  core::process_spec spec = frame.common;
  read_variables(reader, names, context, spec);
  spec.directory = reader.read<std::string>(row_of(program, "directory"));
  read_log(reader, out_rows, context, spec.out);
  read_log(reader, err_rows, context, spec.err);
  const auto command = reader.text(row_of(program, "command"));
  if (!command)
    reader.fail(row_of(program, "command"),
                "program section " + reader.section().name + " does not specify a command");
  spec.command = *command;
  spec.name = reader.read<std::string>(row_of(program, "process_name"));
  drop_stderr_log(reader, context, spec);
  return spec;
}

void remark_on_cut_quotes(const section_reader& reader, load_context& context) {
  for (const option_row* row : {&row_of(program, "command"), &row_of(program, "environment")}) {
    const raw_option* option = reader.raw(*row);
    if (option != nullptr && option->cut_inside_quotes)
      context.warn("For [" + reader.section().name + "], " + std::string{row->name} +
                   " ends within quotes, because a ; or # behind a blank begins a comment there");
  }
}

// Python keeps processes in a dictionary: of equal names the last one counts.
void keep_last_of_equal_names(process_list& processes) {
  process_list kept;
  for (auto& process : processes) {
    const auto known = std::find_if(kept.begin(), kept.end(), [&](const core::process_spec& other) {
      return other.name == process.name;
    });
    if (known == kept.end()) {
      kept.push_back(std::move(process));
    } else {
      *known = std::move(process);
    }
  }
  processes = std::move(kept);
}

process_list read_processes(load_context& context, const raw_section& section, section_kind kind,
                            const std::string& name, const std::string& group) {
  name_scope once{&context.here};
  once.set("program_name", name);
  once.set("group_name", group);
  once.set("host_node_name", context.around.host_node_name);
  section_reader reader = context.reader_of(section);
  reader.use(names_allowed::once, once);
  remark_on_cut_quotes(reader, context);

  program_frame frame = read_frame(reader);
  check_frame(reader, frame);
  frame.common.group = group;
  frame.common.program = name;
  if (kind == eventlistener) {
    // The protocol owns a listener's stdout: capture and events there mean nothing.
    frame.common.out.capture_max_bytes = 0;
    frame.common.out.events_enabled = false;
  }
  process_list processes;
  for (int i = 0; i < frame.count; ++i) {
    const std::int64_t number = std::int64_t{frame.first_number} + i;
    name_scope each{&once};
    each.set("process_num", number);
    each.set("numprocs", std::int64_t{frame.count});
    frame.common.number = static_cast<int>(number);
    processes.push_back(read_process(reader, frame, each, context));
    if (kind == eventlistener) processes.back().out.syslog = false;
  }
  return processes;
}

}  // namespace

std::string checked_name(std::string_view name, const std::string& where) {
  for (const char c : trimmed(name))
    if (c == ' ' || c == ':' || c == '/')
      throw config_failure{
          "Invalid name: " + core::python_repr(trimmed(name)) +
              " because of character: " + core::python_repr(std::string_view{&c, 1}),
          where};
  return std::string{trimmed(name)};
}

program_draft build_program(load_context& context, const raw_section& section, section_kind kind,
                            const std::string& group) {
  program_draft draft;
  draft.name = checked_name(name_in(section.name), place_of(section));
  try {
    draft.processes = read_processes(context, section, kind, draft.name, group);
  } catch (const config_failure& problem) {
    config_error error = problem.error();
    error.message += " in section " + core::python_repr(section.name) +
                     " (file: " + core::python_repr(section.file) + ")";
    throw config_failure{std::move(error)};
  }
  keep_last_of_equal_names(draft.processes);
  std::stable_sort(draft.processes.begin(), draft.processes.end(),
                   [](const core::process_spec& a, const core::process_spec& b) {
                     return std::tie(a.priority, a.name) < std::tie(b.priority, b.name);
                   });
  return draft;
}

}  // namespace actord::config
