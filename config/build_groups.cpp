#include <sys/types.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <set>
#include <tuple>

#include "config/build_spec.hpp"
#include "config/event_names.hpp"
#include "config/fcgi_socket.hpp"
#include "config/text.hpp"

namespace actord::config {
namespace {

using enum section_kind;
using section_list = std::vector<const raw_section*>;

section_list sections_of(const raw_config& raw, section_kind kind) {
  section_list found;
  for (const auto& section : raw.sections) {
    const section_row* row = find_section(section.name);
    if (row != nullptr && row->kind == kind) found.push_back(&section);
  }
  return found;
}

// A priority that the section sets itself, with the few names allowed at this level.
std::optional<int> group_priority(load_context& context, const raw_section& section) {
  section_reader reader = context.reader_of(section);
  reader.use(names_allowed::once, context.here);
  constexpr const option_row& row = row_of(program, "priority");
  if (reader.raw(row) == nullptr) return std::nullopt;
  return reader.number(row);
}

// The member's section; null if there is none. Throws if there are two.
struct member {
  const raw_section* section{nullptr};
  section_kind kind{program};
};
member find_member(const raw_config& raw, const section_reader& group, const std::string& name) {
  constexpr const option_row& programs = row_of(section_kind::group, "programs");
  const std::string label = "[" + group.section().name + "] ";
  const raw_section* plain = raw.find("program:" + name);
  const raw_section* fcgi = raw.find("fcgi-program:" + name);
  if (plain != nullptr && fcgi != nullptr)
    group.fail(programs,
               label + "name " + name + " is ambiguous (exists as program and fcgi-program)");
  if (plain == nullptr && fcgi == nullptr)
    group.fail(programs, label + "names unknown program or fcgi-program " + name);
  return plain != nullptr ? member{plain, program} : member{fcgi, fcgi_program};
}

// Equal names in different programs of a group: the last wins (Supervisor says nothing).
void drop_hidden_processes(load_context& context, group_draft& draft) {
  std::set<std::string> seen;
  for (auto at = draft.programs.rbegin(); at != draft.programs.rend(); ++at) {
    std::set<std::string> names;
    std::erase_if(at->processes, [&](const core::process_spec& process) {
      names.insert(process.name);
      if (!seen.contains(process.name)) return false;
      context.warn("[group:" + draft.spec.name + "] has two processes named " + process.name +
                   "; only the last is used");
      return true;
    });
    seen.merge(names);
  }
}

group_draft build_group(load_context& context, const raw_section& section,
                        std::set<const raw_section*>& members) {
  const section_reader reader = context.reader_of(section);
  group_draft draft;
  draft.spec.kind = core::group_kind::group;
  draft.spec.name = checked_name(name_in(section.name), place_of(section));
  const auto names = reader.read<std::vector<std::string>>(row_of(section_kind::group, "programs"));
  draft.spec.priority = reader.number(row_of(section_kind::group, "priority"));
  const auto inner = reader.find<std::vector<std::string>>(row_of(section_kind::group, "groups"));
  if (inner) draft.spec.inner = *inner;
  draft.spec.rules = read_group_rules(context, section);
  for (const auto& name : names) {
    const member found = find_member(context.raw, reader, name);
    members.insert(found.section);
    remark_on_lost_rules(context, *found.section, draft.spec.name);
    draft.programs.push_back(build_program(context, *found.section, found.kind, draft.spec.name));
  }
  drop_hidden_processes(context, draft);
  return draft;
}

// What is to be set when the section forms a group of its own.
group_draft lone_group(const load_context& context, const raw_section& section,
                       core::group_kind kind) {
  group_draft draft;
  draft.spec.kind = kind;
  draft.spec.name = checked_name(name_in(section.name), place_of(section));
  draft.spec.rules = read_group_rules(context, section);
  return draft;
}

group_draft build_lone_program(load_context& context, const raw_section& section) {
  group_draft draft = lone_group(context, section, core::group_kind::program);
  draft.spec.priority = group_priority(context, section).value_or(999);
  draft.programs.push_back(build_program(context, section, program, draft.spec.name));
  return draft;
}

core::listener_spec read_listener(const section_reader& reader) {
  core::listener_spec listener;
  const std::string label = "[" + reader.section().name + "] ";
  listener.buffer_size = reader.number(row_of(eventlistener, "buffer_size"));
  if (listener.buffer_size < 1)
    reader.fail(
        row_of(eventlistener, "buffer_size"),
        label + "section sets invalid buffer_size (" + std::to_string(listener.buffer_size) + ")");
  constexpr const option_row& result_handler = row_of(eventlistener, "result_handler");
  const auto result = reader.read<std::string>(result_handler);
  if (trimmed(result) != result_handler.fallback)
    reader.fail(result_handler, std::string{trimmed(result)} + " cannot be resolved within [" +
                                    reader.section().name +
                                    "]: result handlers written in Python cannot be loaded");
  const auto events = reader.find<std::vector<std::string>>(row_of(eventlistener, "events"));
  if (!events || events->empty())
    reader.fail(row_of(eventlistener, "events"), label + "section requires an \"events\" line");
  for (const auto& event : *events)
    if (!is_event_name(event))
      reader.fail(row_of(eventlistener, "events"),
                  "Unknown event type " + event + " in [" + reader.section().name + "] events");
  listener.events = *events;
  if (reader.read<bool>(row_of(eventlistener, "redirect_stderr")))
    reader.fail(row_of(eventlistener, "redirect_stderr"),
                label +
                    "section sets redirect_stderr=true but this is not allowed because it will "
                    "interfere with the eventlistener protocol");
  return listener;
}

group_draft build_listener(load_context& context, const raw_section& section) {
  constexpr int before_all_others = -1;
  group_draft draft = lone_group(context, section, core::group_kind::listeners);
  draft.spec.priority = group_priority(context, section).value_or(before_all_others);
  section_reader reader = context.reader_of(section);
  reader.use(names_allowed::once, context.here);
  draft.spec.listener = read_listener(reader);
  draft.programs.push_back(build_program(context, section, eventlistener, draft.spec.name));
  return draft;
}

core::fcgi_spec read_fcgi(load_context& context, const section_reader& reader) {
  core::fcgi_spec fcgi;
  const auto user = reader.find<user_account>(row_of(fcgi_program, "user"));
  constexpr const option_row& backlog = row_of(fcgi_program, "socket_backlog");
  if (const auto length = reader.find<std::int64_t>(backlog)) {
    if (*length < 1 || *length > 65535)
      reader.fail(backlog, std::string{backlog.complaint} + std::to_string(*length));
    fcgi.backlog = static_cast<int>(*length);
  }
  const auto owner = reader.find<file_owner>(row_of(fcgi_program, "socket_owner"));
  const auto mode = reader.find<std::uint32_t>(row_of(fcgi_program, "socket_mode"));
  constexpr const option_row& socket = row_of(fcgi_program, "socket");
  const auto url = reader.text(socket);
  if (!url)
    reader.fail(socket, "[" + reader.section().name + "] section requires a \"socket\" line");
  try {
    fcgi.socket = normal_socket_url(*url, owner || mode, context.around);
  } catch (const value_error& problem) {
    reader.fail(socket, std::string{problem.what()} + " in [" + reader.section().name + "] socket");
  }
  fcgi.mode = mode.value_or(fcgi.mode);
  if (owner) {
    fcgi.owner_uid = owner->uid;
    fcgi.owner_gid = owner->gid;
  } else if (user && user->uid != ::getuid()) {
    fcgi.owner_uid = user->uid;
    fcgi.owner_gid = user->gid;
  }
  return fcgi;
}

group_draft build_fcgi(load_context& context, const raw_section& section) {
  group_draft draft = lone_group(context, section, core::group_kind::fcgi);
  draft.spec.priority = group_priority(context, section).value_or(999);
  name_scope with_program{&context.here};
  with_program.set("program_name", draft.spec.name);
  section_reader reader = context.reader_of(section);
  reader.use(names_allowed::once, context.here);
  reader.use(names_allowed::here_and_program, with_program);
  draft.spec.fcgi = read_fcgi(context, reader);
  draft.programs.push_back(build_program(context, section, fcgi_program, draft.spec.name));
  return draft;
}

using lone_builder = group_draft (*)(load_context&, const raw_section&);
struct lone_row {
  section_kind kind;
  lone_builder build;
};
constexpr std::array<lone_row, 3> lone_builders{
    {{program, build_lone_program}, {eventlistener, build_listener}, {fcgi_program, build_fcgi}}};

// Of groups with equal names the first in sort order is used.
void drop_repeated_names(load_context& context, std::vector<group_draft>& groups) {
  std::set<std::string> seen;
  std::erase_if(groups, [&](const group_draft& draft) {
    if (seen.insert(draft.spec.name).second) return false;
    context.warn("There are two groups named " + draft.spec.name + "; only the first is used");
    return true;
  });
}

}  // namespace

std::vector<group_draft> build_groups(load_context& context) {
  std::vector<group_draft> groups;
  std::set<const raw_section*> members;
  for (const auto* section : sections_of(context.raw, section_kind::group))
    groups.push_back(build_group(context, *section, members));
  for (const auto& [kind, build] : lone_builders)
    for (const auto* section : sections_of(context.raw, kind))
      if (!members.contains(section)) groups.push_back(build(context, *section));
  std::stable_sort(groups.begin(), groups.end(), [](const group_draft& a, const group_draft& b) {
    return std::tie(a.spec.priority, a.spec.name) < std::tie(b.spec.priority, b.spec.name);
  });
  drop_repeated_names(context, groups);
  return groups;
}

core::group_spec finished(group_draft draft, const core::environment_list& common,
                          const std::string& server_url) {
  core::group_spec group = std::move(draft.spec);
  for (auto& program : draft.programs) {
    core::program_spec& spec = group.programs.emplace_back();
    spec.name = std::move(program.name);
    for (auto& process : program.processes) {
      core::environment_list environment = common;
      merge_environment(environment, process.environment);
      process.environment = std::move(environment);
      if (process.server_url == automatic_url) process.server_url = server_url;
      spec.processes.push_back(std::make_shared<const core::process_spec>(std::move(process)));
    }
  }
  return group;
}

}  // namespace actord::config
