// HTTP requests and replies as values, and the exact head of a reply (contract §6.1): clients see
// the header order of Supervisor. Pure; the time comes in.
#pragma once

#include <ctime>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace actord::gateway {

using header_list = std::vector<std::pair<std::string, std::string>>;

struct http_request {
  std::string method;
  std::string target;  // as sent
  std::string path;    // before '?', percent-decoded
  std::string query;   // behind it
  bool http_1_0{false};
  bool has_length{false};  // Content-Length, or chunks
  bool over_tcp{false};
  header_list headers;  // names in lower case
  std::string body;

  // The first of that (lower-case) name; empty if there is none.
  std::string_view header(std::string_view name) const;
};

struct http_reply {
  int status{200};
  header_list headers;  // in the order in which they are sent, behind Server and Date
  std::string body;
  bool streams{false};  // the body follows in pieces, for as long as both sides like
  bool close{false};    // ends the connection whatever the client wants
};

// Where Content-Length stands among the headers differs; so replies are made by these.
http_reply page_reply(std::string content_type, std::string body, header_list more = {});
http_reply error_reply(int status, header_list more = {});
// Never cached.
http_reply html_reply(std::string body);
http_reply moved_reply(const std::string& location);
// After a form was sent: the browser asks for the page with GET, and never sends the form again.
http_reply see_other(http_reply moved);

// "" for a status that we never send.
std::string_view reason_of(int status);

// "Sat, 21 Nov 2026 18:40:36 GMT"
std::string http_date(std::time_t when);

enum class framing {
  length,   // Content-Length is among the headers
  chunked,  // a stream, HTTP/1.1
  to_end,   // a stream, HTTP/1.0: the end of the connection is the end of the body
};
framing framing_of(const http_reply& reply, bool http_1_0);

// Status line and headers with the empty line. `keep` = the connection stays open.
std::string head_of(const http_reply& reply, bool http_1_0, bool keep, std::time_t now);

// One piece of a chunked body; an empty one is its end.
std::string as_chunk(std::string_view bytes);

// Does the client want to go on using the connection?
bool wants_to_stay(const http_request& request);

// Supervisor's query strings and forms: "a=b&c=d%20e", '+' is a blank. The first value counts.
std::string field_of(std::string_view form, std::string_view name);
bool has_field(std::string_view form, std::string_view name);
std::string percent_decoded(std::string_view text, bool plus_is_blank);
// Everything but letters, digits and "_.-~/" as %XX.
std::string percent_encoded(std::string_view text);

}  // namespace actord::gateway
