#include "gateway/log_stream.hpp"

#include <ctime>
#include <limits>
#include <memory>
#include <optional>
#include <string>
#include <utility>

#include "gateway/names.hpp"

namespace actord::gateway {
namespace {

constexpr std::uint64_t bytes_before = 1024;  // of what is there already
constexpr std::string_view truncated_mark = "==> File truncated <==\n";

// Pumps from the backend's long polls to one client. Held by whichever of the two it waits for.
class pump : public std::enable_shared_from_this<pump> {
 public:
  pump(std::shared_ptr<backend> daemon, core::log_name log, responder_ptr client)
      : daemon_{std::move(daemon)}, client_{std::move(client)} {
    next_.log = std::move(log);
    next_.back = bytes_before;
  }

  void go_on() {
    if (client_.expired()) return;
    daemon_->follow_log(
        next_, [self = shared_from_this()](const core::log_reply& reply) { self->take(reply); });
  }

 private:
  void take(const core::log_reply& reply) {
    const auto client = client_.lock();
    if (!client) return;
    if (reply.problem != core::fault_code::success) {
      client->finish();
      return;
    }
    next_.from_cursor = true;
    next_.generation = reply.generation;
    next_.offset = reply.offset;
    auto bytes = (reply.truncated ? std::string{truncated_mark} : std::string{}) + reply.bytes;
    if (bytes.empty())
      go_on();
    else
      client->push(std::move(bytes), [self = shared_from_this()] { self->go_on(); });
  }

  std::shared_ptr<backend> daemon_;
  core::follow_log_request next_;
  responder_ptr client_;
};

http_reply stream_head(header_list more) {
  http_reply reply;
  reply.headers = {{"Last-Modified", http_date(std::time(nullptr))},
                   {"Content-Type", "text/plain;charset=utf-8"}};
  for (auto& header : more)
    reply.headers.push_back(std::move(header));
  return reply;
}

// First a look whether there is such a log: then it is too late for a 404.
void stream(const site_world& world, core::log_name log, responder_ptr client, header_list more) {
  const core::read_log_request look{log, std::numeric_limits<std::int64_t>::max(), 1};
  auto flow = std::make_shared<pump>(world.rpc.daemon, std::move(log), client);
  world.rpc.daemon->read_log(
      look, [flow = std::move(flow), client, more = std::move(more)](const core::log_reply& reply) {
        const auto there = client.lock();
        if (!there) return;
        if (reply.problem != core::fault_code::success)
          there->send(error_reply(404));
        else
          there->begin(stream_head(more), [flow] { flow->go_on(); });
      });
}

// "/logtail/NAME[/CHANNEL]"
std::optional<core::log_name> log_at(std::string_view path) {
  path.remove_prefix(std::min(path.find('/', 1), path.size()));
  if (path.size() < 2) return std::nullopt;
  path.remove_prefix(1);
  const auto slash = std::min(path.find('/'), path.size());
  const auto channel = path.substr(slash);
  if (!channel.empty() && channel != "/stdout" && channel != "/stderr") return std::nullopt;
  const auto whom = target_named(path.substr(0, slash));
  if (whom.kind != core::target_kind::process || whom.group.empty()) return std::nullopt;
  return core::log_name{whom.group, whom.process, channel == "/stderr"};
}

}  // namespace

void stream_process_log(const site_world& world, http_request request, responder_ptr client) {
  if (request.method != "GET") {
    send_to(client, error_reply(400));
    return;
  }
  const auto log = log_at(request.path);
  if (!log)
    send_to(client, error_reply(404));
  else
    stream(world, *log, std::move(client), {{"X-Accel-Buffering", "no"}});
}

void stream_main_log(const site_world& world, http_request request, responder_ptr client) {
  if (request.method != "GET")
    send_to(client, error_reply(400));
  else
    stream(world, {}, std::move(client), {});
}

}  // namespace actord::gateway
