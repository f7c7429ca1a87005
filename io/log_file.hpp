// Opening, rotating and naming log files: the steps that touch the file system, each with its
// errno. No state; io/log_target decides when to call them.
#pragma once

#include <sys/stat.h>

#include <string>
#include <string_view>

#include "io/fd.hpp"

namespace actord::io {

struct opened_log {
  fd file;
  int error{0};  // why there is no file
  struct ::stat facts {};
  bool socket{false};  // write with send()
  bool shared{false};  // somebody else's pipe or terminal: may block, and is not to be changed

  bool regular() const { return S_ISREG(facts.st_mode); }
};

// Opens for appending, creates with `mode` and the umask. Never waits: not for the reader of a
// fifo, not for a terminal. /dev/stdout that is a socket (which cannot be opened) is duplicated, as
// is one that this user may not open (it belongs to who started the daemon, before it became
// another).
opened_log open_log(const std::string& path, ::mode_t mode);

// Is this errno a fault of the path, so that a start must fail (contract §3.4)? The others (disk
// full, no descriptors, nobody reads the fifo, ...) may pass.
bool is_fault_of_path(int error);

// Does the path lead to one of the daemon's descriptors (/dev/stdout, /proc/...)? Such a file is
// somebody else's: never renamed, never truncated.
bool names_descriptor(std::string path);

// The daemon's descriptor that the path names by itself (/dev/stdout, /dev/fd/1); -1 = none.
int descriptor_named_by(std::string_view path);

// path.N, and its name when it is compressed.
std::string backup_path(const std::string& path, int number);
std::string packed_path(const std::string& backup);
// Where a backup of `path` is compressed to; left behind by a crash at most.
std::string packing_path(const std::string& path);
bool file_exists(const std::string& path);

// Renames path.1 ... (compressed or not) one number up as far as the first gap (the oldest is
// replaced), then path to path.1. Stops at the first error, so that nothing is overwritten that was
// not moved before. 0 or errno.
int shift_backups(const std::string& path, int backups);

// "No space left on device"
std::string error_text(int error);

}  // namespace actord::io
