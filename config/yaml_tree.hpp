// A YAML document as a tree of texts, lists and maps, each with its place. Nothing is typed here:
// whether `10` is a number is for the option table to say. Anchors, aliases and `<<` are resolved;
// a key that comes twice, a second document and too large documents are errors.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace actord::config {

inline constexpr std::size_t most_yaml_nodes = 300'000;  // aliases counted as what they stand for

struct yaml_place {
  std::shared_ptr<const std::string> file;  // as it was opened; never null
  int line{1};
  int column{1};
};

// "file:line:column"
std::string text_of(const yaml_place& place);

struct yaml_entry;

struct yaml_node {
  enum class kind : std::uint8_t { empty, text, list, map };
  kind is{kind::empty};
  yaml_place place;
  std::string text;                 // kind::text
  std::vector<yaml_node> items;     // kind::list
  std::vector<yaml_entry> entries;  // kind::map, as written

  const yaml_node* find(std::string_view key) const;
};

struct yaml_entry {
  std::string key;
  yaml_place place;
  yaml_node value;
};

// "a text", "a list": for messages.
std::string_view name_of(yaml_node::kind kind);

// Throws config_failure "place: what".
[[noreturn]] void fail_at(const yaml_place& place, const std::string& what);

// The only document of the text; an empty text gives an empty node. `file` is the name for
// messages. Throws config_failure.
yaml_node parse_yaml(const std::string& text, const std::string& file);

}  // namespace actord::config
