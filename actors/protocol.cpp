#include "actors/protocol.hpp"

#include <array>
#include <string_view>

namespace actord::core {

namespace {

// A value from the wire may be out of range.
template <class Enum, std::size_t Size>
std::string name_in(const std::array<std::string_view, Size>& names, Enum value) {
  const auto index = static_cast<std::size_t>(value);
  return index < Size ? std::string{names[index]} : "invalid(" + std::to_string(index) + ")";
}

constexpr std::array<std::string_view, 3> target_kind_names{"all", "group", "process"};
constexpr std::array<std::string_view, 5> verb_names{"start", "stop", "signal", "clear_logs",
                                                     "rotate_logs"};
constexpr std::array<std::string_view, 5> group_step_names{"unchanged", "remove", "replace",
                                                           "change", "add"};

static_assert(static_cast<std::size_t>(target_kind::process) + 1 == target_kind_names.size());
static_assert(static_cast<std::size_t>(verb::rotate_logs) + 1 == verb_names.size());
static_assert(static_cast<std::size_t>(group_step::add) + 1 == group_step_names.size());

}  // namespace

std::string to_string(proc_state state) {
  return std::string{name_of(state)};
}

std::string to_string(fault_code code) {
  return std::string{row_of(code).name};
}

std::string to_string(target_kind kind) {
  return name_in(target_kind_names, kind);
}

std::string to_string(verb what) {
  return name_in(verb_names, what);
}

std::string to_string(group_step what) {
  return name_in(group_step_names, what);
}

}  // namespace actord::core
