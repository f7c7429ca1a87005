#include "gateway/rpc_endpoint.hpp"

#include <string>
#include <utility>

#include "core/python_repr.hpp"
#include "gateway/xmlrpc_reader.hpp"
#include "gateway/xmlrpc_writer.hpp"

namespace actord::gateway {
namespace {

// Of a request that cannot be read, this much goes to the log.
constexpr std::size_t most_quoted = 500;

using core::log_level;

class tracer {
 public:
  tracer(core::own_log* log, std::string method)
      : log_{log != nullptr && log->shows(log_level::trace) ? log : nullptr},
        method_{std::move(method)} {}

  void called() const { say("called: " + method_ + "()"); }
  void returned(const rpc_result& result) const {
    if (result)
      say(method_ + "() returned successfully");
    else
      say(method_ + "() returned fault: [" +
          std::to_string(core::row_of(result.reason().code).number) + "] " +
          core::text_of(result.reason()));
  }

 private:
  void say(const std::string& what) const {
    if (log_ != nullptr) log_->write(log_level::trace, "XML-RPC method " + what);
  }

  core::own_log* log_;
  std::string method_;
};

void complain(core::own_log* log, const std::string& body, xmlrpc::read_problem problem) {
  if (log == nullptr) return;
  log->write(log_level::error, "XML-RPC request data " +
                                   core::python_repr(body.substr(0, most_quoted)) +
                                   " is invalid: " + std::string{xmlrpc::text_of(problem)});
}

http_reply as_reply(const rpc_result& result) {
  return page_reply("text/xml", result ? xmlrpc::response_with(result.value())
                                       : xmlrpc::response_with(result.reason()));
}

}  // namespace

void serve_rpc(const site_world& world, http_request request, responder_ptr client) {
  if (request.method != "POST") {
    send_to(client, error_reply(400));
    return;
  }
  if (!request.has_length) {
    send_to(client, error_reply(411));
    return;
  }
  auto call = xmlrpc::read_call(request.body);
  if (!call) {
    complain(world.log, request.body, call.reason());
    send_to(client, error_reply(400));
    return;
  }
  const tracer trace{world.log, call->method};
  trace.called();
  dispatch(std::move(call).value(), world.rpc, [trace, client](const rpc_result& result) {
    trace.returned(result);
    send_to(client, as_reply(result));
  });
}

}  // namespace actord::gateway
