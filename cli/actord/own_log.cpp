#include "cli/actord/own_log.hpp"

#include <spdlog/logger.h>
#include <spdlog/pattern_formatter.h>
#include <spdlog/sinks/base_sink.h>

#include <array>
#include <atomic>
#include <mutex>
#include <utility>

namespace actord::cli {

namespace {

// Lines kept while there is no writer; a daemon that talks more than this before it is up drops
// the rest.
constexpr std::size_t max_kept_bytes = 1u << 20u;

constexpr std::array<std::string_view, 7> level_names{"CRIT", "ERRO", "WARN", "INFO",
                                                      "DEBG", "TRAC", "BLAT"};

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

class four_letters final : public spdlog::custom_flag_formatter {
 public:
  void format(const spdlog::details::log_msg& msg, const std::tm&,
              spdlog::memory_buf_t& out) override {
    const auto name = level_names.at(static_cast<std::size_t>(msg.source.line - 1));
    out.append(name.data(), name.data() + name.size());
  }
  std::unique_ptr<custom_flag_formatter> clone() const override {
    return std::make_unique<four_letters>();
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
  auto formatter = std::make_unique<spdlog::pattern_formatter>();
  formatter->add_flag<four_letters>('*').set_pattern("%Y-%m-%d %H:%M:%S,%e %* %v");
  sink_->set_formatter(std::move(formatter));
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

}  // namespace actord::cli
