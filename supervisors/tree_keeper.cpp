#include "supervisors/tree_keeper.hpp"

#include <chrono>
#include <future>
#include <mutex>
#include <optional>
#include <utility>

#include "actors/status_board.hpp"

namespace actord::supervisors {

namespace {

// A root that dies is replaced, but not in a busy loop.
constexpr std::chrono::seconds pause_before_new_root{1};

struct again {};

}  // namespace

struct tree_keeper::shared {
  mutable std::mutex mutex;
  handles now;
  std::optional<actors::shutdown_order> ending;  // the daemon shuts down

  handles read() const {
    const std::lock_guard lock{mutex};
    return now;
  }
  void write(handles h) {
    const std::lock_guard lock{mutex};
    now = std::move(h);
  }
  std::optional<actors::shutdown_order> read_ending() const {
    const std::lock_guard lock{mutex};
    return ending;
  }
  // As the root decides: a shutdown during a restart wins.
  void begin_end(bool restart, const config_pointer& next) {
    const std::lock_guard lock{mutex};
    if (!ending)
      ending = actors::shutdown_order{restart, next};
    else if (!restart)
      ending = actors::shutdown_order{false, nullptr};
  }
};

}  // namespace actord::supervisors

CAF_ALLOW_UNSAFE_MESSAGE_TYPE(actord::supervisors::again)

namespace actord::supervisors {

namespace {

// Watches the root and the board.
template <class Shared>
class keeper_state {
 public:
  static inline const char* name = "keeper";

  void open(caf::event_based_actor* self, std::shared_ptr<Shared> shared, root_birth birth,
            actors::root_api root) {
    self_ = self;
    shared_ = std::move(shared);
    birth_ = std::move(birth);
    root_ = std::move(root);
    self_->monitor(root_);
    self_->monitor(birth_.board);
    self_->set_down_handler([this](const caf::down_msg& dead) { on_down(dead); });
    self_->set_exit_handler([this](const caf::exit_msg& m) {
      self_->send_exit(root_, m.reason);
      self_->send_exit(birth_.board, m.reason);
      self_->quit(m.reason);
    });
  }

  void spawn() {
    if (!birth_.board)
      birth_.board = self_->spawn<caf::monitored>(actors::status_board, birth_.outside);
    root_ = self_->spawn<caf::monitored>(root_supervisor, birth_);
    shared_->write({root_, birth_.board});
    // Its predecessor, or nobody, was told.
    if (const auto ending = shared_->read_ending()) caf::anon_send(root_, *ending);
  }

 private:
  void on_down(const caf::down_msg& dead) {
    if (birth_.board && dead.source == birth_.board.address()) {
      birth_.board = nullptr;  // the root ends for the same reason
      return;
    }
    if (dead.source != root_.address()) return;
    birth_.outside->log->write(core::log_level::critical,
                               "the root supervisor ended (" + self_->system().render(dead.reason) +
                                   "); a new tree takes over all processes");
    birth_.adopt = true;
    self_->delayed_send(self_, pause_before_new_root, again{});
  }

  caf::event_based_actor* self_{nullptr};
  std::shared_ptr<Shared> shared_;
  root_birth birth_;
  actors::root_api root_;
};

template <class Shared>
caf::behavior keeper(caf::stateful_actor<keeper_state<Shared>>* self,
                     std::shared_ptr<Shared> shared, root_birth birth, actors::root_api root) {
  self->state.open(self, std::move(shared), std::move(birth), std::move(root));
  return {[self](const again&) { self->state.spawn(); }};
}

// The same world for the actors of one tree; `released` is ready once none of them holds it.
actors::world_ptr until_released(const actors::world_ptr& outside, std::future<void>& released) {
  auto last = std::make_shared<std::promise<void>>();
  released = last->get_future();
  return {outside.get(), [outside, last](const actors::world*) { last->set_value(); }};
}

}  // namespace

tree_keeper::tree_keeper(caf::actor_system& system, root_birth birth)
    : shared_{std::make_shared<shared>()} {
  birth.adopt = false;
  birth.outside = until_released(birth.outside, all_ended_);
  birth.on_shut_down = [known = shared_](bool restart, const config_pointer& next) {
    known->begin_end(restart, next);
  };
  birth.memory = std::make_shared<tree_memory>();
  birth.memory->latest = birth.config;
  for (const auto& group : birth.config->groups)  // shared with the configuration, not copied
    birth.memory->active.add(core::group_pointer{birth.config, &group});
  birth.board = system.spawn(actors::status_board, birth.outside);
  auto root = system.spawn(root_supervisor, birth);
  shared_->write({root, birth.board});
  keeper_ = system.spawn(keeper<shared>, shared_, std::move(birth), std::move(root));
}

tree_keeper::~tree_keeper() {
  caf::anon_send_exit(keeper_, caf::exit_reason::user_shutdown);
}

bool tree_keeper::end(std::chrono::milliseconds patience) {
  caf::anon_send_exit(keeper_, caf::exit_reason::user_shutdown);
  return all_ended_.wait_for(patience) == std::future_status::ready;
}

tree_keeper::handles tree_keeper::present() const {
  return shared_->read();
}

// Noted first: if there is no root at this moment, the next one will find it.
void tree_keeper::shut_down(bool restart, config_pointer next) {
  if (!restart || next) shared_->begin_end(restart, next);
  caf::anon_send(present().root, actors::shutdown_order{restart, std::move(next)});
}

bool tree_keeper::going_down() const {
  return shared_->read_ending().has_value();
}

}  // namespace actord::supervisors
