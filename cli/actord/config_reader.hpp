// Reads the configuration files on a thread of its own, so that a slow disk or an include on a dead
// file server holds up nothing. The thread exists only while there is something to read.
//
// Promises: read() returns at once, from any thread; readings go on one after the other, each begun
// after it was asked for; every asker is called back once, on the reading thread.
#pragma once

#include <chrono>
#include <functional>
#include <memory>

#include "core/fault.hpp"
#include "core/program_spec.hpp"
#include "core/result.hpp"

namespace actord::cli {

class config_reader {
 public:
  using outcome = core::result<std::shared_ptr<const core::configuration>>;
  using answer = std::function<void(outcome)>;
  // Runs on the reading thread, perhaps after this object's end: it must own what it needs. A
  // reason is what is told as the fault's detail.
  using load = std::function<outcome()>;

  explicit config_reader(load how);
  // Waits a little for a reading under way; one that hangs is left behind.
  ~config_reader();
  config_reader(const config_reader&) = delete;
  config_reader& operator=(const config_reader&) = delete;

  void read(answer then);

 private:
  struct body;
  std::shared_ptr<body> body_;
};

}  // namespace actord::cli
