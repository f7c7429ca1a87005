// A value or the reason there is none. The stand-in for C++23's std::expected, with the few calls
// that our code needs.
#pragma once

#include <utility>
#include <variant>

#include "core/fault.hpp"

namespace actord::core {

template <class Value, class Reason = fault>
class [[nodiscard]] result {
 public:
  result(Value value) : either_{std::in_place_index<0>, std::move(value)} {}
  result(Reason reason) : either_{std::in_place_index<1>, std::move(reason)} {}

  bool ok() const { return either_.index() == 0; }
  explicit operator bool() const { return ok(); }

  // Precondition: ok().
  const Value& value() const& { return std::get<0>(either_); }
  Value& value() & { return std::get<0>(either_); }
  Value&& value() && { return std::get<0>(std::move(either_)); }
  const Value& operator*() const { return value(); }
  const Value* operator->() const { return &value(); }

  // Precondition: !ok().
  const Reason& reason() const { return std::get<1>(either_); }

 private:
  std::variant<Value, Reason> either_;
};

}  // namespace actord::core
