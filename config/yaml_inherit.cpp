#include "config/yaml_inherit.hpp"

#include <algorithm>
#include <utility>

#include "config/near_miss.hpp"
#include "core/python_repr.hpp"

namespace actord::config {
namespace {

using node_kind = yaml_node::kind;

// The entries that a node stands for as a program.
std::vector<yaml_entry> own_entries(const yaml_node& node) {
  if (node.is == node_kind::text || node.is == node_kind::list)
    return {{.key = "command", .place = node.place, .value = node}};
  return node.entries;
}

class resolver {
 public:
  resolver(section_kind kind, const yaml_scope& scope) : kind_{kind}, scope_{scope} {}

  std::vector<yaml_entry> run(const yaml_node& node, const std::string& path) {
    chain_.push_back({&node, path});
    std::vector<yaml_entry> all;
    if (const yaml_node* names = node.find(extends_key)) {
      if (names->is == node_kind::list) {
        for (const auto& name : names->items)
          merge_entries(all, entries_of(name));
      } else if (names->is != node_kind::empty) {
        merge_entries(all, entries_of(*names));
      }
    }
    auto own = own_entries(node);
    std::erase_if(own, [](const yaml_entry& entry) { return entry.key == extends_key; });
    merge_entries(all, own);
    chain_.pop_back();
    return all;
  }

 private:
  struct link {
    const yaml_node* node;
    std::string path;
  };

  std::vector<yaml_entry> entries_of(const yaml_node& name) {
    const std::string extends = chain_.back().path + "." + std::string{extends_key};
    if (name.is != node_kind::text)
      fail_at(name.place, extends + ": expected the name of a template or program, found " +
                              std::string{name_of(name.is)});
    const link parent = found(name, extends);
    const auto before = std::find_if(chain_.begin(), chain_.end(),
                                     [&](const link& other) { return other.node == parent.node; });
    if (before != chain_.end()) {
      std::string circle;
      for (auto at = before; at != chain_.end(); ++at)
        circle += at->path + " extends ";
      fail_at(name.place, "a cycle: " + circle + parent.path);
    }
    return run(*parent.node, parent.path);
  }

  link found(const yaml_node& name, const std::string& extends) const {
    if (const auto at = scope_.templates.find(name.text); at != scope_.templates.end())
      return {&at->second, "templates." + name.text};
    const auto programs = scope_.programs.find(kind_);
    std::vector<std::string_view> known;
    for (const auto& [other, node] : scope_.templates)
      known.push_back(other);
    if (programs != scope_.programs.end()) {
      if (const auto at = programs->second.find(name.text); at != programs->second.end())
        return {&at->second, std::string{yaml_key_of(kind_).key} + "." + name.text};
      for (const auto& [other, node] : programs->second)
        known.push_back(other);
    }
    std::string what =
        extends + ": there is no template or program " + core::python_repr(name.text);
    if (const auto near = nearest(name.text, known))
      what += "; did you mean " + core::python_repr(*near) + "?";
    fail_at(name.place, what);
  }

  section_kind kind_;
  const yaml_scope& scope_;
  std::vector<link> chain_;  // the nodes that are being resolved
};

}  // namespace

void merge_entries(std::vector<yaml_entry>& earlier, const std::vector<yaml_entry>& later) {
  for (const auto& entry : later) {
    const auto known = std::find_if(earlier.begin(), earlier.end(), [&](const yaml_entry& other) {
      return other.key == entry.key;
    });
    if (known == earlier.end()) {
      earlier.push_back(entry);
    } else if (known->value.is == node_kind::map && entry.value.is == node_kind::map) {
      merge_entries(known->value.entries, entry.value.entries);
      known->value.place = entry.value.place;
    } else {
      *known = entry;
    }
  }
}

std::vector<yaml_entry> inherited_entries(const yaml_node& program, const std::string& path,
                                          section_kind kind, const yaml_scope& scope) {
  return resolver{kind, scope}.run(program, path);
}

}  // namespace actord::config
