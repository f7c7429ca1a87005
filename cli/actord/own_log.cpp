#include "cli/actord/own_log.hpp"

#include <spdlog/logger.h>
#include <spdlog/pattern_formatter.h>
#include <spdlog/sinks/base_sink.h>
#include <unistd.h>

#include <chrono>
#include <cstdint>
#include <ctime>
#include <mutex>
#include <utility>

#include "core/own_lines.hpp"

namespace actord::cli {

namespace {

// Lines kept while there is no writer; a daemon that talks more than this before it is up drops
// the rest.
constexpr std::size_t max_kept_bytes = 1u << 20u;

// spdlog has one level less than Supervisor: trace and blather share one, and the source line
// carries which of ours it is.
spdlog::level::level_enum spdlog_level(core::log_level level) {
  switch (level) {
    case core::log_level::critical:
      return spdlog::level::critical;
    case core::log_level::error:
      return spdlog::level::err;
    case core::log_level::warn:
      return spdlog::level::warn;
    case core::log_level::info:
      return spdlog::level::info;
    case core::log_level::debug:
      return spdlog::level::debug;
    case core::log_level::trace:
    case core::log_level::blather:
      return spdlog::level::trace;
  }
  return spdlog::level::info;
}

core::log_level level_of(const spdlog::details::log_msg& msg) {
  return static_cast<core::log_level>(msg.source.line - 1);
}

class four_letters final : public spdlog::custom_flag_formatter {
 public:
  void format(const spdlog::details::log_msg& msg, const std::tm&,
              spdlog::memory_buf_t& out) override {
    const auto name = core::level_letters.at(static_cast<std::size_t>(level_of(msg)));
    out.append(name.data(), name.data() + name.size());
  }
  std::unique_ptr<custom_flag_formatter> clone() const override {
    return std::make_unique<four_letters>();
  }
};

std::unique_ptr<spdlog::formatter> text_form() {
  auto form = std::make_unique<spdlog::pattern_formatter>();
  form->add_flag<four_letters>('*').set_pattern("%Y-%m-%d %H:%M:%S,%e %* %v");
  return form;
}

class json_form final : public spdlog::formatter {
 public:
  void format(const spdlog::details::log_msg& msg, spdlog::memory_buf_t& out) override {
    const auto seconds = spdlog::log_clock::to_time_t(msg.time);
    std::tm local{};
    (void)::localtime_r(&seconds, &local);  // else UTC
    const auto line =
        core::json_line({level_of(msg),
                         static_cast<std::int32_t>(::getpid()),
                         {msg.payload.data(), msg.payload.size()}},
                        core::iso_time(msg.time, std::chrono::seconds{local.tm_gmtoff}));
    out.append(line.data(), line.data() + line.size());
  }
  std::unique_ptr<spdlog::formatter> clone() const override {
    return std::make_unique<json_form>();
  }
};

}  // namespace

class daemon_log::sink final : public spdlog::sinks::base_sink<std::mutex> {
 public:
  void connect(line_writer writer) {
    const std::lock_guard lock{mutex_};
    writer_ = std::move(writer);
    if (writer_ && !kept_.empty()) writer_(std::exchange(kept_, {}));
  }

 protected:
  void sink_it_(const spdlog::details::log_msg& msg) override {
    spdlog::memory_buf_t text;
    formatter_->format(msg, text);
    std::string line{text.data(), text.size()};
    if (writer_)
      writer_(std::move(line));
    else if (kept_.size() + line.size() <= max_kept_bytes)
      kept_ += line;
  }
  void flush_() override {}

 private:
  line_writer writer_;
  std::string kept_;
};

daemon_log::daemon_log(core::log_level shown)
    : sink_{std::make_shared<sink>()},
      logger_{std::make_unique<spdlog::logger>("actord", sink_)},
      shown_{shown} {
  form(core::log_format::text);
  show(shown);
}

daemon_log::~daemon_log() = default;

bool daemon_log::shows(core::log_level level) const {
  return level <= shown_;
}

void daemon_log::write(core::log_level level, std::string_view text) {
  if (!shows(level)) return;
  const spdlog::source_loc where{"", static_cast<int>(level) + 1, ""};
  logger_->log(where, spdlog_level(level), spdlog::string_view_t{text.data(), text.size()});
}

void daemon_log::connect(line_writer writer) {
  sink_->connect(std::move(writer));
}
void daemon_log::disconnect() {
  sink_->connect({});
}

void daemon_log::show(core::log_level level) {
  shown_ = level;
  logger_->set_level(spdlog_level(level));
}

void daemon_log::form(core::log_format form) {
  sink_->set_formatter(form == core::log_format::json ? std::make_unique<json_form>()
                                                      : text_form());
}

}  // namespace actord::cli
