// The board: what every process last reported. Views (status, lookup) are answered here without
// asking the tree. It outlives a root that fails, so that the next one finds what was known.
#pragma once

#include <map>
#include <string>
#include <unordered_map>
#include <utility>

#include "actors/interfaces.hpp"
#include "actors/world.hpp"

namespace actord::actors {

class status_board_state {
 public:
  static inline const char* name = "status_board";

  void open(board_api::pointer self, world_ptr outside);
  void add(const process_added& m);
  void remove(const process_removed& m);
  void note(const process_report& m);
  void change_mood(const mood_changed& m) { up_ = m.up; }
  core::status_reply status(const core::status_request& m) const;
  lookup_reply lookup(const lookup_request& m) const;
  unstopped_reply unstopped(const lookup_unstopped& m) const;
  process_report recall(const recall_request& m) const;

 private:
  struct row {
    std::shared_ptr<const core::process_spec> spec;
    process_report last;
  };
  using name_pair = std::pair<std::string, std::string>;  // group, process

  core::process_info info_of(const row& r, core::instant now) const;

  board_api::pointer self_{nullptr};
  world_ptr outside_;
  bool up_{true};
  std::unordered_map<std::uint32_t, row> rows_;
  std::map<name_pair, core::process_key> by_name_;  // lexical: the order of status
};

board_api::behavior_type status_board(board_api::stateful_pointer<status_board_state> self,
                                      world_ptr outside);

}  // namespace actord::actors
