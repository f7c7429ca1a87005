#include <optional>
#include <utility>

#include "gateway/log_reading.hpp"
#include "gateway/methods.hpp"
#include "gateway/names.hpp"

namespace actord::gateway::methods {

using xmlrpc::value;

namespace {

// The log that the first parameter names; the fault is sent if it names none.
std::optional<core::log_name> log_named(const invocation& call, bool stderr_stream) {
  const auto whom = target_named(call.text(0));
  if (whom.kind == core::target_kind::process && !whom.group.empty())
    return core::log_name{whom.group, whom.process, stderr_stream};
  call.done(core::fault{core::fault_code::bad_name, call.text(0)});
  return std::nullopt;
}

core::fault with_name(core::fault f, const std::string& given) {
  if (f.code == core::fault_code::bad_name) f.detail = given;
  return f;
}

void read_named(invocation call, bool stderr_stream) {
  const auto log = log_named(call, stderr_stream);
  if (!log) return;
  read_log(call.world.daemon, {*log, call.number(1), call.number(2)},
           [given = call.text(0), done = call.done](core::result<std::string> bytes) {
             if (bytes)
               done(value{std::move(bytes).value()});
             else
               done(with_name(bytes.reason(), given));
           });
}

void tail_named(invocation call, bool stderr_stream) {
  const auto log = log_named(call, stderr_stream);
  if (!log) return;
  tail_log(call.world.daemon, {*log, call.number(1), call.number(2)},
           [given = call.text(0), done = call.done](core::result<log_tail> tail) {
             if (!tail) {
               done(with_name(tail.reason(), given));
               return;
             }
             auto [bytes, offset, overflow] = std::move(tail).value();
             done(value{xmlrpc::array{std::move(bytes), offset, overflow}});
           });
}

}  // namespace

void read_main_log(invocation call) {
  read_log(call.world.daemon, {{}, call.number(0), call.number(1)},
           [done = std::move(call.done)](core::result<std::string> bytes) {
             if (bytes)
               done(value{std::move(bytes).value()});
             else
               done(bytes.reason());
           });
}

void clear_main_log(invocation call) {
  call.world.daemon->clear_main_log(as_true(std::move(call.done)));
}

void read_stdout(invocation call) {
  read_named(std::move(call), false);
}

void read_stderr(invocation call) {
  read_named(std::move(call), true);
}

void tail_stdout(invocation call) {
  tail_named(std::move(call), false);
}

void tail_stderr(invocation call) {
  tail_named(std::move(call), true);
}

}  // namespace actord::gateway::methods
