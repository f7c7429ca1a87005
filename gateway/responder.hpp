// How whoever works on a request answers it. Held weakly: a client that has gone takes its
// connection with it, and the answer is dropped. All on the gateway's thread.
#pragma once

#include <functional>
#include <memory>
#include <string>

#include "gateway/http_message.hpp"

namespace actord::gateway {

class responder {
 public:
  virtual ~responder() = default;

  // Answers the request, once.
  virtual void send(http_reply reply) = 0;
  // Or answers it with a body that comes in pieces; `written` is called when the first may come.
  virtual void begin(http_reply head, std::function<void()> written) = 0;
  // One piece; `written` is called when the next one may come.
  virtual void push(std::string bytes, std::function<void()> written) = 0;
  // The end of a streaming body.
  virtual void finish() = 0;
};
using responder_ptr = std::weak_ptr<responder>;

inline void send_to(const responder_ptr& client, http_reply reply) {
  if (const auto there = client.lock()) there->send(std::move(reply));
}

// Answers a complete, admitted request now or later.
using request_handler = std::function<void(http_request request, responder_ptr client)>;

}  // namespace actord::gateway
