// The methods of XML-RPC, one row each (contract §6.3, §6.6): dispatch, system.listMethods,
// methodHelp, methodSignature and docs/generated/methods.md read the same rows.
#pragma once

#include <array>
#include <cstdint>
#include <functional>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "core/result.hpp"
#include "gateway/backend.hpp"
#include "gateway/xmlrpc_value.hpp"

namespace actord::gateway {

using rpc_result = core::result<xmlrpc::value>;

// What the methods of one server reach: the daemon, and whether [rpcinterface:supervisor] is there.
struct rpc_world {
  std::shared_ptr<backend> daemon;
  bool supervisor_namespace{true};
};

// One running call. The parameters have been checked against the row.
struct invocation {
  std::vector<xmlrpc::value> params;
  rpc_world world;
  answer<rpc_result> done;

  const std::string& text(std::size_t i) const;
  std::int64_t number(std::size_t i) const;
  // As Python takes a truth value; an absent one is true, which is the default of `wait`.
  bool truth(std::size_t i) const;
};

enum class param_kind : std::uint8_t { text, number, truth, list, anything };

struct param_row {
  std::string_view name;
  param_kind kind;
  std::string_view type;  // for methodSignature
  std::string_view help;
  bool optional{false};
};

struct method_row {
  std::string_view name;    // with its namespace
  std::string_view result;  // type
  std::span<const param_row> params;
  std::string_view help;
  void (*run)(invocation call);
  bool works_while_ending{false};  // else the fault is SHUTDOWN_STATE
};

// In alphabetical order.
std::span<const method_row> method_table();
const method_row* find_method(std::string_view name);
// Is the row's namespace there?
bool offered(const method_row& row, const rpc_world& world);

// Runs a call. The answer may come at once or later, on the backend's thread.
void dispatch(xmlrpc::call call, rpc_world world, answer<rpc_result> done);

// What methodHelp says.
std::string help_of(const method_row& row);

// Markdown for docs/generated/methods.md.
std::string method_reference();

}  // namespace actord::gateway
