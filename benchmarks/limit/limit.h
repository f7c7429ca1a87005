/* What the limit program runs: the list it was given, and the state of each program.
 *
 * `limit` is the floor under a supervisor, not a supervisor: it starts a fixed list of programs as
 * fast as the kernel lets one thread do it, copies what they print into log files, starts again
 * whatever exits, at once and for ever, answers one status request and stops all on SIGTERM. It
 * has no states, no retries, no configuration worth the name and gives up on the first surprise.
 */
#ifndef ACTORD_BENCHMARKS_LIMIT_H
#define ACTORD_BENCHMARKS_LIMIT_H

#include <stdint.h>
#include <sys/types.h>
#include <time.h>

/* One captured stream: the read end of the child's pipe and the log file behind it. */
struct sink {
  int pipe;
  int log;
  const char* path;
  uint64_t size;
};

struct program {
  const char* name;
  char** argv;
  struct sink sinks[2]; /* stdout, stderr */
  pid_t pid;            /* 0: not running */
  int pidfd;
  struct timespec started;
};

struct list {
  const char* socket;
  int pipe_bytes;        /* F_SETPIPE_SZ of every pipe; 0: the kernel's default */
  long batch_us;         /* how long busy pipes are left alone after small reads; 0: never */
  uint64_t rotate_bytes; /* 0: logs grow without end */
  int backups;
  size_t count;
  struct program* programs;
};

/* Reads a list file, one tab-separated record per line, or ends the program:
 *   socket PATH | pipe_bytes N | batch_us N | rotate BYTES BACKUPS
 *   program NAME STDOUT_LOG STDERR_LOG COMMAND ARGUMENT...
 */
struct list read_list(const char* path);

/* Prints "limit: WHAT: errno's text" and ends the program. */
_Noreturn void give_up(const char* what);

#endif
