// What the root decides beyond orders: which groups share a fate ([actord] strategy), what becomes
// of a group that has escalated, and whether the end of a significant process is the end of the
// daemon. It also carries words between a group and the groups inside it: all groups are children
// of the root actor, whatever is inside what by configuration, so that names, orders and
// replacements are the same for all of them.
//
// One thread: the root's. Acts through `hands` only.
#pragma once

#include <chrono>
#include <functional>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "actors/local_messages.hpp"
#include "core/exit_watch.hpp"
#include "core/group_machine.hpp"
#include "core/program_spec.hpp"

namespace actord::supervisors {

class root_strategy {
 public:
  // How it reaches the world. A group that is not there (any more) is told nothing.
  struct hands {
    std::function<void(const actors::group_order&)> tell;  // to the group named in it
    std::function<void(const std::string& group, const actors::group_news&)> pass_on;
    std::function<void(std::chrono::milliseconds)> wake_after;  // calls tick()
    std::function<void(int status, const std::string& why)> end_daemon;
    std::function<void(core::log_level, const std::string&)> say;
    std::function<core::instant()> now;
  };

  void open(const core::daemon_spec& daemon, hands how);
  // The groups in force, in start order; to be called again when they change.
  void know(const std::vector<const core::group_spec*>& groups);
  void expect(core::process_key key, const core::process_spec& spec);
  void forget(core::process_key key) { exits_.forget(key); }

  // May somebody above take this group down and let it rise?
  bool has_boss(const core::group_spec& group) const;

  void note(const actors::process_report& m);
  void note(const actors::group_news& m);
  void order(const actors::group_order& m);
  void tick();

 private:
  void carry_out(core::group_commands what);
  void tell(const std::vector<std::uint32_t>& whom, actors::group_order::kind what);

  hands hands_;
  core::restart_rules rules_;
  core::exit_watch exits_;
  std::vector<std::string> members_;            // of the machine: groups that are in no other
  std::map<std::string, std::string> parents_;  // group -> the group that it is in
  std::optional<core::group_machine> machine_;
};

}  // namespace actord::supervisors
