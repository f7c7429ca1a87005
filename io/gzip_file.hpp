// Writes a gzip file from a plain one, by zlib, in blocks of bounded size. Free of state; says what
// went wrong as an errno. Takes its time: not for a thread that others wait for.
#pragma once

#include <sys/stat.h>

#include <atomic>
#include <cstdint>
#include <string>

namespace actord::io {

struct gzip_outcome {
  int error{0};            // ECANCELED when `cancelled` became true
  std::uint64_t bytes{0};  // read from the plain file, to its end
};

// Compresses the file behind `from` (from its beginning) into `to`, which must not exist; it gets
// the mode, owner (where possible) and times of `facts` and is on the disk when this returns. After
// an error `to` is gone.
gzip_outcome gzip_file(int from, const struct ::stat& facts, const std::string& to,
                       const std::atomic<bool>& cancelled);

}  // namespace actord::io
