#include "io/child_start.hpp"

#include <span>
#include <utility>

#include "io/child_launcher.hpp"
#include "io/syscalls.hpp"

namespace actord::io {

spawn_outcome start_child(boost::asio::io_context& io, spawner& how, const std::string& executable,
                          const std::vector<std::string>& words, const child_setup& setup) {
  child_launcher launch{how};
  child_setup named = setup;
  if (!words.empty()) named.argv0 = words.front().c_str();
  const auto arguments = std::span{words}.subspan(words.empty() ? 0 : 1);

  boost::system::error_code error;
  auto child = launch(io, error, executable, arguments, named);
  if (error) return spawn_failure(launch.failed_step(), error.value());

  // The handle goes with this scope, and with it Boost's pidfd: it cannot be taken out of there,
  // and a dup() of it would leave the reactor's epoll with an entry that nobody removes. The child
  // is not reaped yet, so the second pidfd is surely of the same process.
  const auto handle = child.detach();
  auto pidfd = open_pidfd(handle.id());
  return {handle.id(), pidfd ? std::move(pidfd).value() : fd{}, child_step::none, 0};
}

}  // namespace actord::io
