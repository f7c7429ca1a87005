// What can go wrong with a request, as one table: code, XML-RPC number and name (contract §6.2).
// A fault is a value; it travels in replies and becomes text only where somebody reads it.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

namespace actord::core {

enum class fault_code : std::uint8_t {
  success,
  unknown_method,
  incorrect_parameters,
  bad_arguments,
  signature_unsupported,
  shutdown_state,
  bad_name,
  bad_signal,
  no_file,
  not_executable,
  failed,
  abnormal_termination,
  spawn_error,
  already_started,
  not_running,
  already_added,
  still_running,
  cant_reread,
};

struct fault_row {
  fault_code code;
  int number;
  std::string_view name;
};

inline constexpr std::array<fault_row, 18> fault_table{{
    {fault_code::success, 80, "SUCCESS"},
    {fault_code::unknown_method, 1, "UNKNOWN_METHOD"},
    {fault_code::incorrect_parameters, 2, "INCORRECT_PARAMETERS"},
    {fault_code::bad_arguments, 3, "BAD_ARGUMENTS"},
    {fault_code::signature_unsupported, 4, "SIGNATURE_UNSUPPORTED"},
    {fault_code::shutdown_state, 6, "SHUTDOWN_STATE"},
    {fault_code::bad_name, 10, "BAD_NAME"},
    {fault_code::bad_signal, 11, "BAD_SIGNAL"},
    {fault_code::no_file, 20, "NO_FILE"},
    {fault_code::not_executable, 21, "NOT_EXECUTABLE"},
    {fault_code::failed, 30, "FAILED"},
    {fault_code::abnormal_termination, 40, "ABNORMAL_TERMINATION"},
    {fault_code::spawn_error, 50, "SPAWN_ERROR"},
    {fault_code::already_started, 60, "ALREADY_STARTED"},
    {fault_code::not_running, 70, "NOT_RUNNING"},
    {fault_code::already_added, 90, "ALREADY_ADDED"},
    {fault_code::still_running, 91, "STILL_RUNNING"},
    {fault_code::cant_reread, 92, "CANT_REREAD"},
}};

// An out-of-range code (from the wire) reads as `failed`.
constexpr const fault_row& row_of(fault_code code) {
  const auto index = static_cast<std::size_t>(code);
  return fault_table[index < fault_table.size() ? index
                                                : static_cast<std::size_t>(fault_code::failed)];
}

namespace detail {
consteval bool fault_table_in_order() {
  for (std::size_t i = 0; i < fault_table.size(); ++i)
    if (static_cast<std::size_t>(fault_table[i].code) != i) return false;
  return true;
}
}  // namespace detail
static_assert(detail::fault_table_in_order());

struct fault {
  fault_code code{fault_code::success};
  std::string detail;  // what, on what; may be empty

  bool operator==(const fault&) const = default;
};

// Supervisor's faultString: the name, then ": detail" when there is one.
inline std::string text_of(const fault& f) {
  std::string text{row_of(f.code).name};
  if (!f.detail.empty()) text.append(": ").append(f.detail);
  return text;
}

}  // namespace actord::core
