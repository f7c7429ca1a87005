/* The cheapest child a supervisor can have, static and without a thread, in three kinds:
 *
 *   bench_child pause BOARD SLOT                      says when its main() ran, then sleeps
 *   bench_child write BOARD SLOT GATE SIZE COUNT      waits for the gate, writes COUNT records of
 *                                                     SIZE bytes to stdout, one write() each, says
 *                                                     when it was done, then sleeps
 *   bench_child check SLOT SIZE COUNT FILE...         reads the logs such a writer left, oldest
 *                                                     first; prints how many records are whole, in
 *                                                     order and once, and how many bytes there are
 *
 * The board is a file mapped by all: a header and one slot per child (harness/board.py reads it).
 * The gate is a file the harness holds locked; asking for a shared lock waits without polling and
 * lets all writers go at the same moment. Each ends by itself after half an hour, whatever happens.
 */
#include <errno.h>
#include <fcntl.h>
#include <stdatomic.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/mman.h>
#include <time.h>
#include <unistd.h>

enum { lifetime_s = 1800 };
/* A record: 5 digits slot, blank, 12 digits number, blank, filling, newline. */
enum { slot_digits = 5, number_digits = 12, head_bytes = slot_digits + 1 + number_digits + 1 };

struct slot {
  _Atomic uint64_t starts;
  _Atomic uint64_t main_ns; /* CLOCK_MONOTONIC */
  _Atomic uint64_t pid;
  uint64_t unused[5];
};

struct board {
  _Atomic uint64_t arrivals; /* calls of main() over all slots */
  _Atomic uint64_t finished; /* writers that are done */
  uint64_t unused[6];
  struct slot slots[];
};

static _Noreturn void give_up(const char* what) {
  fprintf(stderr, "bench_child: %s: %s\n", what, strerror(errno));
  _exit(1);
}

static uint64_t monotonic_ns(void) {
  struct timespec now;
  clock_gettime(CLOCK_MONOTONIC, &now);
  return (uint64_t)now.tv_sec * 1000000000U + (uint64_t)now.tv_nsec;
}

static size_t number_of(const char* text) {
  return strtoull(text, NULL, 10);
}

static struct board* open_board(const char* path, size_t slot) {
  const size_t bytes = sizeof(struct board) + (slot + 1) * sizeof(struct slot);
  const int fd = open(path, O_RDWR | O_CLOEXEC);
  if (fd < 0) give_up(path);
  struct board* board = mmap(NULL, bytes, PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);
  if (board == MAP_FAILED) give_up(path);
  close(fd);
  return board;
}

static struct board* arrive(const char* path, size_t index, uint64_t main_ns) {
  struct board* board = open_board(path, index);
  struct slot* slot = &board->slots[index];
  slot->main_ns = main_ns;
  slot->pid = (uint64_t)getpid();
  ++slot->starts; /* last: whoever sees the count sees the rest */
  ++board->arrivals;
  return board;
}

static void put_digits(char* at, int digits, uint64_t value) {
  for (int i = digits - 1; i >= 0; --i, value /= 10)
    at[i] = (char)('0' + value % 10);
}

static char* new_record(size_t slot, size_t size) {
  char* record = size > head_bytes ? malloc(size) : NULL;
  if (record == NULL) give_up("a record");
  memset(record, 'a' + (int)(slot % 26), size);
  put_digits(record, slot_digits, slot);
  record[slot_digits] = ' ';
  record[head_bytes - 1] = ' ';
  record[size - 1] = '\n';
  return record;
}

static void write_all(const char* bytes, size_t size) {
  while (size > 0) {
    const ssize_t written = write(STDOUT_FILENO, bytes, size);
    if (written < 0 && errno != EINTR) give_up("write");
    if (written < 0) continue;
    bytes += written;
    size -= (size_t)written;
  }
}

static void write_records(size_t slot, const char* gate, size_t size, size_t count) {
  char* record = new_record(slot, size);
  const int fd = open(gate, O_RDONLY | O_CLOEXEC);
  if (fd < 0 || flock(fd, LOCK_SH) != 0) give_up(gate);
  for (size_t i = 0; i < count; ++i) {
    put_digits(record + slot_digits + 1, number_digits, i);
    write_all(record, size);
  }
}

static int check(size_t slot, size_t size, size_t count, char** files) {
  char* expected = new_record(slot, size);
  char* found = calloc(size + 1, 1); /* one more: strtoull() must end somewhere */
  if (found == NULL) give_up("calloc");
  size_t whole = 0, bytes = 0, filled = 0, next = 0;
  for (; *files != NULL; ++files) {
    FILE* file = fopen(*files, "re");
    if (file == NULL) give_up(*files);
    /* A record may begin in one file and end in the next. */
    for (size_t more; (more = fread(found + filled, 1, size - filled, file)) > 0;) {
      bytes += more;
      filled += more;
      if (filled < size) continue;
      filled = 0;
      const size_t number = strtoull(found + slot_digits + 1, NULL, 10);
      if (number < next || number >= count) continue;
      put_digits(expected + slot_digits + 1, number_digits, number);
      if (memcmp(found, expected, size) != 0) continue;
      next = number + 1;
      ++whole;
    }
    fclose(file);
  }
  printf("%zu %zu\n", whole, bytes);
  return 0;
}

int main(int argc, char** argv) {
  const uint64_t main_ns = monotonic_ns();
  const char* kind = argc > 1 ? argv[1] : "";
  alarm(lifetime_s);
  if (strcmp(kind, "check") == 0 && argc >= 5)
    return check(number_of(argv[2]), number_of(argv[3]), number_of(argv[4]), argv + 5);
  if (strcmp(kind, "pause") == 0 && argc == 4) {
    arrive(argv[2], number_of(argv[3]), main_ns);
  } else if (strcmp(kind, "write") == 0 && argc == 7) {
    struct board* board = arrive(argv[2], number_of(argv[3]), main_ns);
    write_records(number_of(argv[3]), argv[4], number_of(argv[5]), number_of(argv[6]));
    ++board->finished;
  } else {
    fputs(
        "usage: bench_child pause BOARD SLOT | write BOARD SLOT GATE SIZE COUNT | "
        "check SLOT SIZE COUNT FILE...\n",
        stderr);
    return 2;
  }
  for (;;)
    pause();
}
