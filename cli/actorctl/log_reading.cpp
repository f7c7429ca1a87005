#include "cli/actorctl/log_reading.hpp"

#include <algorithm>
#include <charconv>
#include <limits>

#include "cli/actorctl/complaints.hpp"
#include "core/log_window.hpp"

namespace actord::cli {

namespace {

constexpr std::uint64_t follow_back = 1024;  // bytes shown before what is new

void print_bytes(call& c, const std::string& bytes) {
  c.here.out.write(bytes.data(), static_cast<std::streamsize>(bytes.size()));
}

constexpr std::string_view follow_banner = "==> Press Ctrl-C to exit <==\n";

void say_unreadable(call& c, std::string_view path) {
  c.here.err << c.here.server_url << path << " Cannot read, status code 404\n";
}

// The connection is gone. ^C is how one ends it, and a daemon that ended says nothing more.
void say_why_it_ended(call& c, std::string_view path, const link_error& reason) {
  if (reason.what == link_error::kind::interrupted)
    c.here.out << '\n';
  else if (reason.what != link_error::kind::lost)
    c.here.err << c.here.server_url << path << " Cannot connect, error: " << text_of(reason)
               << '\n';
}

}  // namespace

std::optional<std::int64_t> offset_of(std::string_view modifier) {
  if (!modifier.starts_with('-')) return std::nullopt;
  auto digits = modifier.substr(1);
  const bool doubled = digits.starts_with('-');
  if (doubled || digits.starts_with('+')) digits.remove_prefix(1);
  std::int64_t value = 0;
  const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), value);
  if (digits.empty() || digits.front() == '-' || end != digits.data() + digits.size())
    return std::nullopt;
  if (error == std::errc::result_out_of_range) value = std::numeric_limits<std::int64_t>::max();
  return doubled ? value : -value;
}

read_outcome print_log(call& c, const core::log_name& log, std::int64_t offset) {
  const auto first = c.here.daemon.ask(core::read_log_request{log, offset, 0});
  if (!first) return {{}, {}, complain(c, first.reason())};
  if (first->problem != core::fault_code::success) return {first->problem, first->detail, {}};
  print_bytes(c, first->bytes);

  // The size of the log at the first reply is where we end, however fast it grows meanwhile.
  const auto window = core::read_window(offset, 0, first->offset).value();
  const auto end = window.start + window.length;
  auto next = window.start + first->bytes.size();
  while (next < end) {
    const auto length = std::min<std::uint64_t>(end - next, core::max_log_slice);
    const auto reply = c.here.daemon.ask(core::read_log_request{
        log, static_cast<std::int64_t>(next), static_cast<std::int64_t>(length)});
    if (!reply) return {{}, {}, complain(c, reply.reason())};
    if (reply->bytes.empty()) break;  // it was cleared while we read it
    print_bytes(c, reply->bytes);
    next += reply->bytes.size();
  }
  return {};
}

exit_code refuse_to_follow(call& c, std::string_view path) {
  c.here.out << follow_banner << std::flush;
  say_unreadable(c, path);
  return exit_code::success;
}

exit_code follow_log(call& c, const core::log_name& log, std::string_view path) {
  c.here.out << follow_banner << std::flush;
  core::follow_log_request question{log, false, follow_back, 0, 0};
  while (true) {
    const auto reply = c.here.daemon.ask(question);
    if (!reply) {
      say_why_it_ended(c, path, reply.reason());
      return exit_code::success;
    }
    if (reply->problem != core::fault_code::success) {
      if (reply->problem != core::fault_code::shutdown_state) say_unreadable(c, path);
      return exit_code::success;
    }
    if (reply->truncated) c.here.out << "==> File truncated <==\n";
    print_bytes(c, reply->bytes);
    c.here.out.flush();
    question = {log, true, 0, reply->generation, reply->offset};
  }
}

}  // namespace actord::cli
