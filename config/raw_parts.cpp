#include "config/raw_parts.hpp"

#include <algorithm>
#include <string_view>

#include "config/text.hpp"

namespace actord::config {
namespace {

constexpr std::string_view letters_and_digits =
    "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";

bool consists_of(std::string_view text, std::string_view others) {
  return !text.empty() && std::all_of(text.begin(), text.end(), [&](char c) {
    return letters_and_digits.find(c) != std::string_view::npos ||
           others.find(c) != std::string_view::npos;
  });
}

std::string in_double_quotes(std::string_view text) {
  return '"' + with_all_replaced(with_all_replaced(text, "\\", "\\\\"), "\"", "\\\"") + '"';
}

std::string as_variable(const raw_part& part) {
  const std::string name = consists_of(part.key, "_") ? part.key : in_double_quotes(part.key);
  return name + "=" + in_double_quotes(part.value);
}

std::string as_word(const raw_part& part) {
  if (consists_of(part.value, "_-+=./:,@%")) return part.value;
  return "'" + with_all_replaced(part.value, "'", "'\\''") + "'";
}

std::string as_item(const raw_part& part) {
  return part.value;
}

}  // namespace

std::string joined_parts(value_type type, const std::vector<raw_part>& parts) {
  const bool command = type == value_type::command;
  const auto text_of = command ? as_word : type == value_type::environment ? as_variable : as_item;
  std::vector<std::string> texts;
  for (const auto& part : parts)
    texts.push_back(text_of(part));
  return joined(texts, command ? " " : ",");
}

}  // namespace actord::config
