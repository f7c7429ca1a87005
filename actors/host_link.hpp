// The seam between actors and the process host. Commands go down as they are; notices come up on a
// thread of the host and become messages: those about one process go to the actor bound to its key,
// answers with a ticket of this link go to whoever asked. A notice nobody is bound for is dropped:
// the actor that takes over asks the host for its view.
//
// The link also knows which processes are configured: for others nobody can be bound, and the host
// forgets a process only when its last actor has ended, so that none can define it anew.
#pragma once

#include <functional>
#include <memory>
#include <mutex>
#include <string>
#include <unordered_map>

#include "actors/interfaces.hpp"
#include "caf/all.hpp"
#include "core/ports.hpp"

namespace actord::actors {

class host_link {
 public:
  // `host` must outlive the link's last use by an actor. May be called from any thread.
  void connect(core::process_host& host) { host_ = &host; }

  void submit(core::host_command command) const { host_->submit(std::move(command)); }

  // The process is configured (again): it may be bound. Its name is for the log.
  void admit(core::process_key key, std::shared_ptr<const core::process_spec> spec);
  // It is configured no longer: the host forgets it as soon as nobody is bound.
  void retire(core::process_key key);

  struct bond {
    enum class kind : std::uint8_t { made, held, retired };
    kind what{kind::made};
    process_api holder{};  // kind::held
  };
  // From now on `actor` gets the notices about `key` — unless somebody else still does: then
  // nothing changes and that one is returned. So at most one actor has a process in hand.
  bond bind(core::process_key key, const process_api& actor);
  // Ends the binding if it is `actor`'s.
  void unbind(core::process_key key, const caf::actor_addr& actor);

  // A fresh ticket whose answer (log_read, log_followed, logs_cleared, logs_rotated) goes to
  // `asker`.
  core::ticket ticket_for(caf::strong_actor_ptr asker);

  // The host's notice_sink. Any thread; does not block.
  void deliver(core::host_notice notice);

  // No notice becomes a message any more: call it before the actor system ends.
  void close();

  // What the link does with notices that are for nobody in particular. Set before the host starts.
  void when_trouble(std::function<void(const core::from_host::log_trouble&)> f) {
    on_trouble_ = std::move(f);
  }
  void when_stranger(std::function<void(const core::from_host::reaped_stranger&)> f) {
    on_stranger_ = std::move(f);
  }
  // With the name of the process.
  void when_output(std::function<void(const std::string&, const core::from_host::output_seen&)> f) {
    on_output_ = std::move(f);
  }

 private:
  template <class Notice>
  void to_process(Notice notice);
  template <class Notice>
  void to_asker(Notice notice);
  void tell_output(const core::from_host::output_seen& notice) const;

  struct process {
    std::shared_ptr<const core::process_spec> spec;
    process_api actor{};
    bool retired{false};
  };

  core::process_host* host_{nullptr};
  std::function<void(const core::from_host::log_trouble&)> on_trouble_;
  std::function<void(const core::from_host::reaped_stranger&)> on_stranger_;
  std::function<void(const std::string&, const core::from_host::output_seen&)> on_output_;
  mutable std::mutex mutex_;  // guards what follows
  std::unordered_map<std::uint32_t, process> processes_;
  std::unordered_map<core::ticket, caf::strong_actor_ptr> asked_;
  core::ticket last_ticket_{0};
  bool closed_{false};
};

}  // namespace actord::actors
