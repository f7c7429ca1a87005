#include "io/command_path.hpp"

#include <sys/stat.h>
#include <unistd.h>

#include <climits>
#include <optional>
#include <string_view>
#include <utility>

#include "core/python_repr.hpp"
#include "core/shell_split.hpp"

namespace actord::io {
namespace {

using core::fault;
using core::fault_code;
using core::python_repr;

constexpr std::string_view default_path = "/bin:/usr/bin:/usr/local/bin";

struct candidate {
  std::string shown;  // the name that messages use
  std::string path;   // absolute
};

std::string joined(std::string_view directory, std::string_view name) {
  std::string path{directory};
  if (!path.empty() && path.back() != '/') path += '/';
  return path.append(name);
}

std::string working_directory() {
  char buffer[PATH_MAX];
  return ::getcwd(buffer, sizeof buffer) != nullptr ? buffer : "";
}

// Where a possibly relative path may be meant: in the process's directory, then in the daemon's.
void add_candidates(std::vector<candidate>& to, const std::string& name,
                    const std::string& directory) {
  if (name.starts_with('/')) {
    to.push_back({name, name});
    return;
  }
  const auto here = working_directory();
  if (!directory.empty()) {
    const auto base = directory.starts_with('/') ? directory : joined(here, directory);
    to.push_back({name, joined(base, name)});
  }
  to.push_back({name, joined(here, name)});
}

// The last PATH of a list counts.
std::optional<std::string_view> path_of(const core::environment_list& environment) {
  for (auto entry = environment.rbegin(); entry != environment.rend(); ++entry)
    if (entry->first == "PATH") return entry->second;
  return std::nullopt;
}

std::vector<candidate> candidates_for(const std::string& program, const core::process_spec& spec,
                                      const core::environment_list& daemon_environment) {
  std::vector<candidate> found;
  if (program.find('/') != std::string::npos) {
    add_candidates(found, program, spec.directory);
    return found;
  }
  const auto own = path_of(spec.environment);
  auto path = own ? *own : path_of(daemon_environment).value_or(default_path);
  for (;;) {
    const auto colon = path.find(':');
    add_candidates(found, joined(path.substr(0, colon), program), spec.directory);
    if (colon == std::string_view::npos) return found;
    path.remove_prefix(colon + 1);
  }
}

enum class verdict { absent, unfit, fit };

// `problem` gets Supervisor's words if the file is there but cannot be executed.
verdict judge(const candidate& c, std::string& problem) {
  constexpr ::mode_t any_execute = S_IXUSR | S_IXGRP | S_IXOTH;
  struct ::stat info {};
  if (::stat(c.path.c_str(), &info) != 0) return verdict::absent;
  if (S_ISDIR(info.st_mode))
    problem = "command at " + python_repr(c.shown) + " is a directory";
  else if ((info.st_mode & any_execute) == 0)
    problem = "command at " + python_repr(c.shown) + " is not executable";
  else if (::access(c.path.c_str(), X_OK) != 0)
    problem = "no permission to run command " + python_repr(c.shown);
  else
    return verdict::fit;
  return verdict::unfit;
}

}  // namespace

core::result<resolved_command> resolve_command(const core::process_spec& spec,
                                               const core::environment_list& daemon_environment) {
  auto split = core::shell_split(spec.command);
  if (!split)
    return fault{fault_code::not_executable,
                 "can't parse command " + python_repr(spec.command) + ": " + split.reason()};
  auto words = std::move(split).value();
  if (words.empty()) return fault{fault_code::not_executable, "command is empty"};

  std::string first_problem;
  for (auto& c : candidates_for(words.front(), spec, daemon_environment)) {
    std::string problem;
    if (judge(c, problem) == verdict::fit)
      return resolved_command{std::move(c.path), std::move(words)};
    if (first_problem.empty()) first_problem = std::move(problem);
  }
  if (!first_problem.empty()) return fault{fault_code::not_executable, first_problem};
  return fault{fault_code::no_file, "can't find command " + python_repr(words.front())};
}

}  // namespace actord::io
