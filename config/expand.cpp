#include "config/expand.hpp"

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <cstdio>
#include <functional>
#include <optional>

#include "config/config_error.hpp"
#include "core/overload.hpp"
#include "core/python_repr.hpp"

namespace actord::config {
namespace {

// What Python calls a badly formatted string.
struct bad_format {
  std::string reason;
};
struct unknown_name {
  std::string name;
};

struct conversion {
  std::optional<std::string> key;
  bool alternate{false};
  bool zero{false};
  bool left{false};
  bool space{false};
  bool plus{false};
  std::size_t width{0};
  std::optional<std::size_t> precision;
};

constexpr std::size_t widest = 1u << 16u;  // a bound for what a configuration may ask for

std::size_t characters_in(std::string_view text) {
  return static_cast<std::size_t>(
      std::count_if(text.begin(), text.end(), [](char c) { return (c & 0xc0) != 0x80; }));
}

std::string_view first_characters(std::string_view text, std::size_t count) {
  std::size_t at = 0;
  for (; at < text.size(); ++at)
    if ((text[at] & 0xc0) != 0x80 && count-- == 0) break;
  return text.substr(0, at);
}

std::string padded(const std::string& text, const conversion& how) {
  const std::size_t length = characters_in(text);
  if (length >= how.width) return text;
  const std::string fill(how.width - length, ' ');
  return how.left ? text + fill : fill + text;
}

// Sign and prefix stay in front of filling zeros.
std::string padded_number(const std::string& sign, const std::string& digits,
                          const conversion& how) {
  const std::size_t length = sign.size() + digits.size();
  if (how.zero && !how.left && length < how.width)
    return sign + std::string(how.width - length, '0') + digits;
  return padded(sign + digits, how);
}

std::string sign_of(bool negative, const conversion& how) {
  if (negative) return "-";
  if (how.plus) return "+";
  return how.space ? " " : "";
}

std::string integer_text(std::int64_t value, char kind, const conversion& how) {
  const auto magnitude =
      value < 0 ? ~static_cast<std::uint64_t>(value) + 1 : static_cast<std::uint64_t>(value);
  const char* format = kind == 'o' ? "%llo" : kind == 'x' ? "%llx" : kind == 'X' ? "%llX" : "%llu";
  char buffer[32];
  std::snprintf(buffer, sizeof buffer, format, static_cast<unsigned long long>(magnitude));
  std::string digits = buffer;
  if (how.precision && digits.size() < *how.precision)
    digits.insert(0, std::string(*how.precision - digits.size(), '0'));
  std::string sign = sign_of(value < 0, how);
  if (how.alternate && kind == 'o') sign += "0o";
  if (how.alternate && (kind == 'x' || kind == 'X')) sign.append("0").append(1, kind);
  return padded_number(sign, digits, how);
}

std::string real_text(std::int64_t value, char kind, const conversion& how) {
  const std::string format = std::string{how.alternate ? "%#.*" : "%.*"} + kind;
  const int precision = static_cast<int>(std::min(how.precision.value_or(6), widest));
  const double magnitude = std::fabs(static_cast<double>(value));
  std::string digits(
      static_cast<std::size_t>(std::snprintf(nullptr, 0, format.c_str(), precision, magnitude)),
      '\0');
  std::snprintf(digits.data(), digits.size() + 1, format.c_str(), precision, magnitude);
  return padded_number(sign_of(value < 0, how), digits, how);
}

std::string utf8_of(std::int64_t code) {
  std::string out;
  const auto unit = [&](std::int64_t bits) { out += static_cast<char>(bits); };
  if (code < 0x80) {
    unit(code);
  } else if (code < 0x800) {
    unit(0xc0 | (code >> 6));
    unit(0x80 | (code & 0x3f));
  } else if (code < 0x10000) {
    unit(0xe0 | (code >> 12));
    unit(0x80 | ((code >> 6) & 0x3f));
    unit(0x80 | (code & 0x3f));
  } else {
    unit(0xf0 | (code >> 18));
    unit(0x80 | ((code >> 12) & 0x3f));
    unit(0x80 | ((code >> 6) & 0x3f));
    unit(0x80 | (code & 0x3f));
  }
  return out;
}

std::string character_text(const name_value& value) {
  if (const auto* text = std::get_if<std::string>(&value)) {
    if (characters_in(*text) != 1) throw bad_format{"%c requires int or char"};
    return *text;
  }
  const auto code = std::get<std::int64_t>(value);
  if (code < 0 || code > 0x10ffff) throw bad_format{"%c arg not in range(0x110000)"};
  return utf8_of(code);
}

unsigned code_of(std::string_view character) {
  unsigned code = static_cast<unsigned char>(character.front());
  if (character.size() == 1) return code;
  code &= 0xffu >> (character.size() + 1);
  for (const char c : character.substr(1))
    code = (code << 6u) | (static_cast<unsigned>(c) & 0x3fu);
  return code;
}

// %a: as %r, but pure ASCII.
std::string ascii_only(std::string_view text) {
  std::string out;
  while (!text.empty()) {
    const auto character = first_characters(text, 1);
    const unsigned code = code_of(character);
    char escape[16];
    const char* format = code < 0x100 ? "\\x%02x" : code < 0x10000 ? "\\u%04x" : "\\U%08x";
    std::snprintf(escape, sizeof escape, format, code);
    out.append(code < 0x80 ? character : std::string_view{escape});
    text.remove_prefix(character.size());
  }
  return out;
}

std::string plain_text(const name_value& value, bool quoted) {
  return std::visit(core::overload{[&](const std::string& text) {
                                     return quoted ? core::python_repr(text) : text;
                                   },
                                   [](std::int64_t number) { return std::to_string(number); }},
                    value);
}

// A conversion without a name takes the whole dictionary.
std::string dictionary_text(const name_scope& names) {
  std::string out = "{";
  for (const auto& [name, value] : names.all()) {
    if (out.size() > 1) out += ", ";
    out += core::python_repr(name) + ": " + plain_text(*value, true);
  }
  return out + "}";
}

std::int64_t number_or_complain(const name_value* value, char kind) {
  if (value != nullptr)
    if (const auto* number = std::get_if<std::int64_t>(value)) return *number;
  const std::string type = value == nullptr ? "dict" : "str";
  if (std::string_view{"eEfFgG"}.find(kind) != std::string_view::npos)
    throw bad_format{"must be real number, not " + type};
  const bool bits = std::string_view{"oxX"}.find(kind) != std::string_view::npos;
  throw bad_format{std::string{"%"} + kind + " format: " + (bits ? "an integer" : "a real number") +
                   " is required, not " + type};
}

std::string converted(const name_value* value, char kind, const conversion& how,
                      const name_scope& names) {
  switch (kind) {
    case 's':
    case 'r':
    case 'a': {
      std::string text =
          value == nullptr ? dictionary_text(names) : plain_text(*value, kind != 's');
      if (kind == 'a') text = ascii_only(text);
      if (how.precision) text = first_characters(text, *how.precision);
      return padded(text, how);
    }
    case 'c':
      if (value == nullptr) throw bad_format{"%c requires int or char"};
      return padded(character_text(*value), how);
    case 'd':
    case 'i':
    case 'u':
    case 'o':
    case 'x':
    case 'X':
      return integer_text(number_or_complain(value, kind), kind, how);
    default:
      return real_text(number_or_complain(value, kind), kind, how);
  }
}

class expander {
 public:
  expander(std::string_view format, const name_scope& names) : format_{format}, names_{names} {}

  std::string run() {
    std::string out;
    while (at_ < format_.size()) {
      const auto percent = format_.find('%', at_);
      out.append(format_.substr(at_, percent - at_));
      if (percent == std::string_view::npos) break;
      at_ = percent + 1;
      out += one_conversion();
    }
    return out;
  }

 private:
  char peek() const {
    if (at_ >= format_.size()) throw bad_format{"incomplete format"};
    return format_[at_];
  }

  std::string one_conversion() {
    if (peek() == '%') {
      ++at_;
      return "%";
    }
    conversion how;
    if (peek() == '(') how.key = read_key();
    const name_value* value = nullptr;
    if (how.key) {
      value = names_.find(*how.key);
      if (value == nullptr) throw unknown_name{*how.key};
    }
    read_flags(how);
    how.width = read_number(value);
    if (peek() == '.') {
      ++at_;
      how.precision = read_number(value);
    }
    if (std::string_view{"hlL"}.find(peek()) != std::string_view::npos) ++at_;
    const char kind = peek();
    // The dictionary can be taken once, and not behind a name.
    if (value == nullptr && dictionary_gone_)
      throw bad_format{"not enough arguments for format string"};
    dictionary_gone_ = true;
    if (std::string_view{"sracdiuoxXeEfFgG"}.find(kind) == std::string_view::npos)
      throw bad_format{unsupported()};
    ++at_;
    return converted(value, kind, how, names_);
  }

  std::string read_key() {
    const std::size_t start = ++at_;
    int depth = 1;
    for (; at_ < format_.size() && depth > 0; ++at_) {
      if (format_[at_] == '(') ++depth;
      if (format_[at_] == ')') --depth;
    }
    if (depth > 0) throw bad_format{"incomplete format key"};
    return std::string{format_.substr(start, at_ - start - 1)};
  }

  void read_flags(conversion& how) {
    for (;; ++at_) {
      switch (peek()) {
        case '#':
          how.alternate = true;
          break;
        case '0':
          how.zero = true;
          break;
        case '-':
          how.left = true;
          break;
        case ' ':
          how.space = true;
          break;
        case '+':
          how.plus = true;
          break;
        default:
          return;
      }
    }
  }

  // A star would take the value itself as width, and then there is none left to show.
  std::size_t read_number(const name_value* value) {
    if (peek() == '*') {
      const bool taken =
          value == nullptr ? dictionary_gone_ : std::holds_alternative<std::int64_t>(*value);
      throw bad_format{taken ? "not enough arguments for format string" : "* wants int"};
    }
    std::size_t number = 0;
    while (peek() >= '0' && peek() <= '9') {
      number = number * 10 + static_cast<std::size_t>(format_[at_++] - '0');
      if (number > widest) throw bad_format{"width too big"};
    }
    return number;
  }

  std::string unsupported() const {
    const auto character = first_characters(format_.substr(at_), 1);
    const unsigned code = code_of(character);
    char hex[16];
    std::snprintf(hex, sizeof hex, "0x%x", code);
    // Python shows what is no printable ASCII as a question mark.
    const bool printable = code > 31 && code < 127;
    return "unsupported format character '" + (printable ? std::string{character} : "?") + "' (" +
           hex + ") at index " + std::to_string(characters_in(format_.substr(0, at_)));
  }

  std::string_view format_;
  const name_scope& names_;
  std::size_t at_{0};
  bool dictionary_gone_{false};
};

}  // namespace

void name_scope::set_environment(const core::environment_list& environment) {
  for (const auto& [name, value] : environment)
    set("ENV_" + name, value);
}

const name_value* name_scope::find(std::string_view name) const {
  const auto found = own_.find(name);
  if (found != own_.end()) return &found->second;
  return outer_ == nullptr ? nullptr : outer_->find(name);
}

std::map<std::string_view, const name_value*> name_scope::all() const {
  std::map<std::string_view, const name_value*> names;
  if (outer_ != nullptr) names = outer_->all();
  for (const auto& [name, value] : own_)
    names[name] = &value;
  return names;
}

std::string expand(std::string_view value, const name_scope& names, std::string_view label) {
  const std::string about =
      "Format string " + core::python_repr(value) + " for " + core::python_repr(label);
  try {
    return expander{value, names}.run();
  } catch (const bad_format& problem) {
    throw value_error{about + " is badly formatted: " + problem.reason};
  } catch (const unknown_name& missing) {
    std::string available;
    for (const auto& [name, unused] : names.all())
      available.append(available.empty() ? "" : ", ").append(name);
    throw value_error{about + " contains names (" + core::python_repr(missing.name) +
                      ") which cannot be expanded. Available names: " + available};
  }
}

}  // namespace actord::config
