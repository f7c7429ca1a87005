#include "config/include_glob.hpp"

#include <fcntl.h>
#include <glob.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstring>
#include <vector>

#include "config/ini_reader.hpp"
#include "config/text.hpp"

namespace actord::config {
namespace {

// The file's bytes, or the errno that prevented it.
struct file_bytes {
  std::string bytes;
  int error_number{0};
};

file_bytes read_file(const std::string& path) {
  file_bytes out;
  const int fd = ::open(path.c_str(), O_RDONLY | O_CLOEXEC);
  if (fd < 0) return {.bytes = {}, .error_number = errno};
  std::array<char, 65536> block{};
  for (;;) {
    const ssize_t count = ::read(fd, block.data(), block.size());
    if (count < 0 && errno == EINTR) continue;
    if (count < 0) out.error_number = errno;
    if (count <= 0) break;
    out.bytes.append(block.data(), static_cast<std::size_t>(count));
  }
  (void)::close(fd);  // opened for reading: nothing can be lost
  return out;
}

// Matches in the order of their bytes; a leading dot is matched only by a dot.
std::vector<std::string> matches_of(const std::string& pattern) {
  std::vector<std::string> paths;
  glob_t found{};
  if (::glob(pattern.c_str(), GLOB_NOSORT | GLOB_NOESCAPE, nullptr, &found) == 0)
    paths.assign(found.gl_pathv, found.gl_pathv + found.gl_pathc);
  ::globfree(&found);
  std::sort(paths.begin(), paths.end());
  return paths;
}

// Supervisor replaces this very text before any expansion, so that an included file means its own
// directory; defaults become options of the section by it.
void replace_here(raw_config& raw, const std::string& directory) {
  constexpr std::string_view here = "%(here)s";
  for (auto& section : raw.sections) {
    for (const auto& option : raw.defaults.options)
      if (option.value.find(here) != std::string::npos && section.find(option.name) == nullptr)
        section.put(option);
    for (auto& option : section.options)
      if (option.value.find(here) != std::string::npos)
        option.value = with_all_replaced(option.value, here, directory);
  }
}

void read_included_file(const std::string& path, load_context& context) {
  context.add({core::log_level::info, "Included extra file \"" + path + "\" during parsing"});
  const file_bytes file = read_file(path);
  if (file.error_number != 0) {
    context.warn("cannot read included file \"" + path + "\": " + std::strerror(file.error_number) +
                 "; it is ignored");
    return;
  }
  read_ini(file.bytes, path, context.raw);
  replace_here(context.raw, directory_of(path));
}

}  // namespace

void read_main_file(const std::string& path, load_context& context) {
  const std::string full = joined_path(context.around.cwd, path);
  if (!exists(full)) throw config_failure{"could not find config file " + path, path};
  const file_bytes file = read_file(full);
  if (file.error_number != 0)
    throw config_failure{"could not read config file " + path,
                         path + ": " + std::strerror(file.error_number)};
  read_ini(file.bytes, path, context.raw);
}

void read_included_files(load_context& context) {
  const raw_section* section = context.raw.find("include");
  if (section == nullptr) return;

  constexpr const option_row& files = row_of(section_kind::include, "files");
  name_scope names{&context.here};
  names.set("host_node_name", context.around.host_node_name);
  section_reader reader = context.reader_of(*section);
  reader.use(names_allowed::here_and_host, names);
  const auto patterns = reader.find<std::vector<std::string>>(files);
  if (!patterns)
    throw config_failure{".ini file has [include] section, but no files setting",
                         place_of(*section)};

  replace_here(context.raw, context.around.here);
  for (const auto& pattern : *patterns) {
    const std::string full = joined_path(context.around.here, pattern);
    const auto paths = matches_of(full);
    if (paths.empty()) context.warn("No file matches via include \"" + full + "\"");
    for (const auto& path : paths)
      read_included_file(path, context);
  }
}

}  // namespace actord::config
