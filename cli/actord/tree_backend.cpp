#include "cli/actord/tree_backend.hpp"

#include <algorithm>
#include <map>
#include <mutex>
#include <utility>

#include "actors/control_actor.hpp"

namespace actord::cli {

namespace {

using gateway::answer;
class desk_state;

// What the desk is to do for a client; runs inside of it.
struct errand {
  std::function<void(desk_state&)> run;
};

}  // namespace

}  // namespace actord::cli

CAF_ALLOW_UNSAFE_MESSAGE_TYPE(actord::cli::errand)

namespace actord::cli {

namespace {

template <class Reply>
Reply refused(core::fault_code code, std::string detail) {
  Reply reply;
  reply.problem = code;
  reply.detail = std::move(detail);
  return reply;
}

// The tree for as long as it is there: an actor may have work left when it is gone.
class tree_view {
 public:
  explicit tree_view(const supervisors::tree_keeper* tree) : tree_{tree} {}
  std::optional<supervisors::tree_keeper::handles> present() const {
    const std::lock_guard lock{mutex_};
    if (tree_ == nullptr) return std::nullopt;
    return tree_->present();
  }
  bool accepting() const {
    const std::lock_guard lock{mutex_};
    return tree_ != nullptr && !tree_->going_down();
  }
  void close() {
    const std::lock_guard lock{mutex_};
    tree_ = nullptr;
  }

 private:
  mutable std::mutex mutex_;
  const supervisors::tree_keeper* tree_;
};

// Keeps a control_actor, gets a new one when that has ended, and knows who waits for stdin.
class desk_state {
 public:
  static inline const char* name = "http_desk";

  void open(caf::event_based_actor* self, std::shared_ptr<tree_view> tree,
            actors::world_ptr outside, actors::daemon_identity who) {
    self_ = self;
    tree_ = std::move(tree);
    outside_ = std::move(outside);
    who_ = std::move(who);
    self_->set_down_handler([this](const caf::down_msg& dead) {
      if (front_ && dead.source == front_.address()) give_up();
    });
    self_->set_exit_handler([this](const caf::exit_msg& m) {
      if (front_) self_->send_exit(front_, m.reason);
      self_->quit(m.reason);
    });
  }

  template <class Reply, class Request>
  void ask(const Request& request, answer<Reply> done) {
    if (!has_front()) return;
    const auto id = open_question<Reply>(done);
    self_->request(front_, caf::infinite, request)
        .then(
            [this, id, done](Reply& reply) {
              if (open_.erase(id) != 0) done(std::move(reply));
            },
            failing(id));
  }

  // Only where somebody reads: a process without a child, or one that is told to stop, does not.
  void write_stdin(gateway::stdin_request what, answer<core::done_reply> done) {
    const auto now = tree_->present();
    if (!has_front() || !now) return;
    const auto id = open_question<core::done_reply>(std::move(done));
    const core::target whom{core::target_kind::process, what.group, what.process};
    self_->request(now->board, caf::infinite, core::status_request{whom})
        .then(
            [=, this, board = now->board](const core::status_reply& found) {
              if (found.problem != core::fault_code::success || found.processes.empty())
                refuse(id, found.problem, found.detail);
              else if (const auto& p = found.processes.front();
                       p.pid == 0 || p.state == core::proc_state::stopping)
                refuse(id, core::fault_code::not_running, {});
              else
                look_up_and_write(board, what, id);
            },
            failing(id));
  }

  void written(const core::from_host::stdin_written& m) {
    const auto found = writers_.extract(m.reply_to);
    if (!found.empty()) refuse(found.mapped(), m.problem.code, m.problem.detail);
  }

 private:
  using question_id = std::uint64_t;
  // Settles a question with no more than a verdict, which may be success.
  using refusal = std::function<void(core::fault_code, std::string)>;

  template <class Reply>
  question_id open_question(answer<Reply> done) {
    open_.emplace(++last_question_,
                  [done = std::move(done)](core::fault_code code, std::string detail) {
                    done(refused<Reply>(code, std::move(detail)));
                  });
    return last_question_;
  }

  void refuse(question_id id, core::fault_code code, const std::string& detail) {
    const auto found = open_.extract(id);
    if (!found.empty()) found.mapped()(code, detail);
  }

  std::function<void(const caf::error&)> failing(question_id id) {
    return [this, id](const caf::error& e) {
      refuse(id, core::fault_code::failed, self_->system().render(e));
    };
  }

  // CAF does not fail a request whose receiver dies after it has taken it: that is done here.
  void give_up() {
    front_ = nullptr;
    for (const auto& [id, settle] : std::exchange(open_, {}))
      settle(core::fault_code::failed, "a part of the daemon was replaced; try again");
  }

  // False: the daemon is ending.
  bool has_front() {
    if (front_) return true;
    const auto now = tree_->present();
    if (!now) return false;
    front_ =
        self_->spawn<caf::monitored>(actors::control_actor, who_, now->root, now->board, outside_);
    self_->request(front_, caf::infinite, core::hello{})
        .then([](const core::welcome&) {}, [](const caf::error&) {});
    return true;
  }

  void look_up_and_write(const actors::board_api& board, const gateway::stdin_request& what,
                         question_id id) {
    self_->request(board, caf::infinite, actors::lookup_request{what.group, what.process})
        .then(
            [=, this](const actors::lookup_reply& found) {
              auto& host = *outside_->host;
              const auto ticket = host.ticket_for(caf::actor_cast<caf::strong_actor_ptr>(self_));
              writers_.emplace(ticket, id);
              host.submit(core::to_host::write_stdin{found.key, what.bytes, ticket});
            },
            failing(id));
  }

  caf::event_based_actor* self_{nullptr};
  std::shared_ptr<tree_view> tree_;
  actors::world_ptr outside_;
  actors::daemon_identity who_;
  actors::control_api front_;
  std::map<question_id, refusal> open_;
  question_id last_question_{0};
  std::map<core::ticket, question_id> writers_;
};

caf::behavior desk(caf::stateful_actor<desk_state>* self, std::shared_ptr<tree_view> tree,
                   actors::world_ptr outside, actors::daemon_identity who) {
  self->state.open(self, std::move(tree), std::move(outside), std::move(who));
  return {[self](const errand& e) { e.run(self->state); },
          [self](const core::from_host::stdin_written& m) { self->state.written(m); }};
}

// Root: which processes there are, and which groups are active. The configuration: their details.
// Board: where their logs are.
gateway::settings_reply settings_of(const core::config_reply& known,
                                    const core::configuration& config,
                                    const core::status_reply& board) {
  using names = std::pair<std::string, std::string>;  // group, process
  std::map<names, std::shared_ptr<const core::process_spec>> specs;
  for (const auto& group : config.groups)
    for (const auto& program : group.programs)
      for (const auto& spec : program.processes)
        specs.emplace(names{group.name, spec->name}, spec);
  std::map<names, const core::process_info*> infos;
  for (const auto& p : board.processes)
    infos.emplace(names{p.group, p.name}, &p);

  gateway::settings_reply reply;
  for (const auto& row : known.processes) {
    const auto spec = specs.find({row.group, row.name});
    if (spec == specs.end()) continue;  // the configuration was read again meanwhile
    reply.processes.push_back({spec->second, row.group_priority, row.in_use, {}, {}});
    const auto info = infos.find({row.group, row.name});
    if (info == infos.end() || !row.in_use) continue;
    reply.processes.back().stdout_path = info->second->stdout_logfile;
    reply.processes.back().stderr_path = info->second->stderr_logfile;
  }
  return reply;
}

gateway::reload_reply reload_of(const core::reread_reply& read) {
  gateway::reload_reply reply;
  reply.problem = {read.problem, read.detail};
  for (const auto& group : read.groups)
    switch (group.what) {
      case core::group_step::add:
        reply.added.push_back(group.group);
        break;
      case core::group_step::replace:
      case core::group_step::change:
        reply.changed.push_back(group.group);
        break;
      case core::group_step::remove:
        reply.removed.push_back(group.group);
        break;
      case core::group_step::unchanged:
        break;
    }
  return reply;
}

class backend_of_tree final : public tree_backend {
 public:
  explicit backend_of_tree(tree_backend_setup setup)
      : who_{std::move(setup.who)},
        latest_{std::move(setup.latest)},
        tree_{std::make_shared<tree_view>(setup.tree)},
        desk_{setup.system->spawn(
            desk, tree_, setup.outside,
            actors::daemon_identity{who_.version, who_.identifier, who_.pid})} {}

  void close() override {
    tree_->close();
    const std::lock_guard lock{mutex_};
    caf::anon_send_exit(desk_, caf::exit_reason::user_shutdown);
    desk_ = nullptr;
  }

  const gateway::daemon_identity& who() const override { return who_; }
  bool accepting() const override { return tree_->accepting(); }

  void act(core::action_request what, answer<core::action_reply> done) override {
    ask(std::move(what), std::move(done));
  }
  void status(core::status_request what, answer<core::status_reply> done) override {
    ask(std::move(what), std::move(done));
  }
  void settings(answer<gateway::settings_reply> done) override {
    send([latest = latest_, done = std::move(done)](desk_state& at) {
      at.ask<core::config_reply>(core::config_request{}, [&at, latest,
                                                          done](core::config_reply known) {
        if (known.problem != core::fault_code::success) {
          done({{known.problem, std::move(known.detail)}, {}});
          return;
        }
        at.ask<core::status_reply>(core::status_request{}, [=](const core::status_reply& board) {
          done(settings_of(known, *latest->read(), board));
        });
      });
    });
  }
  void read_log(core::read_log_request what, answer<core::log_reply> done) override {
    ask(std::move(what), std::move(done));
  }
  void follow_log(core::follow_log_request what, answer<core::log_reply> done) override {
    ask(std::move(what), std::move(done));
  }
  void clear_main_log(answer<core::done_reply> done) override {
    ask(core::clear_main_log_request{}, std::move(done));
  }
  void write_stdin(gateway::stdin_request what, answer<core::done_reply> done) override {
    send([what = std::move(what), done = std::move(done)](desk_state& at) {
      at.write_stdin(what, done);
    });
  }
  void shut_down(bool restart, answer<core::done_reply> done) override {
    ask(core::shutdown_request{restart}, std::move(done));
  }
  void reload_config(answer<gateway::reload_reply> done) override {
    ask<core::reread_reply>(core::reread_request{},
                            [done](const core::reread_reply& read) { done(reload_of(read)); });
  }
  void add_group(std::string name, answer<core::done_reply> done) override {
    ask(core::add_group_request{std::move(name)}, std::move(done));
  }
  void remove_group(std::string name, answer<core::done_reply> done) override {
    ask(core::remove_group_request{std::move(name)}, std::move(done));
  }
  // Nobody listens for events.
  void send_event(std::string, std::string, answer<core::done_reply> done) override { done({}); }

 private:
  void send(std::function<void(desk_state&)> what) {
    const std::lock_guard lock{mutex_};
    if (desk_) caf::anon_send(desk_, errand{std::move(what)});
  }
  template <class Reply, class Request>
  void ask(Request request, answer<Reply> done) {
    send([request = std::move(request), done = std::move(done)](desk_state& at) {
      at.ask<Reply>(request, done);
    });
  }

  gateway::daemon_identity who_;
  std::shared_ptr<const latest_config> latest_;
  std::shared_ptr<tree_view> tree_;
  std::mutex mutex_;  // guards what follows
  caf::actor desk_;
};

}  // namespace

std::shared_ptr<tree_backend> make_tree_backend(tree_backend_setup setup) {
  return std::make_shared<backend_of_tree>(std::move(setup));
}

}  // namespace actord::cli
