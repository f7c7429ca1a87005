// Compresses backups of logs on a thread of its own, one after the other, with little claim to the
// processor. The thread begins with the first job and sleeps between jobs. It never touches a
// name that others use: it writes the temporary file it is told to; who ordered it renames.
//
// Promises: submit() and collect() return at once; the number of jobs is bounded. stop() ends a job
// at its next block, so that a shutdown does not wait for a large file.
#pragma once

#include <sys/stat.h>

#include <atomic>
#include <condition_variable>
#include <cstdint>
#include <deque>
#include <mutex>
#include <string>
#include <thread>
#include <vector>

#include "io/fd.hpp"
#include "io/log_poller.hpp"

namespace actord::io {

struct pack_job {
  log_poller::token who{0};  // the target that ordered it
  fd source;
  struct ::stat facts {};  // of the source
  std::string temporary;   // to be written
};

struct pack_result {
  log_poller::token who{0};
  struct ::stat facts {};
  std::string temporary;
  int error{0};            // then there is no temporary file
  std::uint64_t bytes{0};  // of the source
};

class log_packer {
 public:
  log_packer() = default;
  log_packer(const log_packer&) = delete;
  log_packer& operator=(const log_packer&) = delete;
  ~log_packer() { stop(); }

  // False: there are too many already, or the kernel refuses a thread.
  bool submit(pack_job job);
  // What has been done since the last call.
  std::vector<pack_result> collect();
  // Readable when there is something to collect; -1 before the first job.
  int number() const { return done_signal_.number(); }
  // Jobs not begun are dropped. Later jobs are refused.
  void stop();

 private:
  bool start();
  void run();
  void finish(pack_result result);

  fd done_signal_;
  std::thread thread_;
  std::atomic<bool> cancelled_{false};
  std::mutex mutex_;
  std::condition_variable news_;
  std::deque<pack_job> waiting_;   // guarded by mutex_
  std::vector<pack_result> done_;  // guarded by mutex_
};

}  // namespace actord::io
