#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "limit.h"

enum { max_fields = 32 };

void give_up(const char* what) {
  fprintf(stderr, "limit: %s: %s\n", what, strerror(errno));
  exit(1);
}

static _Noreturn void refuse(const char* line) {
  fprintf(stderr, "limit: cannot understand '%s'\n", line);
  exit(2);
}

/* Splits at tabs into a null-terminated array that lives as long as the line. */
static size_t split(char* line, char** fields) {
  size_t count = 0;
  char* rest = line;
  for (char* field; (field = strsep(&rest, "\t")) != NULL;) {
    if (count + 1 == max_fields) refuse(line);
    fields[count++] = field;
  }
  fields[count] = NULL;
  return count;
}

static void add_program(struct list* list, char** fields, size_t count) {
  /* Grown by doubling; the array is never moved once the programs run. */
  if ((list->count & (list->count - 1)) == 0) {
    const size_t room = list->count == 0 ? 1 : list->count * 2;
    list->programs = realloc(list->programs, room * sizeof *list->programs);
    if (list->programs == NULL) give_up("realloc");
  }
  char** argv = calloc(count - 3, sizeof *argv);
  if (argv == NULL) give_up("calloc");
  memcpy(argv, fields + 4, (count - 4) * sizeof *argv);
  list->programs[list->count++] = (struct program){
      .name = fields[1],
      .argv = argv,
      .sinks = {{.pipe = -1, .log = -1, .path = fields[2]},
                {.pipe = -1, .log = -1, .path = fields[3]}},
      .pidfd = -1,
  };
}

static void add_record(struct list* list, char** fields, size_t count) {
  const char* key = fields[0];
  if (strcmp(key, "program") == 0 && count > 4) {
    add_program(list, fields, count);
  } else if (strcmp(key, "socket") == 0 && count == 2) {
    list->socket = fields[1];
  } else if (strcmp(key, "pipe_bytes") == 0 && count == 2) {
    list->pipe_bytes = atoi(fields[1]);
  } else if (strcmp(key, "batch_us") == 0 && count == 2) {
    list->batch_us = atol(fields[1]);
  } else if (strcmp(key, "rotate") == 0 && count == 3) {
    list->rotate_bytes = strtoull(fields[1], NULL, 10);
    list->backups = atoi(fields[2]);
  } else {
    refuse(key);
  }
}

struct list read_list(const char* path) {
  FILE* file = fopen(path, "re");
  if (file == NULL) give_up(path);
  struct list list = {0};
  char* line = NULL;
  size_t room = 0;
  for (ssize_t length; (length = getline(&line, &room, file)) > 0;) {
    if (line[length - 1] == '\n') line[--length] = '\0';
    char* kept = strdup(line); /* the fields point into it until the end */
    if (kept == NULL) give_up("strdup");
    char* fields[max_fields];
    add_record(&list, fields, split(kept, fields));
  }
  free(line);
  fclose(file);
  if (list.socket == NULL) refuse("a list without a socket");
  return list;
}
