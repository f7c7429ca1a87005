#include "io/log_packer.hpp"

#include <pthread.h>
#include <sys/eventfd.h>
#include <sys/resource.h>
#include <unistd.h>

#include <csignal>
#include <system_error>
#include <utility>

#include "io/gzip_file.hpp"
#include "io/log_limits.hpp"

namespace actord::io {

namespace {
constexpr int niceness = 10;
}

bool log_packer::submit(pack_job job) {
  if (cancelled_ || (!thread_.joinable() && !start())) return false;
  const std::lock_guard lock{mutex_};
  if (waiting_.size() >= log_limits::most_packings) return false;
  waiting_.push_back(std::move(job));
  news_.notify_one();
  return true;
}

bool log_packer::start() {
  done_signal_.reset(::eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK));
  if (!done_signal_) return false;
  sigset_t all;
  sigset_t before;
  sigfillset(&all);
  (void)::pthread_sigmask(SIG_SETMASK, &all, &before);  // cannot fail with valid arguments
  try {
    thread_ = std::thread{[this] { run(); }};
  } catch (const std::system_error&) {
    done_signal_.reset();
  }
  (void)::pthread_sigmask(SIG_SETMASK, &before, nullptr);
  return thread_.joinable();
}

std::vector<pack_result> log_packer::collect() {
  ::eventfd_t count = 0;
  (void)::eventfd_read(done_signal_.number(), &count);  // only to silence it
  const std::lock_guard lock{mutex_};
  return std::exchange(done_, {});
}

void log_packer::stop() {
  {
    const std::lock_guard lock{mutex_};
    cancelled_ = true;
    waiting_.clear();
    news_.notify_one();
  }
  if (thread_.joinable()) thread_.join();
}

void log_packer::run() {
  (void)::pthread_setname_np(::pthread_self(), "actord-gzip");  // for people only
  // A wish, not a need. Not SCHED_IDLE: the log thread may wait for the lock that this one has.
  (void)::setpriority(PRIO_PROCESS, static_cast<id_t>(::gettid()), niceness);
  for (;;) {
    pack_job job;
    {
      std::unique_lock lock{mutex_};
      news_.wait(lock, [this] { return cancelled_ || !waiting_.empty(); });
      if (cancelled_) return;
      job = std::move(waiting_.front());
      waiting_.pop_front();
    }
    const auto outcome = gzip_file(job.source.number(), job.facts, job.temporary, cancelled_);
    finish({job.who, job.facts, std::move(job.temporary), outcome.error, outcome.bytes});
  }
}

void log_packer::finish(pack_result result) {
  const std::lock_guard lock{mutex_};
  done_.push_back(std::move(result));
  (void)::eventfd_write(done_signal_.number(), 1);  // cannot be full
}

}  // namespace actord::io
