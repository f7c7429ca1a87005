#include "gateway/xmlrpc_writer.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <cstdint>
#include <limits>
#include <string_view>

#include "core/overload.hpp"
#include "gateway/utf8.hpp"

namespace actord::gateway::xmlrpc {
namespace {

constexpr std::string_view head = "<?xml version='1.0'?>\n<methodResponse>\n";
constexpr std::string_view foot = "</methodResponse>\n";

void write(std::string& to, const value& what);

void element(std::string& to, std::string_view tag, std::string_view content) {
  to.append("<").append(tag).append(">").append(content).append("</").append(tag).append(">");
}

std::string digits_of(double number) {
  std::array<char, 32> text{};
  const auto end = std::to_chars(text.data(), text.data() + text.size(), number).ptr;
  return {text.data(), end};
}

std::string digits_of(std::int64_t number) {
  constexpr std::int64_t least = std::numeric_limits<std::int32_t>::min();
  constexpr std::int64_t most = std::numeric_limits<std::int32_t>::max();
  return std::to_string(std::clamp(number, least, most));
}

void write_items(std::string& to, const array& items) {
  to += "<array><data>\n";
  for (const auto& item : items)
    write(to, item);
  to += "</data></array>";
}

void write_members(std::string& to, const structure& members) {
  to += "<struct>\n";
  for (const auto& m : members) {
    to += "<member>\n";
    element(to, "name", escaped(m.name));
    to += "\n";
    write(to, m.content);
    to += "</member>\n";
  }
  to += "</struct>";
}

void write(std::string& to, const value& what) {
  to += "<value>";
  std::visit(core::overload{
                 [&](std::int64_t n) { element(to, "int", digits_of(n)); },
                 [&](bool b) { element(to, "boolean", b ? "1" : "0"); },
                 [&](double d) { element(to, "double", digits_of(d)); },
                 [&](const std::string& text) { element(to, "string", escaped(text)); },
                 [&](const date_time& t) { element(to, "dateTime.iso8601", escaped(t.text)); },
                 [&](const array& items) { write_items(to, items); },
                 [&](const structure& members) { write_members(to, members); },
             },
             what.data);
  to += "</value>\n";
}

}  // namespace

value as_value(const core::fault& fault) {
  return structure{{"faultCode", core::row_of(fault.code).number},
                   {"faultString", core::text_of(fault)}};
}

std::string response_with(const value& result) {
  std::string text{head};
  text += "<params>\n<param>\n";
  write(text, result);
  text += "</param>\n</params>\n";
  return text += foot;
}

std::string response_with(const core::fault& fault) {
  std::string text{head};
  text += "<fault>\n";
  write(text, as_value(fault));
  text += "</fault>\n";
  return text += foot;
}

}  // namespace actord::gateway::xmlrpc
