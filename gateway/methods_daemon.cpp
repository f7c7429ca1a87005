#include <utility>

#include "gateway/methods.hpp"

namespace actord::gateway::methods {

using xmlrpc::structure;
using xmlrpc::value;

namespace {

constexpr std::string_view spoken_version = "3.0";  // what clients of Supervisor 3 and 4 demand
constexpr int running_code = 1;  // the only state in which anybody gets an answer

value as_array(const std::vector<std::string>& names) {
  xmlrpc::array items;
  for (const auto& name : names)
    items.emplace_back(name);
  return items;
}

// The fault of a request about one group carries the name as given.
answer<core::done_reply> about_group(const std::string& name, answer<rpc_result> done) {
  return [name, done = std::move(done)](core::done_reply reply) {
    using enum core::fault_code;
    const bool plain = reply.problem == bad_name || reply.problem == already_added ||
                       reply.problem == still_running;
    if (reply.problem == success)
      done(value{true});
    else
      done(core::fault{reply.problem, plain ? name : std::move(reply.detail)});
  };
}

}  // namespace

answer<core::done_reply> as_true(answer<rpc_result> done) {
  return [done = std::move(done)](core::done_reply reply) {
    if (reply.problem == core::fault_code::success)
      done(value{true});
    else
      done(core::fault{reply.problem, std::move(reply.detail)});
  };
}

void api_version(invocation call) {
  call.done(value{spoken_version});
}

void supervisor_version(invocation call) {
  call.done(value{call.world.daemon->who().version});
}

void identification(invocation call) {
  call.done(value{call.world.daemon->who().identifier});
}

void state(invocation call) {
  call.done(value{structure{{"statecode", running_code}, {"statename", "RUNNING"}}});
}

void pid(invocation call) {
  call.done(value{std::int64_t{call.world.daemon->who().pid}});
}

void shut_down(invocation call) {
  call.world.daemon->shut_down(false, as_true(std::move(call.done)));
}

void restart(invocation call) {
  call.world.daemon->shut_down(true, as_true(std::move(call.done)));
}

// The lists lie one level deeper than one would think.
void reload_config(invocation call) {
  call.world.daemon->reload_config([done = std::move(call.done)](const reload_reply& found) {
    if (found.problem.code != core::fault_code::success) {
      done(found.problem);
      return;
    }
    xmlrpc::array lists{as_array(found.added), as_array(found.changed), as_array(found.removed)};
    xmlrpc::array outer;
    outer.emplace_back(std::move(lists));
    done(value{std::move(outer)});
  });
}

void add_group(invocation call) {
  call.world.daemon->add_group(call.text(0), about_group(call.text(0), std::move(call.done)));
}

void remove_group(invocation call) {
  call.world.daemon->remove_group(call.text(0), about_group(call.text(0), std::move(call.done)));
}

void send_remote_event(invocation call) {
  call.world.daemon->send_event(call.text(0), call.text(1), as_true(std::move(call.done)));
}

}  // namespace actord::gateway::methods
