#include "config/file_bytes.hpp"

#include <fcntl.h>
#include <unistd.h>

#include <array>
#include <cerrno>

namespace actord::config {

file_bytes read_file(const std::string& path, std::size_t largest) {
  file_bytes out;
  const int fd = ::open(path.c_str(), O_RDONLY | O_CLOEXEC);
  if (fd < 0) return {.bytes = {}, .error_number = errno};
  std::array<char, 65536> block{};
  for (;;) {
    const ssize_t count = ::read(fd, block.data(), block.size());
    if (count < 0 && errno == EINTR) continue;
    if (count < 0) out.error_number = errno;
    if (count <= 0) break;
    out.bytes.append(block.data(), static_cast<std::size_t>(count));
    if (out.bytes.size() > largest) {
      out.error_number = EFBIG;
      break;
    }
  }
  (void)::close(fd);  // opened for reading: nothing can be lost
  return out;
}

}  // namespace actord::config
