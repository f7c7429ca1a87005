// The values of XML-RPC (contract §6.1) as a plain tree. Structs keep the order of their members,
// because some clients print them as they come. There is no nil and no i8: Supervisor's clients
// would not understand them.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

namespace actord::gateway::xmlrpc {

struct value;
struct member;
using array = std::vector<value>;
using structure = std::vector<member>;

// As received: nothing of ours takes a time.
struct date_time {
  std::string text;
  bool operator==(const date_time&) const = default;
};

struct value {
  std::variant<std::int64_t, bool, double, std::string, date_time, array, structure> data;

  value() : data{std::string{}} {}
  value(std::int64_t n) : data{n} {}
  value(int n) : data{std::int64_t{n}} {}
  value(bool b) : data{b} {}
  value(double d) : data{d} {}
  value(std::string text) : data{std::move(text)} {}
  value(std::string_view text) : data{std::string{text}} {}
  value(const char* text) : data{std::string{text}} {}
  value(date_time t) : data{std::move(t)} {}
  value(array items) : data{std::move(items)} {}
  value(structure members) : data{std::move(members)} {}

  template <class T>
  const T* as() const {
    return std::get_if<T>(&data);
  }
  bool operator==(const value&) const;
};

struct member {
  std::string name;
  value content;
  bool operator==(const member&) const = default;
};

inline bool value::operator==(const value& other) const {
  return data == other.data;
}

// Null if there is none of that name; the last one if there are several, as in a Python dict.
inline const value* find(const structure& members, std::string_view name) {
  const value* found = nullptr;
  for (const auto& m : members)
    if (m.name == name) found = &m.content;
  return found;
}

struct call {
  std::string method;
  std::vector<value> params;
};

}  // namespace actord::gateway::xmlrpc
