// The way of bytes through the desk: from a child's pipe, or from the daemon itself, to syslog, to
// the daemon's log and to the log's target.
#include <string>
#include <utility>

#include "core/own_lines.hpp"
#include "io/log_desk.hpp"

namespace actord::io {

void log_desk::consume(child_pipe& from, std::string_view bytes, bool at_end) {
  if (from.stripper) {
    stripped_.clear();
    from.stripper->strip(bytes, stripped_);
    if (at_end) from.stripper->finish(stripped_);
    bytes = stripped_;
  }
  to_syslog(from, bytes, at_end);
  if (options_.show_output && !bytes.empty())
    if (auto text = shown_.shorten(bytes, world_.now))
      world_.notices(core::from_host::output_seen{from.key, from.stream, std::move(*text)});
  to_log(from, bytes, at_end);
}

void log_desk::to_syslog(child_pipe& from, std::string_view bytes, bool at_end) {
  if (!from.syslog_lines) return;
  const auto send = [&](std::string_view line) {
    syslog_.send(from.name + " " + std::string{line}, from.syslog_as);
  };
  from.syslog_lines->feed(bytes, send);
  if (at_end) from.syslog_lines->finish(send);
}

void log_desk::to_log(child_pipe& from, std::string_view bytes, bool at_end) {
  auto* const log = from.log.target();
  if (log == nullptr) return;
  if (from.dresser) {
    const auto time = from.dresser->wants_time() ? time_text() : std::string{};
    dressed_.clear();
    from.dresser->feed(bytes, time, dressed_);
    if (at_end) from.dresser->finish(time, dressed_);
    bytes = dressed_;
  }
  if (from.gap) {
    const auto& left_out = from.gap->left_out;
    const bool over = left_out.may_end(world_.now) && !log->congested();
    if (over || (at_end && left_out.active())) say_left_out(from);
    if (log->congested()) return leave_out(from, bytes.size());
    if (!bytes.empty()) from.gap->at_line_start = bytes.back() == '\n';
  }
  log->write(bytes);
}

void log_desk::leave_out(child_pipe& from, std::size_t bytes) {
  if (bytes == 0) return;
  from.gap->left_out.lose(bytes);
  if (from.gap->left_out.overflow(world_.now))
    world_.trouble(core::log_level::warn, "log '" + from.log.target()->path() +
                                              "' is too slow for '" + from.name +
                                              "'; output is left out (log_overflow=drop)");
}

// In the daemon's log, and where the output is missing.
void log_desk::say_left_out(child_pipe& from) {
  auto* const log = from.log.target();
  const auto count = std::to_string(from.gap->left_out.end());
  world_.trouble(core::log_level::warn, "log '" + log->path() + "' takes output of '" + from.name +
                                            "' again; " + count + " bytes were left out");
  const auto line = "[actord] " + count + " bytes of '" + from.name +
                    "' are missing before this line: the log was too slow";
  std::string text = from.gap->at_line_start ? "" : "\n";
  if (from.dresser)
    from.dresser->add_line(line, time_text(), text);
  else
    text += line + "\n";
  log->write(text);
  from.gap->at_line_start = true;
}

void log_desk::append(core::log_address log, std::string_view bytes) {
  if (log.key.value == 0) {
    const auto send = [this](std::string_view line) {
      auto as = main_syslog_as_;
      if (const auto level = core::level_of_line(line))
        main_syslog_level_ = core::syslog_level_of(*level);
      if (as.level == core::syslog_label::own_level) as.level = main_syslog_level_;
      syslog_.send(line, as);
    };
    if (main_syslog_lines_) main_syslog_lines_->feed(bytes, send);
    if (echo_) echo_->write(bytes);
    if (main_) main_->write(bytes);
    return;
  }
  const auto target = find(log);
  if (!target) return;
  const bool held = target->hold() == 0;
  target->write(bytes);
  if (held) target->release();
}

std::string log_desk::time_text() const {
  const auto now = world_.wall_now();
  return core::iso_time(now, utc_offset_at(now));
}

}  // namespace actord::io
