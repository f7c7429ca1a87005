// Open requests and who still owes an answer to them. Pure: no actor, no clock. An entry is bounded
// by the processes it names; entries leave when the last outcome has come.
#pragma once

#include <algorithm>
#include <chrono>
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

  // Outcomes that come so soon after each other count as one moment. (supervisord looks at its
  // processes one after the other, in order, when one of them has news.)
  static constexpr std::chrono::milliseconds same_moment{100};

  // Opens an order for `whom` (may be empty: then it is complete at once, see take_if_complete).
  void open(id order, const std::vector<process_key>& whom) {
    auto& e = entries_[order];
    for (const auto key : whom)
      e.places.emplace(key, e.places.size());
    e.owing.insert(whom.begin(), whom.end());
  }

  // Notes an outcome. A second outcome of the same process, or of an unknown order, is dropped.
  // `ripened`: known only after the process was up or down.
  void note(id order, process_key key, fault what, steady_time at, bool ripened = false) {
    if (auto* e = settle(order, key)) e->arrived.push_back({key, std::move(what), at, ripened});
  }

  // The order does not apply to this process: it owes nothing and is not among the outcomes.
  void pass_over(id order, process_key key) { (void)settle(order, key); }

  // The process will not answer any more: all that it owes is answered with `what`. Returns the
  // orders touched.
  std::vector<id> give_up(process_key key, const fault& what, steady_time at) {
    std::vector<id> touched;
    for (auto& [order, e] : entries_)
      if (e.owing.erase(key) != 0) {
        e.arrived.push_back({key, what, at, true});
        touched.push_back(order);
      }
    return touched;
  }

  // Removes and returns the outcomes once nobody owes any more: first what was known at once, as
  // `whom` named them, then the others by time of arrival, those of the same moment as named (§6).
  std::optional<outcome_list> take_if_complete(id order) {
    const auto found = entries_.find(order);
    if (found == entries_.end() || !found->second.owing.empty()) return std::nullopt;
    auto e = std::move(found->second);
    entries_.erase(found);
    return listed(std::move(e));
  }

  // Who still owes an answer to `order`.
  std::vector<process_key> owing(id order) const {
    const auto found = entries_.find(order);
    if (found == entries_.end()) return {};
    return {found->second.owing.begin(), found->second.owing.end()};
  }

  std::size_t size() const { return entries_.size(); }

 private:
  struct outcome {
    process_key key;
    fault what;
    steady_time at;
    bool ripened;
  };
  struct entry {
    std::map<process_key, std::size_t> places;  // as named by whoever opened the order
    std::set<process_key> owing;
    std::vector<outcome> arrived;
  };

  static outcome_list listed(entry e) {
    const auto earlier_place = [&](const outcome& a, const outcome& b) {
      return e.places.at(a.key) < e.places.at(b.key);
    };
    auto from = std::stable_partition(e.arrived.begin(), e.arrived.end(),
                                      [](const outcome& o) { return !o.ripened; });
    std::sort(e.arrived.begin(), from, earlier_place);
    while (from != e.arrived.end()) {
      const auto to = std::find_if(from, e.arrived.end(),
                                   [&](const outcome& o) { return o.at - from->at > same_moment; });
      std::sort(from, to, earlier_place);
      from = to;
    }
    outcome_list list;
    list.reserve(e.arrived.size());
    for (auto& o : e.arrived)
      list.emplace_back(o.key, std::move(o.what));
    return list;
  }

  entry* settle(id order, process_key key) {
    const auto found = entries_.find(order);
    if (found == entries_.end() || found->second.owing.erase(key) == 0) return nullptr;
    return &found->second;
  }

  std::map<id, entry> entries_;
};

}  // namespace actord::core
