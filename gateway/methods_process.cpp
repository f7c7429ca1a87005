#include <utility>

#include "core/proc_state.hpp"
#include "gateway/methods.hpp"
#include "gateway/names.hpp"

namespace actord::gateway::methods {

using core::fault;
using core::fault_code;
using core::target_kind;
using xmlrpc::structure;
using xmlrpc::value;

namespace {

// Faults about one process carry its name as the client wrote it, or a text of their own.
fault fault_about(const std::string& given, fault_code code, std::string detail) {
  switch (code) {
    case fault_code::bad_name:
    case fault_code::already_started:
    case fault_code::not_running:
    case fault_code::spawn_error:
    case fault_code::abnormal_termination:
      return {code, given};
    case fault_code::shutdown_state:
      return {code, {}};
    default:
      return {code, std::move(detail)};
  }
}

// Status struct of a bulk operation.
value as_row(const core::outcome& o) {
  const bool good = o.code == fault_code::success;
  return structure{
      {"name", o.process},
      {"group", o.group},
      {"status", core::row_of(o.code).number},
      {"description",
       good ? "OK" : core::text_of(fault_about(full_name(o.group, o.process), o.code, o.detail))}};
}

rpc_result of_one(const std::string& given, core::action_reply reply) {
  if (reply.problem != fault_code::success)
    return fault_about(given, reply.problem, std::move(reply.detail));
  for (auto& o : reply.outcomes)
    if (o.code != fault_code::success) return fault_about(given, o.code, std::move(o.detail));
  return value{true};
}

// A name that does not exist is the fault of the whole request.
rpc_result of_many(const std::string& given, core::action_reply reply) {
  if (reply.problem != fault_code::success)
    return fault_about(given, reply.problem, std::move(reply.detail));
  xmlrpc::array rows;
  for (const auto& o : reply.outcomes) {
    if (o.code == fault_code::bad_name) return fault{fault_code::bad_name, given};
    rows.push_back(as_row(o));
  }
  return value{std::move(rows)};
}

void order(const rpc_world& world, core::action_request request, std::string given,
           answer<rpc_result> done) {
  const bool one = request.whom.kind == target_kind::process;
  world.daemon->act(std::move(request), [one, given = std::move(given),
                                         done = std::move(done)](core::action_reply reply) {
    done(one ? of_one(given, std::move(reply)) : of_many(given, std::move(reply)));
  });
}

core::target group_named(const std::string& name) {
  return {target_kind::group, name, {}};
}

void order_named(invocation call, core::verb what, core::target whom, std::size_t wait) {
  order(call.world, {what, std::move(whom), {}, call.truth(wait)}, call.text(0),
        std::move(call.done));
}

// A signal that does not exist is the fault of each process that could have got one.
void refuse_signal(const rpc_world& world, const core::target& whom, const std::string& signal,
                   answer<rpc_result> done) {
  world.daemon->status({whom}, [signal, done = std::move(done)](const core::status_reply& reply) {
    xmlrpc::array rows;
    for (const auto& p : reply.processes)
      if (core::takes_signal(p.state))
        rows.push_back(as_row({p.group, p.name, fault_code::bad_signal, signal}));
    done(value{std::move(rows)});
  });
}

// To a group or to all; the signal is parameter `which`.
void signal_many(invocation call, core::target whom, std::size_t which) {
  const auto signal = call.text(which);
  auto& daemon = *call.world.daemon;
  daemon.act({core::verb::signal, whom, signal},
             [world = call.world, whom, signal, given = call.text(0),
              done = std::move(call.done)](core::action_reply reply) {
               if (reply.problem == fault_code::bad_signal)
                 refuse_signal(world, whom, signal, done);
               else
                 done(of_many(given, std::move(reply)));
             });
}

void order_all(invocation call, core::verb what) {
  order(call.world, {what, {}, {}, call.truth(0)}, {}, std::move(call.done));
}

}  // namespace

void start_process(invocation call) {
  const auto whom = target_named(call.text(0));
  order_named(std::move(call), core::verb::start, whom, 1);
}

void start_group(invocation call) {
  const auto whom = group_named(call.text(0));
  order_named(std::move(call), core::verb::start, whom, 1);
}

void start_all(invocation call) {
  order_all(std::move(call), core::verb::start);
}

void stop_process(invocation call) {
  const auto whom = target_named(call.text(0));
  order_named(std::move(call), core::verb::stop, whom, 1);
}

void stop_group(invocation call) {
  const auto whom = group_named(call.text(0));
  order_named(std::move(call), core::verb::stop, whom, 1);
}

void stop_all(invocation call) {
  order_all(std::move(call), core::verb::stop);
}

void signal_process(invocation call) {
  const auto whom = target_named(call.text(0));
  if (whom.kind == target_kind::group)
    signal_many(std::move(call), whom, 1);
  else
    order(call.world, {core::verb::signal, whom, call.text(1)}, call.text(0), std::move(call.done));
}

void signal_group(invocation call) {
  const auto whom = group_named(call.text(0));
  signal_many(std::move(call), whom, 1);
}

void signal_all(invocation call) {
  signal_many(std::move(call), {}, 0);
}

void clear_logs(invocation call) {
  const auto whom = target_named(call.text(0));
  if (whom.kind == target_kind::process)
    order_named(std::move(call), core::verb::clear_logs, whom, 1);
  else
    call.done(fault{fault_code::bad_name, call.text(0)});
}

void clear_all_logs(invocation call) {
  order_all(std::move(call), core::verb::clear_logs);
}

void send_stdin(invocation call) {
  if (call.params[1].as<std::string>() == nullptr) {
    const auto* number = call.params[1].as<std::int64_t>();
    call.done(fault{fault_code::incorrect_parameters, number ? std::to_string(*number) : ""});
    return;
  }
  const auto given = call.text(0);
  const auto whom = target_named(given);
  if (whom.kind != target_kind::process) {
    call.done(fault{fault_code::bad_name, given});
    return;
  }
  call.world.daemon->write_stdin(
      {whom.group, whom.process, call.text(1)},
      [given, done = std::move(call.done)](core::done_reply reply) {
        if (reply.problem == fault_code::success)
          done(value{true});
        else if (reply.problem == fault_code::no_file)
          done(fault{fault_code::no_file, given});
        else
          done(fault_about(given, reply.problem, std::move(reply.detail)));
      });
}

}  // namespace actord::gateway::methods
