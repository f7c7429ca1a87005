#include "config/paths.hpp"

#include <pwd.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cstddef>
#include <vector>

#include "config/config_error.hpp"

namespace actord::config {

std::string variable(const core::environment_list& environment, std::string_view name) {
  std::string value;
  for (const auto& [key, text] : environment)
    if (key == name) value = text;
  return value;
}

std::string home_expanded(std::string_view path, const surroundings& around) {
  if (!path.starts_with('~')) return std::string{path};
  const auto slash = std::min(path.find('/'), path.size());
  const std::string user{path.substr(1, slash - 1)};
  std::string home = user.empty() ? variable(around.environment, "HOME") : std::string{};
  if (home.empty()) {
    const passwd* account = user.empty() ? ::getpwuid(::getuid()) : ::getpwnam(user.c_str());
    if (account == nullptr) return std::string{path};
    home = account->pw_dir;
  }
  while (home.ends_with('/'))
    home.pop_back();
  home.append(path.substr(slash));
  return home.empty() ? "/" : home;
}

std::string joined_path(std::string_view base, std::string_view path) {
  if (path.starts_with('/')) return std::string{path};
  std::string out{base};
  if (!out.empty() && !out.ends_with('/')) out += '/';
  return out.append(path);
}

std::string normal_path(std::string_view path) {
  const bool rooted = path.starts_with('/');
  std::vector<std::string_view> parts;
  for (std::size_t at = 0; at <= path.size();) {
    const auto slash = std::min(path.find('/', at), path.size());
    const auto part = path.substr(at, slash - at);
    at = slash + 1;
    if (part.empty() || part == ".") continue;
    if (part != ".." || (parts.empty() && !rooted) || (!parts.empty() && parts.back() == "..")) {
      parts.push_back(part);
    } else if (!parts.empty()) {
      parts.pop_back();
    }
  }
  std::string out;
  for (const auto part : parts) {
    if (rooted || !out.empty()) out += '/';
    out.append(part);
  }
  if (out.empty()) return rooted ? "/" : ".";
  return out;
}

std::string absolute_path(std::string_view path, const surroundings& around) {
  return normal_path(joined_path(around.cwd, home_expanded(path, around)));
}

std::string directory_of(std::string_view path) {
  const auto slash = path.rfind('/');
  if (slash == std::string_view::npos) return {};
  return std::string{path.substr(0, slash == 0 ? 1 : slash)};
}

bool is_directory(const std::string& path) {
  struct stat info {};
  return ::stat(path.c_str(), &info) == 0 && S_ISDIR(info.st_mode);
}

bool exists(const std::string& path) {
  struct stat info {};
  return ::stat(path.c_str(), &info) == 0;
}

std::string existing_directory(std::string_view text, const surroundings& around) {
  const std::string path = home_expanded(text, around);
  if (!is_directory(joined_path(around.cwd, path)) || path.empty())
    throw value_error{std::string{text} + " is not an existing directory"};
  return path;
}

std::string path_in_existing_directory(std::string_view text, const surroundings& around) {
  const std::string path = home_expanded(text, around);
  const std::string directory = directory_of(path);
  if (!directory.empty() && !is_directory(joined_path(around.cwd, directory)))
    throw value_error{"The directory named as part of the path " + std::string{text} +
                      " does not exist"};
  return path;
}

std::string temporary_directory(const surroundings& around) {
  std::vector<std::string> candidates;
  for (const auto* name : {"TMPDIR", "TEMP", "TMP"})
    if (auto value = variable(around.environment, name); !value.empty())
      candidates.push_back(absolute_path(value, around));
  for (const auto* path : {"/tmp", "/var/tmp", "/usr/tmp"})
    candidates.emplace_back(path);
  for (const auto& path : candidates)
    if (is_directory(path) && ::access(path.c_str(), W_OK | X_OK) == 0) return path;
  return around.cwd;
}

}  // namespace actord::config
