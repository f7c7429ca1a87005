#include "gateway/method_table.hpp"

#include <algorithm>
#include <utility>

#include "core/overload.hpp"
#include "gateway/method_rows.hpp"

namespace actord::gateway {
namespace {

using core::fault;
using core::fault_code;
using xmlrpc::value;

static_assert(std::is_sorted(rows::all.begin(), rows::all.end(),
                             [](const method_row& a, const method_row& b) {
                               return a.name < b.name;
                             }));

constexpr std::string_view supervisor_prefix = "supervisor.";

bool right_count(const method_row& row, std::size_t given) {
  const auto optional = std::count_if(row.params.begin(), row.params.end(),
                                      [](const param_row& p) { return p.optional; });
  return given <= row.params.size() &&
         given + static_cast<std::size_t>(optional) >= row.params.size();
}

bool right_type(const param_row& param, const value& given) {
  switch (param.kind) {
    case param_kind::text:
      return given.as<std::string>() != nullptr;
    case param_kind::number:
      return given.as<std::int64_t>() != nullptr || given.as<bool>() != nullptr;
    case param_kind::list:
      return given.as<xmlrpc::array>() != nullptr;
    case param_kind::truth:
    case param_kind::anything:
      break;
  }
  return true;
}

bool right_types(const method_row& row, const std::vector<value>& given) {
  for (std::size_t i = 0; i < given.size(); ++i)
    if (!right_type(row.params[i], given[i])) return false;
  return true;
}

fault_code refusal(const method_row& row, const rpc_world& world,
                   const std::vector<value>& params) {
  if (!right_count(row, params.size())) return fault_code::incorrect_parameters;
  if (!row.works_while_ending && !world.daemon->accepting()) return fault_code::shutdown_state;
  return right_types(row, params) ? fault_code::success : fault_code::incorrect_parameters;
}

// "startProcess(name, [wait])"
std::string form_of(const method_row& row) {
  std::string form{row.name.substr(row.name.find('.') + 1)};
  form += "(";
  for (const auto& p : row.params) {
    if (form.back() != '(') form += ", ";
    form += p.optional ? "[" + std::string{p.name} + "]" : std::string{p.name};
  }
  return form + ")";
}

}  // namespace

const std::string& invocation::text(std::size_t i) const {
  return std::get<std::string>(params[i].data);
}

std::int64_t invocation::number(std::size_t i) const {
  if (const auto* flag = params[i].as<bool>()) return *flag ? 1 : 0;
  return std::get<std::int64_t>(params[i].data);
}

bool invocation::truth(std::size_t i) const {
  if (i >= params.size()) return true;
  return std::visit(core::overload{
                        [](std::int64_t n) { return n != 0; },
                        [](bool b) { return b; },
                        [](double d) { return d < 0 || d > 0; },
                        [](const xmlrpc::date_time&) { return true; },
                        [](const auto& sequence) { return !sequence.empty(); },
                    },
                    params[i].data);
}

std::span<const method_row> method_table() {
  return rows::all;
}

const method_row* find_method(std::string_view name) {
  const auto found =
      std::lower_bound(rows::all.begin(), rows::all.end(), name,
                       [](const method_row& row, std::string_view n) { return row.name < n; });
  return found != rows::all.end() && found->name == name ? &*found : nullptr;
}

bool offered(const method_row& row, const rpc_world& world) {
  return world.supervisor_namespace || !row.name.starts_with(supervisor_prefix);
}

void dispatch(xmlrpc::call call, rpc_world world, answer<rpc_result> done) {
  const auto* row = find_method(call.method);
  if (row == nullptr || !offered(*row, world)) {
    done(fault{fault_code::unknown_method, {}});
    return;
  }
  if (const auto refused = refusal(*row, world, call.params); refused != fault_code::success) {
    done(fault{refused, {}});
    return;
  }
  row->run({std::move(call.params), std::move(world), std::move(done)});
}

std::string help_of(const method_row& row) {
  std::string text{row.help};
  text += "\n\n";
  for (const auto& p : row.params)
    text.append("@param ").append(p.type).append(" ").append(p.name).append(" ").append(p.help) +=
        "\n";
  return text.append("@return ").append(row.result) += "\n";
}

std::string method_reference() {
  std::string page =
      "# XML-RPC methods\n\n"
      "Generated from `gateway/method_rows.hpp`. POST to `/RPC2`; faults and structs are "
      "Supervisor's.\n\n"
      "| method | result | meaning |\n|---|---|---|\n";
  for (const auto& row : method_table())
    page.append("| `")
        .append(row.name.substr(0, row.name.find('.') + 1))
        .append(form_of(row))
        .append("` | ")
        .append(row.result)
        .append(" | ")
        .append(row.help) += " |\n";
  return page;
}

}  // namespace actord::gateway
