#include "gateway/http_parts.hpp"

#include <boost/beast/core/string.hpp>
#include <cctype>

namespace actord::gateway {

namespace http = boost::beast::http;

http_request request_of(const http::request<http::string_body>& m, bool over_tcp) {
  http_request request;
  request.method = std::string{m.method_string()};
  request.target = std::string{m.target()};
  const auto mark = std::min(request.target.find('?'), request.target.size());
  request.path = percent_decoded(request.target.substr(0, mark), false);
  if (mark < request.target.size()) request.query = request.target.substr(mark + 1);
  request.http_1_0 = m.version() == 10;
  request.over_tcp = over_tcp;
  for (const auto& field : m) {
    std::string name{field.name_string()};
    for (char& c : name)
      c = static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
    request.headers.emplace_back(std::move(name), std::string{field.value()});
  }
  request.has_length = m.has_content_length() || m.chunked();
  return request;
}

int status_for(const boost::system::error_code& error) {
  if (error == http::error::body_limit) return 413;
  return error == http::error::header_limit ? 431 : 400;
}

bool wants_continue(const http_request& request) {
  return !request.http_1_0 &&
         boost::beast::iequals(std::string{request.header("expect")}, "100-continue");
}

}  // namespace actord::gateway
