#include <boost/asio/post.hpp>
#include <utility>

#include "gateway/backend.hpp"

namespace actord::gateway {
namespace {

class at_home final : public backend {
 public:
  at_home(boost::asio::any_io_executor home, std::shared_ptr<backend> daemon)
      : home_{std::move(home)}, daemon_{std::move(daemon)} {}

  const daemon_identity& who() const override { return daemon_->who(); }
  bool accepting() const override { return daemon_->accepting(); }

  void act(core::action_request what, answer<core::action_reply> done) override {
    daemon_->act(std::move(what), posted(std::move(done)));
  }
  void status(core::status_request what, answer<core::status_reply> done) override {
    daemon_->status(std::move(what), posted(std::move(done)));
  }
  void settings(answer<settings_reply> done) override {
    daemon_->settings(posted(std::move(done)));
  }
  void read_log(core::read_log_request what, answer<core::log_reply> done) override {
    daemon_->read_log(std::move(what), posted(std::move(done)));
  }
  void follow_log(core::follow_log_request what, answer<core::log_reply> done) override {
    daemon_->follow_log(std::move(what), posted(std::move(done)));
  }
  void clear_main_log(answer<core::done_reply> done) override {
    daemon_->clear_main_log(posted(std::move(done)));
  }
  void write_stdin(stdin_request what, answer<core::done_reply> done) override {
    daemon_->write_stdin(std::move(what), posted(std::move(done)));
  }
  void shut_down(bool restart, answer<core::done_reply> done) override {
    daemon_->shut_down(restart, posted(std::move(done)));
  }
  void reload_config(answer<reload_reply> done) override {
    daemon_->reload_config(posted(std::move(done)));
  }
  void add_group(std::string name, answer<core::done_reply> done) override {
    daemon_->add_group(std::move(name), posted(std::move(done)));
  }
  void remove_group(std::string name, answer<core::done_reply> done) override {
    daemon_->remove_group(std::move(name), posted(std::move(done)));
  }
  void send_event(std::string type, std::string data, answer<core::done_reply> done) override {
    daemon_->send_event(std::move(type), std::move(data), posted(std::move(done)));
  }

 private:
  template <class Reply>
  answer<Reply> posted(answer<Reply> done) {
    return [home = home_, done = std::move(done)](Reply reply) {
      boost::asio::post(home,
                        [done, reply = std::move(reply)]() mutable { done(std::move(reply)); });
    };
  }

  boost::asio::any_io_executor home_;
  std::shared_ptr<backend> daemon_;
};

}  // namespace

std::shared_ptr<backend> answers_on(boost::asio::any_io_executor home,
                                    std::shared_ptr<backend> daemon) {
  return std::make_shared<at_home>(std::move(home), std::move(daemon));
}

}  // namespace actord::gateway
