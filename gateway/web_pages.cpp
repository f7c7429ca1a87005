#include "gateway/web_pages.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <ctime>
#include <string>
#include <utility>

#include "gateway/log_reading.hpp"
#include "gateway/names.hpp"
#include "gateway/web_html.hpp"

namespace actord::gateway {
namespace {

using core::fault;
using core::fault_code;
using xmlrpc::value;

constexpr std::int64_t usual_tail = 1024;  // bytes

// What a finished action has to say; the page shows it after the redirect.
using said = std::function<void(std::string message)>;

struct action_context {
  rpc_world rpc;
  std::string process;  // as the form names it; empty = all
  said done;
};

// Python's time.ctime().
std::string local_time() {
  const auto now = std::time(nullptr);
  std::tm local{};
  (void)localtime_r(&now, &local);
  std::array<char, 64> text{};
  return {text.data(), std::strftime(text.data(), text.size(), "%a %b %e %H:%M:%S %Y", &local)};
}

std::string unexpected(const fault& f) {
  return "ERROR: unexpected rpc fault [" + std::to_string(core::row_of(f.code).number) + "] " +
         core::text_of(f);
}

std::string trouble_text(const std::string& process, const fault& f) {
  const auto about = [&](const char* what) { return "ERROR: Process " + process + ": " + what; };
  switch (f.code) {
    case fault_code::bad_name:
      return "No such process named " + process;
    case fault_code::no_file:
      return about("no such file");
    case fault_code::not_executable:
      return about("file not executable");
    case fault_code::already_started:
      return about("already started");
    case fault_code::spawn_error:
      return about("spawn error");
    case fault_code::abnormal_termination:
      return about("abnormal termination");
    default:
      return unexpected(f);
  }
}

// Calls a method on the process; `success` is the message when it went well.
void call_for(const action_context& at, const char* method, std::string success) {
  dispatch({method, {at.process}}, at.rpc,
           [process = at.process, done = at.done, success = std::move(success)](rpc_result r) {
             done(r ? success : trouble_text(process, r.reason()));
           });
}

void refresh(action_context at) {
  at.done("Page refreshed at " + local_time());
}

void stop_all(action_context at) {
  dispatch({"supervisor.stopAllProcesses", {}}, at.rpc, [done = at.done](const rpc_result& r) {
    done(r ? "All stopped at " + local_time() : unexpected(r.reason()));
  });
}

void restart_all(action_context at) {
  dispatch({"supervisor.stopAllProcesses", {}}, at.rpc, [at](const rpc_result&) {
    dispatch({"supervisor.startAllProcesses", {}}, at.rpc, [done = at.done](const rpc_result& r) {
      done(r ? "All restarted at " + local_time() : unexpected(r.reason()));
    });
  });
}

void start(action_context at) {
  call_for(at, "supervisor.startProcess", "Process " + at.process + " started");
}

void stop(action_context at) {
  call_for(at, "supervisor.stopProcess", "Process " + at.process + " stopped");
}

void clear_log(action_context at) {
  call_for(at, "supervisor.clearProcessLogs", "Log for " + at.process + " cleared");
}

// A process that was not running is only started.
void restart(action_context at) {
  dispatch({"supervisor.stopProcess", {at.process}}, at.rpc, [at](const rpc_result&) {
    call_for(at, "supervisor.startProcess", "Process " + at.process + " restarted");
  });
}

struct action_row {
  std::string_view name;
  bool of_process;  // else of everything
  bool changes;
  void (*run)(action_context at);
};
constexpr std::array<action_row, 7> actions{{
    {"refresh", false, false, refresh},
    {"restartall", false, true, restart_all},
    {"stopall", false, true, stop_all},
    {"start", true, true, start},
    {"stop", true, true, stop},
    {"restart", true, true, restart},
    {"clearlog", true, true, clear_log},
}};

const action_row* find_action(std::string_view name, bool of_process) {
  const auto* row = std::find_if(actions.begin(), actions.end(), [&](const action_row& r) {
    return r.name == name && (r.of_process == of_process || !r.changes);
  });
  return row == actions.end() ? nullptr : row;
}

// Pages need the methods whether or not XML-RPC clients may have them.
rpc_world own_world(const site_world& world) {
  return {world.rpc.daemon, true};
}

void show_status(const site_world& world, const http_request& request, responder_ptr client) {
  html::status_page page;
  page.identifier = world.rpc.daemon->who().identifier;
  page.version = world.rpc.daemon->who().version;
  page.message = field_of(request.query, "message");
  world.rpc.daemon->status({}, [page = std::move(page), client](core::status_reply reply) mutable {
    page.processes = std::move(reply.processes);
    if (reply.problem != fault_code::success)
      page.message = core::text_of({reply.problem, std::move(reply.detail)});
    send_to(client, html_reply(html::render(page)));
  });
}

http_reply see(const std::string& message, bool posted) {
  auto reply = moved_reply("./?message=" + percent_encoded(message));
  if (posted) return see_other(std::move(reply));
  return reply;
}

void run_action(const site_world& world, const http_request& request, const std::string& form,
                responder_ptr client) {
  const auto name = field_of(form, "action");
  const auto process = field_of(form, "processname");
  const auto* row = find_action(name, !process.empty());
  const bool posted = request.method == "POST";
  if (row == nullptr) {
    send_to(client, error_reply(400));
  } else if (row->changes && !posted) {
    send_to(client, html_reply(html::confirmation(process, name)));
  } else if (row->changes && !same_origin(request)) {
    send_to(client, error_reply(403));
  } else {
    row->run({own_world(world), process,
              [client, posted](const std::string& m) { send_to(client, see(m, posted)); }});
  }
}

std::string host_of(std::string_view url) {
  const auto scheme = url.find("://");
  if (scheme == std::string_view::npos) return {};
  url.remove_prefix(scheme + 3);
  return std::string{url.substr(0, url.find_first_of("/?#"))};
}

}  // namespace

bool same_origin(const http_request& request) {
  const auto site = request.header("sec-fetch-site");
  if (!site.empty()) return site == "same-origin" || site == "none";
  auto from = request.header("origin");
  if (from.empty()) from = request.header("referer");
  if (from.empty()) return true;
  const auto host = host_of(from);
  return !host.empty() &&
         (host == request.header("host") || host == request.header("x-forwarded-host"));
}

void serve_status_page(const site_world& world, http_request request, responder_ptr client) {
  const bool posted = request.method == "POST";
  if (!posted && request.method != "GET" && request.method != "HEAD") {
    send_to(client, error_reply(400));
    return;
  }
  const auto& form = posted && has_field(request.body, "action") ? request.body : request.query;
  if (has_field(form, "action"))
    run_action(world, request, form, std::move(client));
  else
    show_status(world, request, std::move(client));
}

void serve_tail_page(const site_world& world, http_request request, responder_ptr client) {
  html::tail_page page;
  page.process = field_of(request.query, "processname");
  page.limit = usual_tail;
  const auto limit = field_of(request.query, "limit");
  if (std::int64_t wanted = 0;
      std::from_chars(limit.data(), limit.data() + limit.size(), wanted).ec == std::errc{} &&
      wanted > 0)
    page.limit = wanted;
  if (page.process.empty()) {
    page.text = "No process name found";
    send_to(client, html_reply(html::render(page)));
    return;
  }
  xmlrpc::call call{"supervisor.readProcessStdoutLog", {page.process, -page.limit, 0}};
  dispatch(std::move(call), own_world(world), [page, client](rpc_result result) mutable {
    if (result)
      page.text = std::move(std::get<std::string>(result.value().data));
    else if (result.reason().code == fault_code::no_file)
      page.text = "No file for " + page.process;
    else
      page.text = unexpected(result.reason());
    send_to(client, html_reply(html::render(page)));
  });
}

void serve_stylesheet(const site_world&, http_request, responder_ptr client) {
  send_to(client, page_reply("text/css", std::string{html::stylesheet},
                             {{"Cache-Control", "max-age=3600"}}));
}

}  // namespace actord::gateway
