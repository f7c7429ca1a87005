// The seam between the tree and whoever reads configuration files, which may take its time (a slow
// disk, an include on a dead file server): one asks and goes on.
#pragma once

#include <functional>
#include <memory>
#include <mutex>

#include "actors/interfaces.hpp"
#include "caf/all.hpp"
#include "core/fault.hpp"
#include "core/program_spec.hpp"
#include "core/result.hpp"

namespace actord::actors {

class config_link : public std::enable_shared_from_this<config_link> {
 public:
  using outcome = core::result<std::shared_ptr<const core::configuration>>;
  using answer = std::function<void(outcome)>;
  // Reads and calls back once, on any thread, perhaps before it returns. Must not block.
  using source = std::function<void(answer)>;

  explicit config_link(source from) : source_{std::move(from)} {}

  // `then` is called once, on any thread, unless the link is closed before. It must not block, nor
  // ask again.
  void read(answer then);
  // The answer comes as config_read to `asker`.
  void read_for(const root_api& asker);

  // No answer comes any more: call it before the actor system ends.
  void close();

 private:
  source source_;
  std::mutex mutex_;
  bool closed_{false};
};

}  // namespace actord::actors
