#include "cli/actorctl/process_facts.hpp"

#include <sys/utsname.h>
#include <unistd.h>

#include <filesystem>
#include <string_view>
#include <system_error>

namespace actord::cli {

config::surroundings own_surroundings() {
  config::surroundings facts;
  for (char** entry = environ; entry != nullptr && *entry != nullptr; ++entry) {
    const std::string_view text{*entry};
    const auto equals = text.find('=');
    if (equals != std::string_view::npos)
      facts.environment.emplace_back(text.substr(0, equals), text.substr(equals + 1));
  }
  utsname host{};
  if (::uname(&host) == 0) facts.host_node_name = host.nodename;
  std::error_code error;
  const auto cwd = std::filesystem::current_path(error);
  facts.cwd = error ? "/" : cwd.string();
  facts.here = facts.cwd;
  return facts;
}

std::string program_path(const std::string& called_as) {
  if (called_as.find('/') != std::string::npos) return called_as;
  std::error_code error;
  const auto path = std::filesystem::read_symlink("/proc/self/exe", error);
  return error ? called_as : path.string();
}

bool on_a_terminal() {
  return ::isatty(STDIN_FILENO) == 1 && ::isatty(STDOUT_FILENO) == 1;
}

}  // namespace actord::cli
