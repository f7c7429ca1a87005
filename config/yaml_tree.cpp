#include "config/yaml_tree.hpp"

#include <yaml-cpp/eventhandler.h>
#include <yaml-cpp/exceptions.h>
#include <yaml-cpp/mark.h>
#include <yaml-cpp/parser.h>

#include <algorithm>
#include <map>
#include <optional>
#include <sstream>
#include <unordered_map>
#include <utility>

#include "config/config_error.hpp"
#include "config/text.hpp"
#include "core/python_repr.hpp"

namespace actord::config {
namespace {

using node_kind = yaml_node::kind;

std::size_t size_of(const yaml_node& node) {
  std::size_t size = 1;
  for (const auto& item : node.items)
    size += size_of(item);
  for (const auto& entry : node.entries)
    size += size_of(entry.value);
  return size;
}

// Builds the tree from the parser's events.
class tree_builder : public YAML::EventHandler {
 public:
  explicit tree_builder(std::shared_ptr<const std::string> file) : file_{std::move(file)} {}

  yaml_node take() { return std::move(root_); }

  void OnDocumentStart(const YAML::Mark&) override {}
  void OnDocumentEnd() override {}

  void OnNull(const YAML::Mark& mark, YAML::anchor_t anchor) override {
    complete(made(node_kind::empty, mark), anchor);
  }
  void OnScalar(const YAML::Mark& mark, const std::string&, YAML::anchor_t anchor,
                const std::string& value) override {
    yaml_node node = made(node_kind::text, mark);
    node.text = value;
    complete(std::move(node), anchor);
  }
  void OnAlias(const YAML::Mark& mark, YAML::anchor_t anchor) override {
    const auto known = anchors_.find(anchor);
    if (known == anchors_.end()) fail_at(place(mark), "this alias stands inside its own anchor");
    count(known->second.size, place(mark));
    add(known->second.node, place(mark));
  }
  void OnSequenceStart(const YAML::Mark& mark, const std::string&, YAML::anchor_t anchor,
                       YAML::EmitterStyle::value) override {
    open_.push_back({made(node_kind::list, mark), anchor, std::nullopt, {}});
  }
  void OnSequenceEnd() override { close(); }
  void OnMapStart(const YAML::Mark& mark, const std::string&, YAML::anchor_t anchor,
                  YAML::EmitterStyle::value) override {
    open_.push_back({made(node_kind::map, mark), anchor, std::nullopt, {}});
  }
  void OnMapEnd() override {
    merge_templates(open_.back().node);
    close();
  }

 private:
  struct open_node {
    yaml_node node;
    YAML::anchor_t anchor;
    std::optional<yaml_entry> key;               // of a map: waits for its value
    std::unordered_map<std::string, int> lines;  // of the keys so far
  };
  struct anchored {
    yaml_node node;
    std::size_t size;
  };

  yaml_place place(const YAML::Mark& mark) const {
    return {.file = file_, .line = mark.line + 1, .column = mark.column + 1};
  }

  yaml_node made(node_kind kind, const YAML::Mark& mark) {
    yaml_node node;
    node.is = kind;
    node.place = place(mark);
    count(1, node.place);
    return node;
  }

  void count(std::size_t more, const yaml_place& where) {
    count_ += more;
    if (count_ > most_yaml_nodes)
      fail_at(where, "the document has more than " + std::to_string(most_yaml_nodes) +
                         " values, aliases included");
  }

  void close() {
    open_node done = std::move(open_.back());
    open_.pop_back();
    complete(std::move(done.node), done.anchor);
  }

  void complete(yaml_node node, YAML::anchor_t anchor) {
    const yaml_place where = node.place;
    if (anchor != YAML::NullAnchor) anchors_[anchor] = {node, size_of(node)};
    add(std::move(node), where);
  }

  void add(yaml_node node, const yaml_place& where) {
    if (open_.empty()) {
      root_ = std::move(node);
    } else if (open_node& parent = open_.back(); parent.node.is == node_kind::list) {
      parent.node.items.push_back(std::move(node));
    } else if (!parent.key) {
      parent.key = key_from(node, where, parent.lines);
    } else {
      parent.key->value = std::move(node);
      parent.node.entries.push_back(std::move(*parent.key));
      parent.key.reset();
    }
  }

  static yaml_entry key_from(const yaml_node& node, const yaml_place& where,
                             std::unordered_map<std::string, int>& lines) {
    if (node.is != node_kind::text)
      fail_at(where, "a key must be a text, not " + std::string{name_of(node.is)});
    const auto [first, is_new] = lines.try_emplace(node.text, where.line);
    if (!is_new && node.text != "<<")
      fail_at(where, "the key " + core::python_repr(node.text) + " is given twice, first in line " +
                         std::to_string(first->second));
    return {.key = node.text, .place = where, .value = {}};
  }

  // `<<: *a` and `<<: [*a, *b]`: entries that the map does not have itself; the first one counts.
  static void merge_templates(yaml_node& map) {
    std::vector<yaml_entry> merges;
    std::erase_if(map.entries, [&](yaml_entry& entry) {
      if (entry.key != "<<") return false;
      merges.push_back(std::move(entry));
      return true;
    });
    for (const auto& merge : merges) {
      if (merge.value.is == node_kind::list) {
        for (const auto& item : merge.value.items)
          merge_entries(item, map);
      } else {
        merge_entries(merge.value, map);
      }
    }
  }

  static void merge_entries(const yaml_node& from, yaml_node& into) {
    if (from.is != node_kind::map)
      fail_at(from.place, "<< takes a map or a list of maps, not " + std::string{name_of(from.is)});
    for (const auto& entry : from.entries)
      if (into.find(entry.key) == nullptr) into.entries.push_back(entry);
  }

  std::shared_ptr<const std::string> file_;
  yaml_node root_;
  std::vector<open_node> open_;
  std::map<YAML::anchor_t, anchored> anchors_;
  std::size_t count_{0};
};

// Beginners' mistakes that the parser has no words for.
std::string hint_at(const std::string& text, const YAML::Mark& mark) {
  std::istringstream lines{text};
  std::string line;
  for (int i = 0; i <= mark.line; ++i)
    if (!std::getline(lines, line)) return {};
  const auto column = static_cast<std::size_t>(std::max(mark.column, 0));
  if (line.find('\t') < line.find_first_not_of(" \t")) return "; a tab cannot indent, use blanks";
  if (column >= line.size() || std::string_view{"%@`"}.find(line[column]) == std::string_view::npos)
    return {};
  return std::string{"; a text that begins with "} + line[column] + " needs quotes";
}

}  // namespace

std::string text_of(const yaml_place& place) {
  return *place.file + ":" + std::to_string(place.line) + ":" + std::to_string(place.column);
}

std::string_view name_of(yaml_node::kind kind) {
  switch (kind) {
    case node_kind::empty:
      return "nothing";
    case node_kind::text:
      return "a text";
    case node_kind::list:
      return "a list";
    case node_kind::map:
      break;
  }
  return "a map";
}

void fail_at(const yaml_place& place, const std::string& what) {
  throw config_failure{text_of(place) + ": " + what};
}

const yaml_node* yaml_node::find(std::string_view key) const {
  const auto found = std::find_if(entries.begin(), entries.end(),
                                  [&](const yaml_entry& entry) { return entry.key == key; });
  return found == entries.end() ? nullptr : &found->value;
}

yaml_node parse_yaml(const std::string& text, const std::string& file) {
  const auto name = std::make_shared<const std::string>(file);
  if (const std::string complaint = utf8_complaint(text); !complaint.empty())
    throw config_failure{file + ": " + complaint};
  try {
    std::istringstream stream{text};
    YAML::Parser parser{stream};
    tree_builder builder{name};
    (void)parser.HandleNextDocument(builder);
    yaml_node root = builder.take();
    if (root.place.file == nullptr) root.place.file = name;
    tree_builder second{name};
    if (parser.HandleNextDocument(second))
      fail_at(second.take().place, "a second document begins here; a file holds one");
    return root;
  } catch (const YAML::Exception& problem) {
    fail_at({.file = name, .line = problem.mark.line + 1, .column = problem.mark.column + 1},
            "this is no YAML: " + problem.msg + hint_at(text, problem.mark));
  }
}

}  // namespace actord::config
