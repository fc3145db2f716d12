/* Scans files in windows with expressions for Hyperscan, as bench/native.ts asks: prints MB/s and matches, a line each. */
#include <hs/hs.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

enum { WINDOW = 64 * 1024, ROUNDS = 9 };

static unsigned long matches;

static int count(unsigned id, unsigned long long from, unsigned long long to, unsigned flags, void *context) {
  (void)id, (void)from, (void)to, (void)flags, (void)context;
  matches++;
  return 0;
}

static double now(void) {
  struct timespec t;
  clock_gettime(CLOCK_MONOTONIC, &t);
  return t.tv_sec + t.tv_nsec / 1e9;
}

/* argv: a file of expressions, one a line, `i` or `-` before it; then the files to scan. */
int main(int argc, char **argv) {
  static char lines[8192][512];
  static const char *expressions[8192];
  static unsigned flags[8192], ids[8192];
  unsigned total = 0;
  FILE *file = argc < 2 ? NULL : fopen(argv[1], "r");
  if (file == NULL) return 1;
  while (total < 8192 && fgets(lines[total], sizeof lines[total], file) != NULL) {
    lines[total][strcspn(lines[total], "\n")] = 0;
    flags[total] = lines[total][0] == 'i' ? HS_FLAG_CASELESS : 0;
    expressions[total] = lines[total] + 1;
    ids[total] = total;
    total++;
  }
  fclose(file);
  hs_database_t *database;
  hs_compile_error_t *error;
  hs_scratch_t *scratch = NULL;
  if (hs_compile_multi(expressions, flags, ids, total, HS_MODE_BLOCK, NULL, &database, &error) != HS_SUCCESS) {
    fprintf(stderr, "%s\n", error->message);
    return 1;
  }
  if (hs_alloc_scratch(database, &scratch) != HS_SUCCESS) return 1;
  for (int index = 2; index < argc; index++) {
    file = fopen(argv[index], "rb");
    if (file == NULL) return 1;
    fseek(file, 0, SEEK_END);
    long size = ftell(file);
    rewind(file);
    char *bytes = malloc((size_t)size);
    if (bytes == NULL || fread(bytes, 1, (size_t)size, file) != (size_t)size) return 1;
    fclose(file);
    double best = 0;
    for (int round = 0; round < ROUNDS; round++) {
      matches = 0;
      double start = now();
      for (long at = 0; at < size; at += WINDOW) {
        unsigned length = (unsigned)(size - at < WINDOW ? size - at : WINDOW);
        hs_scan(database, bytes + at, length, 0, scratch, count, NULL);
      }
      double speed = (double)size / 1e6 / (now() - start);
      if (speed > best) best = speed;
    }
    printf("%.0f %lu\n", best, matches);
    free(bytes);
  }
  return 0;
}
