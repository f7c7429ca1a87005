// CAF's end of one connection, with a guard: every frame from the peer passes core::frame_filter
// before the BASP broker sees it, and a peer that does not read what it asked for is hung up.
//
// Promises: after a refused frame nothing of that peer reaches the broker; unsent bytes stay below
// `max_backlog` plus one message; `closed` is called once, when the descriptor is about to close,
// with the reason if we ended it. Lives on CAF's I/O thread. Expects an admitted, non-blocking
// socket whose preamble has been read. A TLS connection differs only in the stream's policy.
#pragma once

#include <caf/io/network/stream_impl.hpp>
#include <caf/io/scribe.hpp>
#include <caf/policy/tcp.hpp>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "actors/transport/line.hpp"
#include "core/frame_filter.hpp"

namespace actord::actors {

// Bytes that may wait for the peer to read.
inline constexpr std::size_t max_backlog = 8 * 1024 * 1024;

struct scribe_guard {
  std::string label;  // what CAF calls the peer's address
  core::frame_policy frames;
  std::size_t max_backlog{actors::max_backlog};
  std::shared_ptr<line> shared{};
  std::function<void(std::string_view why)> closed{};  // any thread; must not block
};

class guarded_scribe final : public caf::io::scribe {
 public:
  // Takes over `socket`.
  guarded_scribe(caf::io::network::default_multiplexer& multiplexer, int socket,
                 scribe_guard guard);
  ~guarded_scribe() override;

  void configure_read(caf::io::receive_policy::config config) override;
  void ack_writes(bool enable) override;
  std::vector<char>& wr_buf() override;
  std::vector<char>& rd_buf() override;
  void flush() override;
  bool consume(caf::execution_unit* unit, const void* bytes, std::size_t size) override;

  std::string addr() const override;
  std::uint16_t port() const override;
  void graceful_shutdown() override;
  void add_to_loop() override;
  void remove_from_loop() override;

 protected:
  caf::message detach_message() override;

 private:
  scribe_guard guard_;
  core::frame_filter filter_;
  std::string why_;
  bool started_{false};
  caf::io::network::stream_impl<caf::policy::tcp> stream_;
};

}  // namespace actord::actors
