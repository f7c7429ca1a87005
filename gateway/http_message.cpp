#include "gateway/http_message.hpp"

#include <algorithm>
#include <array>
#include <cctype>
#include <optional>

namespace actord::gateway {
namespace {

constexpr std::string_view server_name =
    "Medusa/1.12";  // what Supervisor's clients have always seen

struct status_row {
  int status;
  std::string_view reason;
};
constexpr std::array<status_row, 14> statuses{{
    {200, "OK"},
    {301, "Moved Permanently"},
    {303, "See Other"},
    {304, "Not Modified"},
    {400, "Bad Request"},
    {401, "Unauthorized"},
    {403, "Forbidden"},
    {404, "Not Found"},
    {408, "Request Time-out"},
    {411, "Length Required"},
    {413, "Request Entity Too Large"},
    {431, "Request Header Fields Too Large"},
    {500, "Internal Server Error"},
    {503, "Service Unavailable"},
}};

// The small page that goes with everything but success.
std::string error_page(int status) {
  const auto code = std::to_string(status);
  return "<head>\r\n<title>Error response</title>\r\n</head>\r\n<body>\r\n"
         "<h1>Error response</h1>\r\n<p>Error code " +
         code + ".\r\n<p>Message: " + std::string{reason_of(status)} + ".\r\n</body>\r\n";
}

void append(header_list& to, header_list more) {
  for (auto& header : more)
    to.push_back(std::move(header));
}

const header_list& never_cached() {
  static const header_list headers{{"Pragma", "no-cache"},
                                   {"Cache-Control", "no-cache"},
                                   {"Expires", "Thu, 01 Jan 1970 00:00:00 GMT"}};
  return headers;
}

std::string lower(std::string_view text) {
  std::string result{text};
  for (char& c : result)
    c = static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
  return result;
}

int hex_digit(char c) {
  if (c >= '0' && c <= '9') return c - '0';
  if (c >= 'a' && c <= 'f') return c - 'a' + 10;
  return c >= 'A' && c <= 'F' ? c - 'A' + 10 : -1;
}

// Name and value of the field at the front of a form, which is taken off.
std::pair<std::string, std::string_view> take_field(std::string_view& form) {
  const auto end = std::min(form.find('&'), form.size());
  const auto field = form.substr(0, end);
  form.remove_prefix(std::min(end + 1, form.size()));
  const auto equals = std::min(field.find('='), field.size());
  return {percent_decoded(field.substr(0, equals), true),
          field.substr(std::min(equals + 1, field.size()))};
}

std::optional<std::string> find_field(std::string_view form, std::string_view name) {
  while (!form.empty()) {
    const auto [key, content] = take_field(form);
    if (key == name) return percent_decoded(content, true);
  }
  return std::nullopt;
}

}  // namespace

std::string_view http_request::header(std::string_view name) const {
  for (const auto& [key, content] : headers)
    if (key == name) return content;
  return {};
}

std::string_view reason_of(int status) {
  for (const auto& row : statuses)
    if (row.status == status) return row.reason;
  return {};
}

http_reply page_reply(std::string content_type, std::string body, header_list more) {
  http_reply reply;
  reply.headers = {{"Content-Type", std::move(content_type)}};
  append(reply.headers, std::move(more));
  reply.headers.emplace_back("Content-Length", std::to_string(body.size()));
  reply.body = std::move(body);
  return reply;
}

http_reply error_reply(int status, header_list more) {
  http_reply reply;
  reply.status = status;
  reply.headers = std::move(more);
  reply.body = error_page(status);
  reply.headers.emplace_back("Content-Length", std::to_string(reply.body.size()));
  reply.headers.emplace_back("Content-Type", "text/html");
  return reply;
}

http_reply html_reply(std::string body) {
  auto headers = never_cached();
  append(headers, {{"X-Content-Type-Options", "nosniff"},
                   {"X-Frame-Options", "DENY"},
                   {"Referrer-Policy", "same-origin"},
                   {"Content-Security-Policy",
                    "default-src 'none'; style-src 'self'; img-src 'self' data:; "
                    "form-action 'self'; base-uri 'none'; frame-ancestors 'none'"}});
  return page_reply("text/html;charset=utf-8", std::move(body), std::move(headers));
}

http_reply moved_reply(const std::string& location) {
  header_list headers{{"Location", location}, {"Content-Type", "text/html"}};
  append(headers, never_cached());
  http_reply reply;
  reply.status = 301;
  reply.body = error_page(reply.status);
  headers.emplace_back("Content-Length", std::to_string(reply.body.size()));
  reply.headers = std::move(headers);
  return reply;
}

http_reply see_other(http_reply moved) {
  auto page = error_page(303);
  for (auto& [name, content] : moved.headers)
    if (name == "Content-Length") content = std::to_string(page.size());
  moved.status = 303;
  moved.body = std::move(page);
  return moved;
}

std::string http_date(std::time_t when) {
  constexpr std::array<const char*, 7> days{"Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"};
  constexpr std::array<const char*, 12> months{"Jan", "Feb", "Mar", "Apr", "May", "Jun",
                                               "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};
  std::tm utc{};
  (void)gmtime_r(&when, &utc);
  std::array<char, 64> text{};
  const auto length = std::strftime(text.data(), text.size(), "%d  %Y %H:%M:%S GMT", &utc);
  std::string date{text.data(), length};
  date.insert(3, months[static_cast<std::size_t>(utc.tm_mon) % months.size()]);
  return std::string{days[static_cast<std::size_t>(utc.tm_wday) % days.size()]} + ", " + date;
}

framing framing_of(const http_reply& reply, bool http_1_0) {
  if (!reply.streams) return framing::length;
  return http_1_0 ? framing::to_end : framing::chunked;
}

std::string head_of(const http_reply& reply, bool http_1_0, bool keep, std::time_t now) {
  std::string head = http_1_0 ? "HTTP/1.0 " : "HTTP/1.1 ";
  head.append(std::to_string(reply.status)).append(" ").append(reason_of(reply.status));
  const auto line = [&](std::string_view name, std::string_view content) {
    head.append("\r\n").append(name).append(": ").append(content);
  };
  line("Server", server_name);
  line("Date", http_date(now));
  bool said = false;  // whether the connection stays
  for (const auto& [name, content] : reply.headers) {
    line(name, content);
    said = said || name == "Connection";
  }
  if (framing_of(reply, http_1_0) == framing::chunked) line("Transfer-Encoding", "chunked");
  if (!said && !keep) line("Connection", "close");
  if (!said && keep && http_1_0) line("Connection", "Keep-Alive");
  return head.append("\r\n\r\n");
}

std::string as_chunk(std::string_view bytes) {
  constexpr std::string_view digits = "0123456789abcdef";
  std::string size;
  for (auto rest = bytes.size(); rest != 0 || size.empty(); rest /= 16)
    size.insert(size.begin(), digits[rest % 16]);
  return size.append("\r\n").append(bytes).append("\r\n");
}

bool wants_to_stay(const http_request& request) {
  const auto wish = lower(request.header("connection"));
  if (request.http_1_0) return wish.find("keep-alive") != std::string::npos;
  return wish.find("close") == std::string::npos;
}

std::string field_of(std::string_view form, std::string_view name) {
  return find_field(form, name).value_or("");
}

bool has_field(std::string_view form, std::string_view name) {
  return find_field(form, name).has_value();
}

std::string percent_decoded(std::string_view text, bool plus_is_blank) {
  std::string plain;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const bool escape = text[i] == '%' && i + 2 < text.size() && hex_digit(text[i + 1]) >= 0 &&
                        hex_digit(text[i + 2]) >= 0;
    if (escape) {
      plain.push_back(static_cast<char>(hex_digit(text[i + 1]) * 16 + hex_digit(text[i + 2])));
      i += 2;
    } else {
      plain.push_back(plus_is_blank && text[i] == '+' ? ' ' : text[i]);
    }
  }
  return plain;
}

std::string percent_encoded(std::string_view text) {
  constexpr std::string_view digits = "0123456789ABCDEF";
  std::string safe;
  for (const char c : text) {
    const auto byte = static_cast<unsigned char>(c);
    if (std::isalnum(byte) != 0 || std::string_view{"_.-~/"}.find(c) != std::string_view::npos) {
      safe.push_back(c);
      continue;
    }
    safe.push_back('%');
    safe.push_back(digits[byte / 16u]);
    safe.push_back(digits[byte % 16u]);
  }
  return safe;
}

}  // namespace actord::gateway
