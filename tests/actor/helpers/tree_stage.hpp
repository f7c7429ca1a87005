// A whole tree over a paper host, in slow motion: what a test of the tree needs, in words of an
// operator.
#pragma once

#include <algorithm>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "actors/world.hpp"
#include "core/program_spec.hpp"
#include "supervisors/tree_keeper.hpp"
#include "tests/actor/helpers/paper_host.hpp"
#include "tests/actor/helpers/paper_log.hpp"
#include "tests/actor/helpers/slow_motion.hpp"

namespace actord::tests {

using core::fault_code;
using core::proc_state;
using core::verb;

using lines = std::vector<std::string>;

// ---- Configurations.

inline core::process_spec process(const std::string& name) {
  core::process_spec spec;
  spec.name = name;
  spec.program = name;
  spec.command = "/bin/" + name;
  return spec;
}

inline core::group_spec group(const std::string& name, int priority,
                              std::vector<core::process_spec> processes) {
  core::group_spec made;
  made.name = name;
  made.priority = priority;
  for (auto& p : processes) {
    p.group = name;
    if (made.programs.empty() || made.programs.back().name != p.program)
      made.programs.push_back({p.program, {}});
    made.programs.back().processes.push_back(std::make_shared<core::process_spec>(p));
  }
  return made;
}

// One program, which forms a group of its own.
inline core::group_spec alone(core::process_spec spec) {
  const auto name = spec.name;
  const auto priority = spec.priority;
  return group(name, priority, {std::move(spec)});
}

inline std::shared_ptr<core::configuration> configured(std::vector<core::group_spec> groups) {
  auto made = std::make_shared<core::configuration>();
  made->groups = std::move(groups);
  return made;
}

// For what has no order of its own: parts that end at once do so in any order.
inline lines sorted(lines of) {
  std::sort(of.begin(), of.end());
  return of;
}

// ---- Requests and replies.

// "*" is everything, "g:*" a group, "g:n" a process, "n" the same as "n:n".
inline core::target target_of(const std::string& text) {
  if (text == "*") return {};
  const auto colon = text.find(':');
  if (colon == std::string::npos) return {core::target_kind::process, text, text};
  const auto rest = text.substr(colon + 1);
  if (rest == "*") return {core::target_kind::group, text.substr(0, colon), {}};
  return {core::target_kind::process, text.substr(0, colon), rest};
}

// "refused BAD_SIGNAL XY" or, for every outcome, "g:n SUCCESS" or "g:n FAILED detail".
inline lines lines_of(const core::action_reply& reply) {
  lines made;
  const auto words = [](fault_code code, const std::string& detail) {
    return std::string{core::row_of(code).name} + (detail.empty() ? "" : " " + detail);
  };
  if (reply.problem != fault_code::success)
    made.push_back("refused " + words(reply.problem, reply.detail));
  for (const auto& o : reply.outcomes)
    made.push_back(o.group + ":" + o.process + " " + words(o.code, o.detail));
  return made;
}

using action = answer_ptr<core::action_reply>;

inline lines lines_of(const action& asked) {
  if (asked->open()) return {"open"};
  if (!asked->reply) return {"error " + asked->problem};
  return lines_of(*asked->reply);
}

// ---- The configuration files.

// Answers at once, unless told otherwise.
struct paper_files {
  std::shared_ptr<const core::configuration> now;
  std::string broken;  // what is wrong with them
  bool slow{false};    // true: the test says finish()
  int readings{0};

  void read(actors::config_link::answer then) {
    ++readings;
    waiting.push_back(std::move(then));
    if (!slow) finish();
  }
  void finish() {
    for (auto& then : std::exchange(waiting, {}))
      if (broken.empty())
        then(now);
      else
        then(core::fault{fault_code::cant_reread, broken});
  }

  std::vector<actors::config_link::answer> waiting{};
};

// ---- The stage.

class tree_stage {
 public:
  // Boots.
  explicit tree_stage(std::vector<core::group_spec> groups)
      : tree_stage{std::move(groups), [](paper_host&) {}} {}

  // `prepare` is called before anything happens.
  tree_stage(std::vector<core::group_spec> groups, const std::function<void(paper_host&)>& prepare)
      : tree_stage{std::move(groups), prepare, slow_motion::choice{}} {
    settle();
  }

  // `settings` of the daemon as a whole.
  tree_stage(std::vector<core::group_spec> groups, const std::function<void(paper_host&)>& prepare,
             const std::function<void(core::configuration&)>& settings)
      : tree_stage{std::move(groups), prepare, slow_motion::choice{}, settings} {
    settle();
  }

  // Boots only as far as the test lets it, each turn as `choose` says.
  tree_stage(std::vector<core::group_spec> groups, const std::function<void(paper_host&)>& prepare,
             slow_motion::choice choose,
             const std::function<void(core::configuration&)>& settings = {})
      : config{configured(std::move(groups))} {
    files.now = config;
    if (settings) settings(*config);
    motion.choose(std::move(choose));
    if (prepare) prepare(host);
    link->connect(host);
    supervisors::root_birth birth;
    birth.config = config;
    birth.outside = outside();
    birth.on_end = [this](bool restart, supervisors::config_pointer next) {
      ends.push_back(restart);
      next_config = std::move(next);
    };
    birth.on_read = [this](supervisors::config_pointer read) {
      remembered.push_back(std::move(read));
    };
    birth.on_status = [this](int status) { statuses.push_back(status); };
    tree.emplace(motion.system(), std::move(birth));
  }
  ~tree_stage() {
    tree.reset();
    settle();
    link->close();
    config_link->close();
  }
  tree_stage(const tree_stage&) = delete;
  tree_stage& operator=(const tree_stage&) = delete;

  actors::world_ptr outside() {
    auto world = std::make_shared<actors::world>();
    world->host = link;
    world->config = config_link;
    world->log = log;
    world->wall_now = [this] {
      return core::wall_time{std::chrono::seconds{1'700'000'000}} +
             std::chrono::duration_cast<core::wall_time::duration>(motion.elapsed());
    };
    world->stop_time_text = [](core::wall_time) { return std::string{"a while ago"}; };
    return world;
  }

  void settle() { motion.settle(); }
  void pass(std::chrono::milliseconds span) { motion.pass(span); }

  // The request has gone as far as it can.
  action act(verb what, const std::string& whom, bool wait = true, const std::string& signal = {}) {
    auto asked = post(what, whom, wait, signal);
    settle();
    return asked;
  }
  // The request is on its way.
  action post(verb what, const std::string& whom, bool wait = true,
              const std::string& signal = {}) {
    return motion.ask<core::action_reply>(
        tree->present().root, core::action_request{what, target_of(whom), signal, wait});
  }

  core::status_reply status(const std::string& whom) {
    const auto asked = motion.ask<core::status_reply>(tree->present().board,
                                                      core::status_request{target_of(whom)});
    settle();
    return asked->value();
  }
  core::process_info info(const std::string& name) { return status(name).processes.at(0); }
  proc_state state(const std::string& name) { return info(name).state; }

  answer_ptr<core::done_reply> shut_down(bool restart) {
    auto asked =
        motion.ask<core::done_reply>(tree->present().root, actors::shutdown_order{restart});
    settle();
    return asked;
  }

  // Any request to the root; it has gone as far as it can.
  template <class Reply, class Request>
  answer_ptr<Reply> ask_root(Request request) {
    auto asked = motion.ask<Reply>(tree->present().root, std::move(request));
    settle();
    return asked;
  }

  // The files say something else from now on; nobody has read them yet.
  void write_files(std::vector<core::group_spec> groups,
                   core::update_strategy how = core::update_strategy::group) {
    auto made = configured(std::move(groups));
    made->daemon.update = how;
    files.now = made;
  }
  answer_ptr<core::reread_reply> reread(bool remember = true) {
    return ask_root<core::reread_reply>(core::reread_request{remember});
  }
  // The fault's name, "SUCCESS", or "open".
  std::string add(const std::string& name) {
    return outcome_of(ask_root<core::done_reply>(core::add_group_request{name}));
  }
  std::string remove(const std::string& name) {
    return outcome_of(ask_root<core::done_reply>(core::remove_group_request{name}));
  }
  action change(const std::string& name) {
    return ask_root<core::action_reply>(core::change_group_request{name});
  }
  static std::string outcome_of(const answer_ptr<core::done_reply>& asked) {
    return asked->open() ? "open" : std::string{core::row_of(asked->value().problem).name};
  }
  // "g:n" of all that are on the board.
  lines names() {
    lines found;
    for (const auto& p : status("*").processes)
      found.push_back(p.group + ":" + p.name);
    return found;
  }

  // The actor that owns the process now.
  caf::actor actor_of(const std::string& name) {
    link->deliver(from_host::signalled{key_of(name), ~core::ticket{0}, 0});
    auto* actor = dynamic_cast<caf::scheduled_actor*>(motion.scheduler().jobs.back());
    auto handle = caf::actor_cast<caf::actor>(actor->address());
    settle();
    return handle;
  }

  // In the order of the configuration, from 1.
  core::process_key key_of(const std::string& name) const {
    std::uint32_t key = 0;
    for (const auto& g : config->groups)
      for (const auto& p : g.programs)
        for (const auto& one : p.processes)
          if (++key; one->name == name) return {key};
    throw std::logic_error{"no process '" + name + "'"};
  }

  slow_motion motion;
  std::shared_ptr<core::configuration> config;
  paper_files files;
  std::shared_ptr<actors::config_link> config_link{std::make_shared<actors::config_link>(
      [this](actors::config_link::answer then) { files.read(std::move(then)); })};
  std::shared_ptr<paper_log> log{std::make_shared<paper_log>()};
  std::shared_ptr<actors::host_link> link{std::make_shared<actors::host_link>()};
  paper_host host{link};
  std::optional<supervisors::tree_keeper> tree;
  std::vector<bool> ends;  // what on_end was called with
  supervisors::config_pointer next_config;
  std::vector<supervisors::config_pointer> remembered;  // what on_read was called with
  std::vector<int> statuses;                            // what on_status was called with
};

}  // namespace actord::tests
