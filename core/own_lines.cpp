#include "core/own_lines.hpp"

#include <algorithm>
#include <cstddef>
#include <cstdio>

#include "core/json_text.hpp"

namespace actord::core {

namespace {

// "2026-11-21 18:36:53,123 INFO ...": where the level stands.
constexpr std::size_t letters_at = 24;
constexpr std::string_view level_key = ",\"level\":\"";
constexpr std::string_view json_begin = "{\"time\":\"";

std::optional<log_level> level_named(std::string_view name,
                                     const std::array<std::string_view, 7>& names) {
  const auto* const found = std::find(names.begin(), names.end(), name);
  if (found == names.end()) return std::nullopt;
  return static_cast<log_level>(found - names.begin());
}

}  // namespace

std::string iso_time(wall_time at, std::chrono::seconds utc_offset) {
  using namespace std::chrono;
  const auto local = floor<milliseconds>(at + utc_offset);
  const auto day = floor<days>(local);
  const year_month_day date{day};
  const hh_mm_ss time{local - day};
  const auto ahead = duration_cast<minutes>(abs(utc_offset)).count();
  std::array<char, 64> text{};
  const int length = std::snprintf(
      text.data(), text.size(), "%04d-%02u-%02uT%02d:%02d:%02d.%03d%c%02d:%02d",
      static_cast<int>(date.year()), static_cast<unsigned>(date.month()),
      static_cast<unsigned>(date.day()), static_cast<int>(time.hours().count()),
      static_cast<int>(time.minutes().count()), static_cast<int>(time.seconds().count()),
      static_cast<int>(time.subseconds().count()), utc_offset < seconds{0} ? '-' : '+',
      static_cast<int>(ahead / 60), static_cast<int>(ahead % 60));
  return {text.data(), static_cast<std::size_t>(std::max(length, 0))};
}

std::string json_line(const own_line& line, std::string_view time) {
  std::string out{json_begin};
  out.append(time).append("\"").append(level_key).append(
      level_words[static_cast<std::size_t>(line.level)]);
  out.append("\",\"program\":\"actord\",\"pid\":").append(std::to_string(line.pid));
  out.append(",\"message\":");
  append_json_string(out, line.text);
  return out.append("}\n");
}

std::optional<log_level> level_of_line(std::string_view line) {
  if (line.starts_with(json_begin)) {
    const auto begin = line.find(level_key);
    if (begin == line.npos) return std::nullopt;
    const auto word = line.substr(begin + level_key.size());
    return level_named(word.substr(0, word.find('"')), level_words);
  }
  if (line.size() < letters_at + 5 || line[letters_at - 1] != ' ' || line[letters_at + 4] != ' ')
    return std::nullopt;
  return level_named(line.substr(letters_at, 4), level_letters);
}

int syslog_level_of(log_level level) {
  switch (level) {
    case log_level::critical:
      return 2;
    case log_level::error:
      return 3;
    case log_level::warn:
      return 4;
    case log_level::info:
      return 6;
    default:
      return 7;
  }
}

}  // namespace actord::core
