#include "io/log_automatic.hpp"

#include <fcntl.h>
#include <unistd.h>

#include <cerrno>
#include <filesystem>
#include <random>
#include <string>
#include <system_error>

#include "core/automatic_log.hpp"
#include "io/syscalls.hpp"

namespace actord::io {

namespace fs = std::filesystem;

namespace {

std::string random_suffix() {
  std::random_device random;
  std::string text(core::automatic_log_suffix, ' ');
  for (auto& letter : text)
    letter = core::automatic_log_letters[random() % core::automatic_log_letters.size()];
  return text;
}

bool remove_file(const std::string& path) {
  return ::unlink(path.c_str()) == 0 || errno == ENOENT;
}

// What stands behind "x.log." in the name of a backup, or of one that is being compressed.
bool belongs_to_log(std::string_view ending) {
  constexpr std::string_view packed = ".gz";
  if (ending == "actord-gz") return true;
  if (ending.ends_with(packed)) ending.remove_suffix(packed.size());
  return !ending.empty() && ending.find_first_not_of("0123456789") == ending.npos;
}

}  // namespace

automatic_log make_automatic_log(const std::string& folder, std::string_view process,
                                 std::string_view stream, std::string_view identifier) {
  automatic_log made;
  for (int attempt = 0; attempt < 100; ++attempt) {
    made.path =
        (fs::path{folder} / core::automatic_log_name(process, stream, identifier, random_suffix()))
            .string();
    const auto file = open_file(made.path, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW, 0600);
    made.error = file.ok() ? 0 : file.reason();
    if (made.error != EEXIST) break;
  }
  return made;
}

void remove_automatic_log(const std::string& path) {
  (void)remove_file(path);  // what cannot be removed now is cleaned up at the next start
  const fs::path file{path};
  const auto prefix = file.filename().string() + ".";
  std::error_code error;
  for (fs::directory_iterator entry{file.parent_path(), error}, end; !error && entry != end;
       entry.increment(error)) {
    const auto name = entry->path().filename().string();
    if (name.starts_with(prefix) && belongs_to_log(name.substr(prefix.size())))
      (void)remove_file(entry->path().string());
  }
}

std::vector<core::remark> clean_up_automatic_logs(const std::string& childlogdir,
                                                  std::string_view identifier) {
  std::vector<core::remark> remarks;
  std::error_code error;
  std::vector<std::string> found;
  for (fs::directory_iterator entry{childlogdir, error}, end; !error && entry != end;
       entry.increment(error))
    if (core::is_automatic_log(entry->path().filename().string(), identifier))
      found.push_back(entry->path().string());
  if (error) remarks.push_back({core::log_level::warn, "Could not clear childlog dir"});
  for (const auto& path : found)
    if (!remove_file(path))
      remarks.push_back({core::log_level::warn, "Failed to clean up '" + path + "'"});
  return remarks;
}

}  // namespace actord::io
