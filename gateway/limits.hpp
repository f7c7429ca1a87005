// What one server allows its clients, so that none of them, and not all together, can keep the
// others from being served. Every deadline ends in a closed connection, never in a lost request of
// somebody else.
#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>

namespace actord::gateway {

struct http_limits {
  // Beyond this many the one that has been idle for longest has to go.
  std::size_t connections{2048};
  std::uint64_t body_bytes{4u << 20u};     // of one request; more is answered with 413
  std::uint32_t header_bytes{16u << 10u};  // of one request; more is answered with 431
  // Requests that wait behind the one being answered; more are left in the kernel.
  std::size_t pipelined_bytes{64u << 10u};
  // A new connection has this long for its first request, and every request from its first byte on.
  std::chrono::milliseconds request_time{30'000};
  std::chrono::milliseconds idle_time{30 * 60'000};  // between two requests
  std::chrono::milliseconds write_time{60'000};      // without any progress
  // A client that has closed its sending side still gets an answer that is ready by then.
  std::chrono::milliseconds half_closed_time{5'000};
  // What a client still sends after it was told off is read for this long, so that it can read why.
  std::chrono::milliseconds linger_time{2'000};
  // At the end: answers that are ready are still sent within this time.
  std::chrono::milliseconds farewell_time{500};
};

}  // namespace actord::gateway
