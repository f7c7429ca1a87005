#include "io/spawn_texts.hpp"

#include <array>
#include <cerrno>
#include <cstddef>

#include "core/python_repr.hpp"
#include "io/syscalls.hpp"

namespace actord::io {
namespace {

struct step_row {
  child_step step;
  std::string_view name;
};

constexpr std::array<step_row, 11> step_table{{
    {child_step::none, "none"},
    {child_step::clone, "clone"},
    {child_step::close_range, "close_range"},
    {child_step::setpgid, "setpgid"},
    {child_step::dup, "dup"},
    {child_step::setrlimit, "setrlimit"},
    {child_step::setgroups, "setgroups"},
    {child_step::setgid, "setgid"},
    {child_step::setuid, "setuid"},
    {child_step::chdir, "chdir"},
    {child_step::execve, "execve"},
}};

consteval bool step_table_in_order() {
  for (std::size_t i = 0; i < step_table.size(); ++i)
    if (static_cast<std::size_t>(step_table[i].step) != i) return false;
  return static_cast<std::size_t>(child_step::execve) + 1 == step_table.size();
}
static_assert(step_table_in_order());

std::string clone_failure(const core::process_spec& spec, int error_number) {
  const auto name = core::python_repr(spec.name);
  if (error_number == EAGAIN) return "Too many processes in process table to spawn " + name;
  if (error_number == EMFILE) return "too many open files to spawn " + name;
  return "unknown error during fork for " + name + ": " + errno_name(error_number);
}

}  // namespace

std::string_view name_of(child_step step) {
  const auto index = static_cast<std::size_t>(step);
  return index < step_table.size() ? step_table[index].name : "unknown";
}

std::string dispatcher_failure(const core::process_spec& spec, int error_number) {
  const auto name = core::python_repr(spec.name);
  if (error_number == EMFILE) return "too many open files to spawn " + name;
  return "unknown error making dispatchers for " + name + ": " + errno_name(error_number);
}

std::string spawn_failure_text(const core::process_spec& spec, std::string_view word,
                               child_step step, int error_number) {
  const auto reason = errno_name(error_number);
  switch (step) {
    case child_step::clone:
      return clone_failure(spec, error_number);
    case child_step::chdir:
      return "couldn't chdir to " + spec.directory + ": " + reason;
    case child_step::execve:
      return "couldn't exec " + std::string{word} + ": " + reason;
    case child_step::setgroups:
      return user_failure(spec.uid.value_or(0), "Could not set groups of effective user");
    case child_step::setgid:
      return user_failure(spec.uid.value_or(0), "Could not set group id of effective user");
    case child_step::setuid:
      return user_failure(spec.uid.value_or(0), reason);
    default:
      return "couldn't " + std::string{name_of(step)} + ": " + reason;
  }
}

std::string user_failure(::uid_t uid, std::string_view reason) {
  return "couldn't setuid to " + std::to_string(uid) + ": " + std::string{reason};
}

std::string last_words(std::string_view text) {
  return "supervisor: " + std::string{text} + "\nsupervisor: child process was not spawned\n";
}

}  // namespace actord::io
