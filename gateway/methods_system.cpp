#include <memory>
#include <utility>

#include "gateway/methods.hpp"
#include "gateway/xmlrpc_writer.hpp"

namespace actord::gateway::methods {

using core::fault;
using core::fault_code;
using xmlrpc::structure;
using xmlrpc::value;

namespace {

// Calls in one multicall; the client of thousands of processes asks again.
constexpr std::size_t most_calls = 4096;

constexpr std::string_view own_name = "system.multicall";

// Runs the calls one after the other, each after the answer to the one before.
class call_series : public std::enable_shared_from_this<call_series> {
 public:
  call_series(xmlrpc::array calls, rpc_world world, answer<rpc_result> done)
      : calls_(std::move(calls)),  // with braces it would become the one element of a list
        world_{std::move(world)},
        done_{std::move(done)} {}

  // A loop, not a recursion: answers may come at once.
  void go_on() {
    if (std::exchange(looping_, true)) return;
    while (!waiting_ && results_.size() < calls_.size())
      begin(calls_[results_.size()]);
    looping_ = false;
    if (!waiting_) done_(value{std::move(results_)});
  }

 private:
  void begin(const value& what) {
    const auto* members = what.as<structure>();
    const auto* name = members ? xmlrpc::find(*members, "methodName") : nullptr;
    const auto* method = name ? name->as<std::string>() : nullptr;
    if (method == nullptr) {
      note(fault{fault_code::incorrect_parameters, "No methodName"});
      return;
    }
    if (*method == own_name) {
      note(fault{fault_code::incorrect_parameters, "Recursive system.multicall forbidden"});
      return;
    }
    const auto* given = xmlrpc::find(*members, "params");
    const auto* params = given ? given->as<xmlrpc::array>() : nullptr;
    waiting_ = true;
    dispatch({*method, params ? *params : xmlrpc::array{}}, world_,
             [self = shared_from_this()](rpc_result result) {
               self->waiting_ = false;
               self->note(std::move(result));
               self->go_on();
             });
  }

  // Results stand bare in the list, not in arrays of one (§11.4 #51).
  void note(rpc_result result) {
    results_.push_back(result ? std::move(result).value() : xmlrpc::as_value(result.reason()));
  }

  xmlrpc::array calls_;
  rpc_world world_;
  answer<rpc_result> done_;
  xmlrpc::array results_;
  bool waiting_{false};
  bool looping_{false};
};

}  // namespace

void list_methods(invocation call) {
  xmlrpc::array names;
  for (const auto& row : method_table())
    if (offered(row, call.world)) names.emplace_back(row.name);
  call.done(value{std::move(names)});
}

void method_help(invocation call) {
  const auto* row = find_method(call.text(0));
  if (row == nullptr || !offered(*row, call.world))
    call.done(fault{fault_code::signature_unsupported, {}});
  else
    call.done(value{help_of(*row)});
}

void method_signature(invocation call) {
  const auto* row = find_method(call.text(0));
  if (row == nullptr || !offered(*row, call.world)) {
    call.done(fault{fault_code::signature_unsupported, {}});
    return;
  }
  xmlrpc::array types{row->result};
  for (const auto& param : row->params)
    types.emplace_back(param.type);
  call.done(value{std::move(types)});
}

void multicall(invocation call) {
  auto calls = std::get<xmlrpc::array>(std::move(call.params.front().data));
  if (calls.size() > most_calls) {
    call.done(fault{fault_code::incorrect_parameters,
                    "more than " + std::to_string(most_calls) + " calls in one system.multicall"});
    return;
  }
  std::make_shared<call_series>(std::move(calls), call.world, std::move(call.done))->go_on();
}

}  // namespace actord::gateway::methods
