#include "config/json_schema.hpp"

#include <string_view>
#include <utility>
#include <vector>

#include "config/data_types.hpp"
#include "config/event_names.hpp"
#include "config/json_text.hpp"
#include "config/text.hpp"
#include "config/yaml_inherit.hpp"
#include "config/yaml_layout.hpp"
#include "config/yaml_values.hpp"

namespace actord::config {
namespace {

using members = std::vector<std::pair<std::string, std::string>>;

std::string of_type(std::string_view name) {
  return json_object({{"type", json_string(name)}});
}

std::string of_pattern(std::string_view pattern) {
  return json_object({{"type", json_string("string")}, {"pattern", json_string(pattern)}});
}

std::string words(const std::vector<std::string>& names) {
  std::vector<std::string> items;
  for (const auto& name : names)
    items.push_back(json_string(name));
  return json_object({{"enum", json_array(items)}});
}

std::string any_of(const std::vector<std::string>& choices) {
  return json_object({{"anyOf", json_array(choices)}});
}

std::string list_of(const std::string& items) {
  return json_object({{"type", json_string("array")}, {"items", items}});
}

std::string reference(std::string_view definition) {
  return json_object({{"$ref", json_string("#/definitions/" + std::string{definition})}});
}

std::string definition_name(value_type type) {
  return with_all_replaced(value_type_table[static_cast<std::size_t>(type)].name, " ", "_");
}

std::string scalar() {
  return json_object({{"type", json_array({json_string("string"), json_string("number"),
                                           json_string("boolean")})}});
}

std::vector<std::string> level_names() {
  std::vector<std::string> names;
  for (int level = 0; level <= static_cast<int>(core::log_level::blather); ++level)
    names.emplace_back(name_of(static_cast<core::log_level>(level)));
  return names;
}

// What a literal of the type may be; every type but plain text may be computed from names, too.
std::vector<std::string> literals(value_type type) {
  switch (type) {
    case value_type::integer:
      return {of_type("integer")};
    case value_type::retries:
      return {of_type("integer"), words({"infinite"})};
    case value_type::strategy:
      return {words({"one_for_one", "one_for_all", "rest_for_one"})};
    case value_type::escalation:
      return {words({"fatal", "escalate", "exit"})};
    case value_type::start_strategy:
      return {words({"ordered", "sequential"})};
    case value_type::backoff:
      return {words({"linear", "constant", "exponential"})};
    case value_type::exit_rule:
      return {words({"never", "any_significant", "all_significant"})};
    case value_type::boolean:
      return {of_type("boolean"), words({"yes", "no", "on", "off"})};
    case value_type::byte_size:
      return {json_object({{"type", json_string("integer")}, {"minimum", "0"}}),
              of_pattern("^[0-9]+ *([kKmMgG]([iI]?[bB])?|[bB])?$")};
    case value_type::octal:
      return {of_pattern("^(0[oO])?[0-7]+$"), of_type("integer")};
    case value_type::seconds:
    case value_type::whole_seconds:
      return {json_object({{"type", json_string("number")}, {"minimum", "0"}}),
              of_pattern("^([0-9]+(\\.[0-9]+)? *(ms|s|m|h|d) *)+$")};
    case value_type::level:
      return {words(level_names())};
    case value_type::signal:
      return {of_pattern("^[A-Za-z]+[0-9]?$"), of_type("integer")};
    case value_type::exit_codes: {
      const auto code =
          json_object({{"type", json_string("integer")}, {"minimum", "0"}, {"maximum", "255"}});
      return {code, list_of(code), of_pattern("^[0-9, ]*$")};
    }
    case value_type::log_compression:
      return {words({"none", "gzip"})};
    case value_type::log_overflow:
      return {words({"block", "drop"})};
    case value_type::log_format:
      return {words({"text", "json"})};
    case value_type::update_strategy:
      return {words({"group", "minimal"})};
    case value_type::restart:
      return {of_type("boolean"), words({"unexpected"})};
    case value_type::environment: {
      const auto value = any_of({scalar(), of_type("null")});
      return {json_object({{"type", json_string("object")}, {"additionalProperties", value}}),
              of_type("string")};
    }
    case value_type::event_list: {
      std::vector<std::string> names;
      for (const auto name : event_names)
        names.emplace_back(name);
      return {words(names), list_of(words(names)), of_pattern(",")};
    }
    case value_type::list:
    case value_type::pattern_list:
    case value_type::command:
      return {of_type("string"), list_of(scalar())};
    default:
      return {scalar()};
  }
}

std::string definition_of(value_type type) {
  auto choices = literals(type);
  choices.push_back(of_pattern("[%$]"));
  choices.push_back(of_type("null"));
  return any_of(choices);
}

std::string option_schema(const option_row& row) {
  members parts{{"allOf", json_array({reference(definition_name(row.type))})},
                {"description", json_string(row.help)}};
  if (!row.fallback.empty()) parts.emplace_back("default", json_string(row.fallback));
  return json_object(parts);
}

std::string options_schema(section_set sections, bool extendable) {
  members properties;
  std::vector<std::string_view> names = option_names_in(sections);
  for (const auto name : names)
    properties.emplace_back(name, option_schema(*find_option_in(sections, name)));
  if (extendable)
    properties.emplace_back(extends_key, reference(definition_name(value_type::list)));
  return json_object({{"type", json_array({json_string("object"), json_string("null")})},
                      {"additionalProperties", "false"},
                      {"properties", json_object(properties)}});
}

std::string map_of(const std::string& values) {
  return json_object({{"type", json_string("object")}, {"additionalProperties", values}});
}

std::string servers_schema() {
  members patterns;
  for (const auto& [name, kind] : {std::pair{"unix", section_kind::unix_http_server},
                                   std::pair{"inet", section_kind::inet_http_server}})
    patterns.emplace_back("^" + std::string{name} + "(_http_server.*|:.*)?$",
                          options_schema(in(kind), false));
  return json_object({{"type", json_string("object")},
                      {"additionalProperties", "false"},
                      {"patternProperties", json_object(patterns)}});
}

std::string key_schema(const yaml_key_row& row) {
  switch (row.shape) {
    case yaml_shape::options:
      return options_schema(row.sections, false);
    case yaml_shape::programs:
      return map_of(any_of(
          {options_schema(row.sections, true), reference(definition_name(value_type::command))}));
    case yaml_shape::groups:
      return map_of(any_of({options_schema(row.sections, false), list_of(scalar())}));
    case yaml_shape::servers:
      return servers_schema();
    case yaml_shape::patterns:
      return reference(definition_name(value_type::pattern_list));
    case yaml_shape::named:
      break;
  }
  return map_of(map_of(scalar()));
}

}  // namespace

std::string json_schema() {
  members definitions;
  for (const auto& type : value_type_table)
    definitions.emplace_back(definition_name(type.type), definition_of(type.type));
  members keys;
  for (const auto& row : yaml_key_table) {
    const std::string schema = json_object(
        {{"description", json_string(row.help)}, {"allOf", json_array({key_schema(row)})}});
    const std::string key{row.key};
    keys.emplace_back(key, schema);
    for (const auto& name : words_of(row.also))
      keys.emplace_back(name, json_object({{"$ref", json_string("#/properties/" + key)}}));
  }
  return json_object({{"$schema", json_string("http://json-schema.org/draft-07/schema#")},
                      {"title", json_string("actord configuration")},
                      {"type", json_string("object")},
                      {"additionalProperties", "false"},
                      {"patternProperties", json_object({{"^x-", "{}"}})},
                      {"properties", json_object(keys)},
                      {"definitions", json_object(definitions)}}) +
         "\n";
}

}  // namespace actord::config
