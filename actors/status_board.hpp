// The board: what every process last reported. Views (status, lookup) are answered here without
// asking the tree. It outlives a root that fails, so that the next one finds what was known.
#pragma once

#include <chrono>
#include <cstddef>
#include <deque>
#include <map>
#include <string>
#include <unordered_map>
#include <utility>
#include <vector>

#include "actors/interfaces.hpp"
#include "actors/world.hpp"
#include "core/history.hpp"

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
  core::history_reply history(const core::history_request& m) const;
  caf::result<core::events_reply> events(const core::events_request& m);
  void tick(const events_tick& m);
  lookup_reply lookup(const lookup_request& m) const;
  unstopped_reply unstopped(const lookup_unstopped& m) const;
  process_report recall(const recall_request& m) const;

 private:
  struct row {
    std::shared_ptr<const core::process_spec> spec;
    process_report last;
    core::history history;
  };
  // Followers of events: the latest transitions of all processes, and who waits for more.
  static constexpr std::size_t most_recent = 1024;
  static constexpr std::size_t most_events = 256;  // in one answer
  static constexpr std::size_t most_waiters = 64;  // one more is answered at once
  static constexpr std::chrono::seconds events_patience{20};
  struct waiter {
    std::uint64_t id{0};
    std::uint64_t after{0};
    caf::typed_response_promise<core::events_reply> promise;
  };

  void record(row& r, std::vector<core::transition> moves);
  core::events_reply events_after(std::uint64_t after) const;
  void answer_waiters();

  using name_pair = std::pair<std::string, std::string>;  // group, process

  core::process_info info_of(const row& r, core::instant now) const;

  board_api::pointer self_{nullptr};
  world_ptr outside_;
  bool up_{true};
  std::unordered_map<std::uint32_t, row> rows_;
  std::map<name_pair, core::process_key> by_name_;  // lexical: the order of status
  std::deque<core::transition_info> recent_;
  std::uint64_t last_number_{0};
  std::vector<waiter> waiters_;
  std::uint64_t last_waiter_{0};
};

board_api::behavior_type status_board(board_api::stateful_pointer<status_board_state> self,
                                      world_ptr outside);

}  // namespace actord::actors
