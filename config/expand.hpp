// Expands `%(name)s` in values, as Python's `value % dictionary` does (contract §1.3): flags, width
// and the other conversions included, and with Supervisor's words when it fails.
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

#include "core/program_spec.hpp"

namespace actord::config {

using name_value = std::variant<std::string, std::int64_t>;

// The names a value may use. Scopes nest: a section's names over the process environment. The outer
// scope must outlive the inner one.
class name_scope {
 public:
  name_scope() = default;
  explicit name_scope(const name_scope* outer) : outer_{outer} {}

  void set(std::string name, name_value value) { own_[std::move(name)] = std::move(value); }
  // Each variable as ENV_<NAME>.
  void set_environment(const core::environment_list& environment);

  const name_value* find(std::string_view name) const;
  // All visible names, sorted bytewise.
  std::map<std::string_view, const name_value*> all() const;

 private:
  const name_scope* outer_{nullptr};
  std::map<std::string, name_value, std::less<>> own_;
};

// `label` names the value in messages, e.g. "program:x.command". Throws value_error.
std::string expand(std::string_view value, const name_scope& names, std::string_view label);

}  // namespace actord::config
