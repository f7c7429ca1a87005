// File names in configurations: `~`, absolute and normal form, existence. Where relative names
// begin and what HOME is comes in as `surroundings`; nothing here asks the process itself.
#pragma once

#include <string>
#include <string_view>

#include "core/program_spec.hpp"

namespace actord::config {

struct surroundings {
  core::environment_list environment;
  std::string host_node_name;
  std::string cwd;   // absolute
  std::string here;  // directory of the main configuration, absolute
};

// The value of the variable, empty if it is not set.
std::string variable(const core::environment_list& environment, std::string_view name);

// `~` and `~user` at the front; unchanged if there is no such home.
std::string home_expanded(std::string_view path, const surroundings& around);

// `path` if absolute, else seen from `base`; no normal form.
std::string joined_path(std::string_view base, std::string_view path);
// Without ".", ".." and doubled slashes, by text only.
std::string normal_path(std::string_view path);
// `~`, seen from the working directory, normal form.
std::string absolute_path(std::string_view path, const surroundings& around);
// All before the last slash, without it; "/" for names in the root.
std::string directory_of(std::string_view path);

bool is_directory(const std::string& path);
bool exists(const std::string& path);

// Throws value_error "X is not an existing directory".
std::string existing_directory(std::string_view text, const surroundings& around);
// Throws value_error "The directory named as part of the path X does not exist".
std::string path_in_existing_directory(std::string_view text, const surroundings& around);

// The directory for AUTO logs when none is configured: the first usable one of $TMPDIR, $TEMP,
// $TMP, /tmp, /var/tmp, /usr/tmp and the working directory.
std::string temporary_directory(const surroundings& around);

}  // namespace actord::config
