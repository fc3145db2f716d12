// Scans files in windows with one alternation for RE2, as bench/native.ts asks: prints MB/s and matches, a line each.
#include <re2/re2.h>
#include <chrono>
#include <cstdio>
#include <fstream>
#include <iterator>
#include <string>
#include <vector>

constexpr size_t kWindow = 64 * 1024;
constexpr int kRounds = 5;

// argv: a file of expressions, one a line, `i` or `-` before it; then the files to scan.
int main(int argc, char **argv) {
  if (argc < 2) return 1;
  std::ifstream lines(argv[1]);
  std::string all;
  for (std::string line; std::getline(lines, line);) {
    if (line.empty()) continue;
    all += (all.empty() ? "(?:" : "|(?:") + std::string(line[0] == 'i' ? "(?i)" : "") + line.substr(1) + ")";
  }
  RE2::Options options;
  options.set_encoding(RE2::Options::EncodingLatin1);
  options.set_max_mem(64 << 20);
  RE2 expression(all, options);
  if (!expression.ok()) return 1;
  for (int index = 2; index < argc; index++) {
    std::ifstream file(argv[index], std::ios::binary);
    const std::string bytes((std::istreambuf_iterator<char>(file)), std::istreambuf_iterator<char>());
    double best = 0;
    unsigned long matches = 0;
    for (int round = 0; round < kRounds; round++) {
      matches = 0;
      const auto start = std::chrono::steady_clock::now();
      for (size_t at = 0; at < bytes.size(); at += kWindow) {
        re2::StringPiece window(bytes.data() + at, std::min(kWindow, bytes.size() - at));
        re2::StringPiece match;
        size_t from = 0;
        while (expression.Match(window, from, window.size(), RE2::UNANCHORED, &match, 1)) {
          matches++;
          from = match.data() - window.data() + std::max<size_t>(match.size(), 1);
          if (from > window.size()) break;
        }
      }
      const std::chrono::duration<double> seconds = std::chrono::steady_clock::now() - start;
      best = std::max(best, bytes.size() / 1e6 / seconds.count());
    }
    std::printf("%.0f %lu\n", best, matches);
  }
}
