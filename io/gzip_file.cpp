#include "io/gzip_file.hpp"

#include <unistd.h>
#include <zlib.h>

#include <array>
#include <cerrno>
#include <cstddef>
#include <string_view>
#include <vector>

#include "io/syscalls.hpp"

namespace actord::io {

namespace {

constexpr std::size_t block = 64 * 1024;
constexpr int gzip_format = 16;  // added to the window's size: gzip instead of zlib

// A deflate stream that is ended with its scope.
class deflater {
 public:
  deflater() {
    ready_ = ::deflateInit2(&stream_, Z_DEFAULT_COMPRESSION, Z_DEFLATED, MAX_WBITS + gzip_format,
                            MAX_MEM_LEVEL - 1, Z_DEFAULT_STRATEGY) == Z_OK;
  }
  deflater(const deflater&) = delete;
  deflater& operator=(const deflater&) = delete;
  ~deflater() {
    if (ready_) (void)::deflateEnd(&stream_);  // frees; complains only of streams cut short
  }

  bool ready() const { return ready_; }

  // Compresses `bytes` to `to`; `last` ends the stream. 0 or errno.
  int write(std::string_view bytes, bool last, int to) {
    // zlib does not write to its input.
    stream_.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(bytes.data()));
    stream_.avail_in = static_cast<uInt>(bytes.size());
    do {
      stream_.next_out = reinterpret_cast<Bytef*>(out_.data());
      stream_.avail_out = static_cast<uInt>(out_.size());
      if (::deflate(&stream_, last ? Z_FINISH : Z_NO_FLUSH) == Z_STREAM_ERROR) return EIO;
      const auto done = write_all(to, {out_.data(), out_.size() - stream_.avail_out});
      if (done.error != 0) return done.error;
    } while (stream_.avail_out == 0);
    return 0;
  }

 private:
  z_stream stream_{};
  bool ready_{false};
  std::vector<char> out_ = std::vector<char>(block);
};

gzip_outcome compress(int from, int to, const std::atomic<bool>& cancelled) {
  gzip_outcome outcome;
  deflater packed;
  if (!packed.ready()) return {ENOMEM, 0};
  std::vector<char> in(block);
  for (;;) {
    if (cancelled.load(std::memory_order_relaxed)) return {ECANCELED, outcome.bytes};
    const auto got = ::pread(from, in.data(), in.size(), static_cast<::off_t>(outcome.bytes));
    if (got < 0 && errno == EINTR) continue;
    if (got < 0) return {errno, outcome.bytes};
    const auto size = static_cast<std::size_t>(got);
    outcome.bytes += size;
    outcome.error = packed.write({in.data(), size}, got == 0, to);
    if (got == 0 || outcome.error != 0) return outcome;
  }
}

// 0 or errno.
int take_over_facts(int to, const struct ::stat& facts) {
  const int kept =
      ::fchown(to, facts.st_uid, facts.st_gid);  // root's privilege; the others keep their own
  (void)kept;
  if (::fchmod(to, facts.st_mode & 07777U) != 0) return errno;
  const std::array<::timespec, 2> times{facts.st_atim, facts.st_mtim};
  (void)::futimens(to, times.data());  // for people's eyes only
  return ::fsync(to) == 0 ? 0 : errno;
}

}  // namespace

gzip_outcome gzip_file(int from, const struct ::stat& facts, const std::string& to,
                       const std::atomic<bool>& cancelled) {
  const auto file = open_file(to, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW, 0600);
  if (!file.ok()) return {file.reason(), 0};
  auto outcome = compress(from, file->number(), cancelled);
  if (outcome.error == 0) outcome.error = take_over_facts(file->number(), facts);
  if (outcome.error != 0) (void)::unlink(to.c_str());  // else the next attempt does it
  return outcome;
}

}  // namespace actord::io
