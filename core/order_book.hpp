// Open requests and who still owes an answer to them. Pure: no actor, no clock. An entry is bounded
// by the processes it names; entries leave when the last outcome has come.
#pragma once

#include <algorithm>
#include <cstdint>
#include <map>
#include <optional>
#include <set>
#include <utility>
#include <vector>

#include "core/fault.hpp"
#include "core/ids.hpp"

namespace actord::core {

class order_book {
 public:
  using id = std::uint64_t;
  using outcome_list = std::vector<std::pair<process_key, fault>>;
  struct entry {
    std::set<process_key> owing;
    outcome_list outcomes;  // in order of arrival
  };

  // Opens an order for `whom` (may be empty: then it is complete at once, see take_if_complete).
  void open(id order, const std::vector<process_key>& whom) {
    entries_[order].owing.insert(whom.begin(), whom.end());
  }

  // Notes an outcome. A second outcome of the same process, or of an unknown order, is dropped.
  void note(id order, process_key key, fault what) {
    if (auto* e = settle(order, key)) e->outcomes.emplace_back(key, std::move(what));
  }

  // The order does not apply to this process: it owes nothing and is not among the outcomes.
  void pass_over(id order, process_key key) { (void)settle(order, key); }

  // The process will not answer any more: all that it owes is answered with `what`. Returns the
  // orders touched.
  std::vector<id> give_up(process_key key, const fault& what) {
    std::vector<id> touched;
    for (auto& [order, e] : entries_)
      if (e.owing.erase(key) != 0) {
        e.outcomes.emplace_back(key, what);
        touched.push_back(order);
      }
    return touched;
  }

  // Removes and returns the outcomes once nobody owes any more.
  std::optional<outcome_list> take_if_complete(id order) {
    const auto found = entries_.find(order);
    if (found == entries_.end() || !found->second.owing.empty()) return std::nullopt;
    auto outcomes = std::move(found->second.outcomes);
    entries_.erase(found);
    return outcomes;
  }

  // Who still owes an answer to `order`.
  std::vector<process_key> owing(id order) const {
    const auto found = entries_.find(order);
    if (found == entries_.end()) return {};
    return {found->second.owing.begin(), found->second.owing.end()};
  }

  std::size_t size() const { return entries_.size(); }

 private:
  entry* settle(id order, process_key key) {
    const auto found = entries_.find(order);
    if (found == entries_.end() || found->second.owing.erase(key) == 0) return nullptr;
    return &found->second;
  }

  std::map<id, entry> entries_;
};

}  // namespace actord::core
