#include "gateway/xmlrpc_reader.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>
#include <cstdint>
#include <optional>
#include <pugixml.hpp>
#include <utility>

#include "gateway/base64.hpp"
#include "gateway/utf8.hpp"

namespace actord::gateway::xmlrpc {
namespace {

// A lone blank text is kept (<string> </string>), blanks between elements are not. The declaration
// of a document type becomes a node, so that it can be refused.
constexpr unsigned parse_flags = pugi::parse_escapes | pugi::parse_cdata | pugi::parse_eol |
                                 pugi::parse_ws_pcdata_single | pugi::parse_doctype;

struct refused {};

std::string_view name_of(pugi::xml_node node) {
  return node.name();
}

bool is_text(pugi::xml_node node) {
  return node.type() == pugi::node_pcdata || node.type() == pugi::node_cdata;
}

// The text of an element that holds nothing else.
std::string text_in(pugi::xml_node element) {
  std::string text;
  for (const auto child : element.children()) {
    if (!is_text(child)) throw refused{};
    text += child.value();
  }
  if (!is_utf8(text)) throw refused{};
  return text;
}

std::string_view trimmed(std::string_view text) {
  constexpr std::string_view blanks = " \t\r\n";
  const auto from = text.find_first_not_of(blanks);
  if (from == std::string_view::npos) return {};
  return text.substr(from, text.find_last_not_of(blanks) - from + 1);
}

// The lone line end of an empty list.
bool is_blank(pugi::xml_node node) {
  return node.type() == pugi::node_pcdata && trimmed(node.value()).empty();
}

template <class Number>
Number number_in(pugi::xml_node element) {
  const auto text = text_in(element);
  auto digits = trimmed(text);
  if (digits.starts_with('+')) digits.remove_prefix(1);
  Number number{};
  const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), number);
  if (error != std::errc{} || end != digits.data() + digits.size()) throw refused{};
  return number;
}

value read_value(pugi::xml_node element, std::size_t depth);

value read_double(pugi::xml_node element, std::size_t) {
  const auto number = number_in<double>(element);
  if (!std::isfinite(number)) throw refused{};
  return number;
}

value read_integer(pugi::xml_node element, std::size_t) {
  return number_in<std::int64_t>(element);
}

value read_boolean(pugi::xml_node element, std::size_t) {
  const auto text = text_in(element);
  const auto digit = trimmed(text);
  if (digit != "0" && digit != "1") throw refused{};
  return digit == "1";
}

value read_string(pugi::xml_node element, std::size_t) {
  return text_in(element);
}

value read_time(pugi::xml_node element, std::size_t) {
  return date_time{text_in(element)};
}

value read_base64(pugi::xml_node element, std::size_t) {
  auto bytes = base64_decoded(text_in(element));
  if (!bytes || !is_utf8(*bytes)) throw refused{};
  return std::move(*bytes);
}

value read_array(pugi::xml_node element, std::size_t depth) {
  array items;
  const auto data = element.first_child();
  if (name_of(data) != "data" || data.next_sibling()) throw refused{};
  for (const auto child : data.children())
    if (!is_blank(child)) items.push_back(read_value(child, depth + 1));
  return items;
}

value read_structure(pugi::xml_node element, std::size_t depth) {
  structure members;
  for (const auto child : element.children()) {
    if (is_blank(child)) continue;
    const auto name = child.child("name");
    const auto content = child.child("value");
    if (name_of(child) != "member" || !name || !content) throw refused{};
    members.push_back({text_in(name), read_value(content, depth + 1)});
  }
  return members;
}

struct type_row {
  std::string_view name;
  value (*read)(pugi::xml_node, std::size_t);
};
constexpr std::array<type_row, 10> types{{
    {"string", read_string},
    {"int", read_integer},
    {"i4", read_integer},
    {"i8", read_integer},
    {"boolean", read_boolean},
    {"double", read_double},
    {"dateTime.iso8601", read_time},
    {"base64", read_base64},
    {"array", read_array},
    {"struct", read_structure},
}};

// Without a type it is a string.
value read_value(pugi::xml_node element, std::size_t depth) {
  if (name_of(element) != "value" || depth > most_nesting) throw refused{};
  const auto content = element.first_child();
  if (content.type() != pugi::node_element) return text_in(element);
  if (content.next_sibling()) throw refused{};
  const auto* row = std::find_if(types.begin(), types.end(), [&](const type_row& known) {
    return known.name == name_of(content);
  });
  if (row == types.end()) throw refused{};
  return row->read(content, depth);
}

std::vector<value> read_params(pugi::xml_node params) {
  std::vector<value> values;
  for (const auto param : params.children()) {
    if (is_blank(param)) continue;
    const auto content = param.first_child();
    if (name_of(param) != "param" || content.next_sibling()) throw refused{};
    values.push_back(read_value(content, 0));
  }
  return values;
}

// The one element of the document.
pugi::xml_node root_of(const pugi::xml_document& document) {
  pugi::xml_node root;
  for (const auto node : document.children()) {
    if (node.type() == pugi::node_doctype || root) throw refused{};
    if (node.type() == pugi::node_element) root = node;
  }
  if (name_of(root) != "methodCall") throw refused{};
  return root;
}

bool few_enough_tags(std::string_view document) {
  return static_cast<std::size_t>(std::count(document.begin(), document.end(), '<')) <= most_tags;
}

}  // namespace

std::string_view text_of(read_problem problem) {
  return problem == read_problem::no_method_name ? "no method name" : "unmarshallable";
}

core::result<call, read_problem> read_call(std::string_view text) {
  if (!few_enough_tags(text)) return read_problem::unmarshallable;
  try {
    pugi::xml_document document;
    if (!document.load_buffer(text.data(), text.size(), parse_flags))
      return read_problem::unmarshallable;
    const auto root = root_of(document);
    call result{text_in(root.child("methodName")), read_params(root.child("params"))};
    if (result.method.empty()) return read_problem::no_method_name;
    return result;
  } catch (const refused&) {
    return read_problem::unmarshallable;
  }
}

}  // namespace actord::gateway::xmlrpc
