// Which groups are active, and under which keys their processes go: the memory of the tree that
// outlives a root supervisor (docs/architecture.md). Groups come and go at run time; a key is never
// given twice. A plain value: no actor, no clock; one owner at a time.
//
// Taking a group away, or changing it, takes time: its processes have to end first. What is begun
// is noted here (`fate`), so that whoever takes over finishes it.
#pragma once

#include <cstdint>
#include <list>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "core/ids.hpp"
#include "core/program_spec.hpp"
#include "core/update_plan.hpp"

namespace actord::core {

struct active_process {
  process_key key;
  std::size_t program{0};  // index in the group's programs
  std::shared_ptr<const process_spec> spec;
};

enum class group_fate : std::uint8_t {
  stays,
  leaves,   // its processes are being ended, then it is forgotten
  changes,  // some are being ended, then it becomes `next`
};

struct active_group {
  group_pointer spec;
  std::vector<active_process> processes;  // as configured
  std::uint64_t seat{0};                  // ascends with each activation; never given twice
  group_fate fate{group_fate::stays};
  group_pointer next;  // group_fate::changes

  std::vector<process_key> keys() const;
};

class roster {
 public:
  roster() = default;
  roster(const roster&) = delete;
  roster& operator=(const roster&) = delete;

  struct seat_of_process {
    const active_group* group;
    const active_process* process;
  };

  // Precondition of all that take a name, but find and add: a group of that name is active.

  // Precondition: no group of that name is active. The second form copies, so that nothing but the
  // group is kept of the configuration that it comes from.
  const active_group& add(group_pointer group);
  const active_group& add(const group_spec& group) {
    return add(std::make_shared<const group_spec>(group));
  }

  void let_leave(std::string_view name);
  // Forgets the group.
  void remove(std::string_view name);

  void let_change(std::string_view name, const group_spec& next);
  // Of a group that changes: the processes that have to end first.
  std::vector<process_key> leaving_keys(std::string_view name) const;
  // The group becomes `next`: processes that are the same keep their keys. Returns the new keys.
  std::vector<process_key> change(std::string_view name);

  const active_group* find(std::string_view name) const;
  std::optional<seat_of_process> find(process_key key) const;
  // In order of activation.
  const std::list<active_group>& groups() const { return groups_; }
  // By place, that is by priority; those of one place in order of activation (§3.6).
  std::vector<const active_group*> by_priority() const;
  std::vector<group_pointer> specs() const;

 private:
  struct row {
    process_key key;
    const active_group* group;
    std::size_t index;
  };
  using group_iterator = std::list<active_group>::iterator;

  group_iterator at(std::string_view name);
  void forget_rows(const active_group& group);
  void add_rows(const active_group& group);

  std::list<active_group> groups_;
  std::unordered_map<std::string_view, group_iterator> by_name_;  // names live in the specs
  std::vector<row> rows_;                                         // ascending keys
  std::uint32_t last_key_{0};
  std::uint64_t last_seat_{0};
};

// The wave that each of these (in order of places) starts in, and stops in, reversed.
std::vector<int> wave_numbers(const std::vector<const active_group*>& sorted);

}  // namespace actord::core
