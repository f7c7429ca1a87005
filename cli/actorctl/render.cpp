#include "cli/actorctl/render.hpp"

#include <algorithm>

#include "cli/actorctl/names.hpp"
#include "core/json_text.hpp"
#include "core/proc_state.hpp"

namespace actord::cli {

namespace {

// The members of a JSON object, in the order in which they are added.
class json_object {
 public:
  json_object& text(std::string_view name, std::string_view value) {
    begin(name);
    core::append_json_string(text_, value);
    return *this;
  }
  json_object& number(std::string_view name, std::int64_t value) {
    begin(name);
    text_ += std::to_string(value);
    return *this;
  }
  std::string closed() const { return text_ + '}'; }

 private:
  void begin(std::string_view name) {
    if (text_.size() > 1) text_ += ", ";
    core::append_json_string(text_, name);
    text_ += ": ";
  }
  std::string text_{"{"};
};

std::string as_json(const core::process_info& process) {
  return json_object{}
      .text("name", namespec(process.group, process.name))
      .text("group", process.group)
      .text("process", process.name)
      .text("state", core::name_of(process.state))
      .number("statecode", core::row_of(process.state).number)
      .number("pid", process.pid)
      .number("uptime", process.uptime)
      .number("start", process.start)
      .number("stop", process.stop)
      .number("now", process.now)
      .number("exitstatus", process.exitstatus)
      .text("spawnerr", process.spawnerr)
      .text("description", process.description)
      .text("stdout_logfile", process.stdout_logfile)
      .text("stderr_logfile", process.stderr_logfile)
      .closed();
}

constexpr std::size_t least_name_width = 30;
constexpr std::size_t state_width = 10;

// Characters, not bytes: a UTF-8 name takes as many columns as it has code points.
std::size_t width_of(std::string_view text) {
  const auto begins_character = [](char c) {
    return (static_cast<unsigned char>(c) & 0xc0) != 0x80;
  };
  return static_cast<std::size_t>(std::count_if(text.begin(), text.end(), begins_character));
}

struct grid {
  std::size_t rows{1};
  std::vector<std::size_t> widths;  // of the columns

  std::size_t total() const {
    std::size_t sum = widths.empty() ? 0 : 2 * (widths.size() - 1);
    for (const auto width : widths)
      sum += width;
    return sum;
  }
};

grid laid_out(const std::vector<std::string>& words, std::size_t rows) {
  grid result{rows, {}};
  for (std::size_t first = 0; first < words.size(); first += rows) {
    std::size_t width = 0;
    for (std::size_t i = first; i < std::min(first + rows, words.size()); ++i)
      width = std::max(width, width_of(words[i]));
    result.widths.push_back(width);
  }
  return result;
}

grid fitting_grid(const std::vector<std::string>& words, std::size_t width) {
  for (std::size_t rows = 1; rows < words.size(); ++rows) {
    auto candidate = laid_out(words, rows);
    if (candidate.total() <= width) return candidate;
  }
  return laid_out(words, words.size());
}

}  // namespace

std::string padded(std::string_view text, std::size_t width) {
  std::string result{text};
  const auto taken = width_of(text);
  if (taken < width) result.append(width - taken, ' ');
  return result;
}

void render_status(std::ostream& out, const std::vector<core::process_info>& processes) {
  std::size_t width = least_name_width;
  for (const auto& process : processes)
    width = std::max(width, width_of(namespec(process.group, process.name)));
  for (const auto& process : processes)
    out << padded(namespec(process.group, process.name), width + 3)
        << padded(core::name_of(process.state), state_width) << process.description << '\n';
}

void render_status_json(std::ostream& out, const std::vector<core::process_info>& processes) {
  std::string_view before = "[";
  for (const auto& process : processes) {
    out << before << "\n  " << as_json(process);
    before = ",";
  }
  out << (processes.empty() ? "[]\n" : "\n]\n");
}

void render_transition_json(std::ostream& out, const core::transition_info& what) {
  out << json_object{}
             .text("name", namespec(what.group, what.name))
             .text("group", what.group)
             .text("process", what.name)
             .text("from", core::name_of(what.from))
             .text("to", core::name_of(what.to))
             .number("time_ms", what.at)
             .number("run", static_cast<std::int64_t>(what.run))
             .number("pid", what.pid)
             .text("cause", what.cause)
             .closed()
      << '\n';
}

void render_config(std::ostream& out, const core::config_info& process) {
  out << padded(namespec(process.group, process.name), 32) << ' '
      << padded(process.in_use ? "in use" : "avail", 9) << ' '
      << padded(process.autostart ? "auto" : "manual", 9) << ' ' << process.group_priority << ':'
      << process.process_priority << '\n';
}

void render_columns(std::ostream& out, const std::vector<std::string>& words, std::size_t width) {
  if (words.empty()) return;
  const auto shape = fitting_grid(words, width);
  for (std::size_t row = 0; row < shape.rows; ++row) {
    std::string line;
    for (std::size_t column = 0; column < shape.widths.size(); ++column) {
      const auto index = column * shape.rows + row;
      if (index >= words.size()) break;
      if (column != 0) line += "  ";
      line += padded(words[index], shape.widths[column]);
    }
    out << line << '\n';
  }
}

}  // namespace actord::cli
