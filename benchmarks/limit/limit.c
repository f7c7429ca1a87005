/* The raw limit: see limit.h. One thread and one epoll over pidfds, pipes, signals and the socket.
 *
 * A spawn is clone(VM|VFORK|FILES), which copies neither memory nor the descriptor table. The
 * child's pipe ends are put on reserved low numbers beforehand, and the child's first act is
 * close_range(UNSHARE) above them, which copies those few descriptors only. So the cost of a spawn
 * does not grow with the number of children.
 */
#include "limit.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/close_range.h>
#include <sched.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/signalfd.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <sys/time.h>
#include <sys/un.h>
#include <sys/wait.h>
#include <unistd.h>

/* The reserved descriptors: each holds /dev/null except between filling it and the child's exec. */
enum { child_in = 3, child_out = 4, child_err = 5, first_private = 6 };
/* What an event is about; for the first three the rest of its 64 bits is the program's index. */
enum { on_stdout = 0, on_stderr = 1, on_exit_of = 2, on_signal = 3, on_socket = 4, kind_bits = 3 };

enum { copy_bytes = 128 * 1024, small_read = 4 * 1024, stop_wait_s = 10, turn_events = 512 };

static struct list list;
static int poller;
static int signals;  /* the signalfd */
static int listener; /* the status socket */
static size_t alive;
static int stopping;
static char copy_buffer[copy_bytes];
static char child_stack[64 * 1024] __attribute__((aligned(16)));
static volatile int exec_errno; /* shared with the child, which runs in our memory */

static void watch(int fd, int kind, size_t index) {
  struct epoll_event event = {.events = EPOLLIN,
                              .data.u64 = (uint64_t)index << kind_bits | (uint64_t)kind};
  if (epoll_ctl(poller, EPOLL_CTL_ADD, fd, &event) != 0) give_up("epoll_ctl");
}

/* --- logs --- */

static void open_log(struct sink* sink) {
  sink->log = open(sink->path, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0644);
  if (sink->log < 0) give_up(sink->path);
}

static void rotate(struct sink* sink) {
  char from[4096];
  char to[4096];
  for (int i = list.backups - 1; i >= 0; --i) {
    snprintf(from, sizeof from, i == 0 ? "%s" : "%s.%d", sink->path, i);
    snprintf(to, sizeof to, "%s.%d", sink->path, i + 1);
    if (rename(from, to) != 0 && errno != ENOENT) give_up(from);
  }
  close(sink->log);
  open_log(sink);
  sink->size = 0;
}

static void write_log(struct sink* sink, const char* bytes, size_t size) {
  sink->size += size;
  while (size > 0) {
    const ssize_t written = write(sink->log, bytes, size);
    if (written < 0 && errno != EINTR) give_up(sink->path);
    if (written < 0) continue;
    bytes += written;
    size -= (size_t)written;
  }
  if (list.rotate_bytes != 0 && sink->size >= list.rotate_bytes) rotate(sink);
}

/* One read; answers its size, 0 when there is nothing to read (a closed pipe is let go). */
static size_t copy_once(struct sink* sink) {
  if (sink->pipe < 0) return 0;
  const ssize_t size = read(sink->pipe, copy_buffer, sizeof copy_buffer);
  if (size > 0) {
    write_log(sink, copy_buffer, (size_t)size);
    return (size_t)size;
  }
  if (size == 0 || (errno != EAGAIN && errno != EINTR)) {
    close(sink->pipe);
    sink->pipe = -1;
  }
  return 0;
}

/* --- children --- */

static void place_write_end(struct sink* sink, int place) {
  int ends[2];
  if (pipe2(ends, O_CLOEXEC) != 0) give_up("pipe2");
  if (fcntl(ends[0], F_SETFL, O_NONBLOCK) != 0) give_up("fcntl");
  if (list.pipe_bytes != 0) (void)fcntl(ends[0], F_SETPIPE_SZ, list.pipe_bytes); /* a wish only */
  if (dup3(ends[1], place, O_CLOEXEC) < 0) give_up("dup3");
  close(ends[1]);
  sink->pipe = ends[0];
}

/* Runs in the parent's memory while the parent is suspended; raw system calls only. */
static int child_main(void* argument) {
  char** argv = argument;
  static sigset_t none;
  if (close_range(first_private, ~0U, CLOSE_RANGE_UNSHARE) == 0 && dup2(child_in, 0) == 0 &&
      dup2(child_out, 1) == 1 && dup2(child_err, 2) == 2 && setpgid(0, 0) == 0) {
    sigprocmask(SIG_SETMASK, &none, NULL);
    execve(argv[0], argv, environ);
  }
  exec_errno = errno;
  _exit(127);
}

static void start(size_t index) {
  struct program* program = &list.programs[index];
  place_write_end(&program->sinks[0], child_out);
  place_write_end(&program->sinks[1], child_err);
  exec_errno = 0;
  program->pid = clone(child_main, child_stack + sizeof child_stack,
                       CLONE_VM | CLONE_VFORK | CLONE_FILES | CLONE_PIDFD | SIGCHLD, program->argv,
                       &program->pidfd);
  if (program->pid < 0) give_up("clone");
  if (exec_errno != 0) {
    errno = exec_errno;
    give_up(program->argv[0]);
  }
  /* Closes our copies of the write ends and keeps the places taken. */
  if (dup3(child_in, child_out, O_CLOEXEC) < 0 || dup3(child_in, child_err, O_CLOEXEC) < 0)
    give_up("dup3");
  clock_gettime(CLOCK_MONOTONIC, &program->started);
  watch(program->sinks[0].pipe, on_stdout, index);
  watch(program->sinks[1].pipe, on_stderr, index);
  watch(program->pidfd, on_exit_of, index);
  ++alive;
}

static void reap(size_t index) {
  struct program* program = &list.programs[index];
  siginfo_t info;
  /* A second event of one turn may be about a child already replaced: its pidfd is not readable. */
  info.si_pid = 0;
  if (waitid(P_PIDFD, (id_t)program->pidfd, &info, WEXITED | WNOHANG) != 0) give_up("waitid");
  if (info.si_pid == 0) return;
  close(program->pidfd);
  program->pid = 0;
  --alive;
  for (int i = 0; i < 2; ++i) {
    while (copy_once(&program->sinks[i]) > 0)
      continue;
    if (program->sinks[i].pipe >= 0) close(program->sinks[i].pipe);
    program->sinks[i].pipe = -1;
  }
  if (!stopping) start(index);
}

static void signal_all(int number) {
  for (size_t i = 0; i < list.count; ++i) {
    const struct program* program = &list.programs[i];
    if (program->pid != 0) syscall(SYS_pidfd_send_signal, program->pidfd, number, NULL, 0);
  }
}

/* --- status --- */

static struct sockaddr_un address_of(const char* path) {
  struct sockaddr_un address = {.sun_family = AF_UNIX};
  if (strlen(path) >= sizeof address.sun_path) {
    errno = ENAMETOOLONG;
    give_up(path);
  }
  strcpy(address.sun_path, path);
  return address;
}

static void listen_at(const char* path) {
  const struct sockaddr_un address = address_of(path);
  listener = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
  unlink(path);
  if (listener < 0 || bind(listener, (const struct sockaddr*)&address, sizeof address) != 0 ||
      listen(listener, 128) != 0)
    give_up(path);
  watch(listener, on_socket, 0);
}

/* Writes the whole answer at once, blocking for a second at most: who does not read loses. */
static void answer(void) {
  const int client = accept4(listener, NULL, NULL, SOCK_CLOEXEC);
  if (client < 0) return;
  const struct timeval patience = {.tv_sec = 1};
  setsockopt(client, SOL_SOCKET, SO_SNDTIMEO, &patience, sizeof patience);
  struct timespec now;
  clock_gettime(CLOCK_MONOTONIC, &now);
  char* text = NULL;
  size_t size = 0;
  FILE* out = open_memstream(&text, &size);
  if (out == NULL) give_up("open_memstream");
  for (size_t i = 0; i < list.count; ++i) {
    const struct program* program = &list.programs[i];
    const long up = (long)(now.tv_sec - program->started.tv_sec);
    fprintf(out, "%-32s %-9s pid %d, uptime %ld:%02ld:%02ld\n", program->name,
            program->pid != 0 ? "RUNNING" : "STOPPED", program->pid, up / 3600, up / 60 % 60,
            up % 60);
  }
  fclose(out);
  for (size_t sent = 0; sent < size;) {
    const ssize_t step = send(client, text + sent, size - sent, MSG_NOSIGNAL);
    if (step <= 0) break;
    sent += (size_t)step;
  }
  free(text);
  close(client);
}

static int print_status(const char* path) {
  const struct sockaddr_un address = address_of(path);
  const int fd = socket(AF_UNIX, SOCK_STREAM, 0);
  if (fd < 0 || connect(fd, (const struct sockaddr*)&address, sizeof address) != 0) give_up(path);
  for (ssize_t size; (size = read(fd, copy_buffer, sizeof copy_buffer)) > 0;) {
    if (write(STDOUT_FILENO, copy_buffer, (size_t)size) != size) give_up("write");
  }
  return 0;
}

/* --- the loop --- */

static void begin(const char* path) {
  list = read_list(path);
  for (int place = child_in; place < first_private; ++place) {
    const int fd = open("/dev/null", O_RDWR | O_CLOEXEC);
    if (fd < 0) give_up("/dev/null");
    if (fd != place && (dup3(fd, place, O_CLOEXEC) < 0 || close(fd) != 0)) give_up("dup3");
  }
  poller = epoll_create1(EPOLL_CLOEXEC);
  if (poller < 0) give_up("epoll_create1");
  sigset_t stops;
  sigemptyset(&stops);
  sigaddset(&stops, SIGTERM);
  sigaddset(&stops, SIGINT);
  sigprocmask(SIG_BLOCK, &stops, NULL);
  signals = signalfd(-1, &stops, SFD_CLOEXEC);
  watch(signals, on_signal, 0);
}

static void begin_stop(void) {
  stopping = 1;
  epoll_ctl(poller, EPOLL_CTL_DEL, signals, NULL);
  epoll_ctl(poller, EPOLL_CTL_DEL, listener, NULL);
  signal_all(SIGTERM);
}

/* Answers how many bytes came through a pipe, so that the loop can tell dribble from flood. */
static size_t handle(const struct epoll_event* event) {
  const size_t index = (size_t)(event->data.u64 >> kind_bits);
  const int kind = (int)(event->data.u64 & ((1U << kind_bits) - 1));
  switch (kind) {
    case on_stdout:
    case on_stderr:
      return copy_once(&list.programs[index].sinks[kind]);
    case on_exit_of:
      reap(index);
      return 0;
    case on_signal:
      begin_stop();
      return 0;
    default:
      answer();
      return 0;
  }
}

/* Waits once and serves what is ready. */
static void turn(int timeout_ms) {
  const struct timespec pause = {.tv_nsec = list.batch_us * 1000};
  struct epoll_event events[turn_events];
  const int count = epoll_wait(poller, events, turn_events, timeout_ms);
  if (count < 0 && errno != EINTR) give_up("epoll_wait");
  size_t bytes = 0;
  for (int i = 0; i < count; ++i)
    bytes += handle(&events[i]);
  /* Waking for every line is what costs with many chatty writers: let them fill their pipes. */
  if (list.batch_us != 0 && bytes != 0 && bytes / (size_t)count < small_read)
    nanosleep(&pause, NULL);
}

static void wait_for_all(void) {
  struct timespec begun;
  clock_gettime(CLOCK_MONOTONIC, &begun);
  while (alive > 0) {
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    if (now.tv_sec - begun.tv_sec > stop_wait_s) signal_all(SIGKILL);
    turn(1000);
  }
}

int main(int argc, char** argv) {
  if (argc == 3 && strcmp(argv[1], "status") == 0) return print_status(argv[2]);
  if (argc != 3 || strcmp(argv[1], "run") != 0) {
    fputs("usage: limit run LIST | limit status SOCKET\n", stderr);
    return 2;
  }
  begin(argv[2]);
  listen_at(list.socket);
  for (size_t i = 0; i < list.count; ++i) {
    open_log(&list.programs[i].sinks[0]);
    open_log(&list.programs[i].sinks[1]);
    start(i);
  }
  while (!stopping)
    turn(-1);
  wait_for_all();
  unlink(list.socket);
  return 0;
}
