// The environment of a child (contract §4). Later overrides earlier: the daemon's own,
// SUPERVISOR_ENABLED, SUPERVISOR_SERVER_URL, SUPERVISOR_PROCESS_NAME, SUPERVISOR_GROUP_NAME, then
// the configured one. The daemon's part is stored once for all children; the rest is made for a
// launch and dropped after it.
#pragma once

#include <string>
#include <vector>

#include "core/program_spec.hpp"

namespace actord::io {

// The environment of this process, as it was received; of entries with one name the first counts,
// entries without '=' are left out.
core::environment_list own_environment();

class environment_base {
 public:
  explicit environment_base(const core::environment_list& daemon_environment);

  // Valid as long as the base it was made from.
  class block {
   public:
    block(block&&) = default;  // moves the strings' places in memory along
    block& operator=(block&&) = default;

    const char* const* pointers() const { return pointers_.data(); }

   private:
    friend class environment_base;
    block() = default;

    std::vector<std::string> own_;  // "NAME=value"
    std::vector<const char*> pointers_;
  };
  block block_for(const core::process_spec& spec) const;

 private:
  std::vector<std::string> entries_;  // "NAME=value", sorted by name, each name once
};

}  // namespace actord::io
