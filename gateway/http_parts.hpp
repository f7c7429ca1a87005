// From Beast's messages and errors to ours. Internal to connection.cpp.
#pragma once

#include <boost/beast/http/error.hpp>
#include <boost/beast/http/message.hpp>
#include <boost/beast/http/string_body.hpp>

#include "gateway/http_message.hpp"

namespace actord::gateway {

// Without the body, which may not have come yet.
http_request request_of(const boost::beast::http::request<boost::beast::http::string_body>& m,
                        bool over_tcp);

// The status that answers a message that cannot be read.
int status_for(const boost::system::error_code& error);

// Does the client wait for "100 Continue" before it sends the body?
bool wants_continue(const http_request& request);

}  // namespace actord::gateway
