// SPDX-License-Identifier: Apache-2.0
// Stands in for libFuzzer where there is none: runs the files given, then mutations of them.
//   fuzz_NAME [--seconds N] [--seed N] [FILE|DIRECTORY...]     FUZZ_SECONDS in the environment goes before --seconds
// The input that broke a run is left in ./crash-input.
#include <algorithm>
#include <chrono>
#include <csignal>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <random>
#include <string>
#include <string_view>
#include <vector>

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size);
extern "C" __attribute__((weak)) void __sanitizer_set_death_callback(void (*callback)());

namespace {

constexpr std::size_t longest_input = 65536;

std::string current; // the input being run

void keep_input() {
  std::FILE* file = std::fopen("crash-input", "wb");
  if (file != nullptr) {
    std::fwrite(current.data(), 1, current.size(), file);
    std::fclose(file);
  }
}

void on_signal(int number) {
  keep_input();
  std::signal(number, SIG_DFL);
  std::raise(number);
}

void run(std::string input) {
  current = std::move(input);
  const std::vector<std::uint8_t> bytes(current.begin(), current.end()); // exact size: reads beyond are seen
  LLVMFuzzerTestOneInput(bytes.data(), bytes.size());
}

class Mutator {
public:
  Mutator(std::uint64_t seed, const std::vector<std::string>& corpus) : random_(seed), corpus_(corpus) {}

  std::string next() {
    std::string input = corpus_[below(corpus_.size())];
    for (std::size_t i = 1 + below(10); i > 0; --i) {
      change(input);
    }
    input.resize(std::min(input.size(), longest_input));
    return input;
  }

private:
  std::size_t below(std::size_t bound) { return bound == 0 ? 0 : random_() % bound; }

  void change(std::string& input) {
    constexpr std::string_view telling = "\r\n \t:;,=/.-+0159afAFxHTP\"\\\0\x01\x7f\x80\xff";
    const std::size_t at = below(input.size() + 1);
    switch (below(6)) {
    case 0:
      input.insert(at, 1, telling[below(telling.size())]);
      break;
    case 1:
      input.insert(at, 1, static_cast<char>(random_() & 0xffU));
      break;
    case 2:
      input.erase(at, 1 + below(8));
      break;
    case 3:
      input.insert(at, input.substr(below(input.size() + 1), 1 + below(64)));
      break;
    case 4: {
      const std::string& other = corpus_[below(corpus_.size())];
      input = input.substr(0, at) + other.substr(below(other.size() + 1));
      break;
    }
    default:
      if (at < input.size()) {
        input[at] = static_cast<char>(static_cast<unsigned char>(input[at]) ^ (1U << below(8)));
      }
      break;
    }
  }

  std::mt19937_64 random_;
  const std::vector<std::string>& corpus_;
};

std::string read_file(const std::filesystem::path& path) {
  std::ifstream file(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(file), {}};
}

void add_inputs(const std::filesystem::path& path, std::vector<std::string>& corpus) {
  if (!std::filesystem::is_directory(path)) {
    corpus.push_back(read_file(path));
    return;
  }
  std::vector<std::filesystem::path> files;
  for (const auto& entry : std::filesystem::directory_iterator(path)) {
    files.push_back(entry.path());
  }
  std::sort(files.begin(), files.end());
  for (const auto& file : files) {
    corpus.push_back(read_file(file));
  }
}

} // namespace

int main(int argc, char** argv) {
  long seconds = 0;
  std::uint64_t seed = 1;
  std::vector<std::string> corpus;
  for (int i = 1; i < argc; ++i) {
    const std::string_view argument = argv[i];
    if (argument == "--seconds" && i + 1 < argc) {
      seconds = std::strtol(argv[++i], nullptr, 10);
    } else if (argument == "--seed" && i + 1 < argc) {
      seed = std::strtoull(argv[++i], nullptr, 10);
    } else if (std::filesystem::exists(argument)) {
      add_inputs(argument, corpus);
    } else {
      std::fprintf(stderr, "%s: no such file\n", argv[i]);
      return 2;
    }
  }
  if (const char* longer = std::getenv("FUZZ_SECONDS"); longer != nullptr) {
    seconds = std::strtol(longer, nullptr, 10);
  }
  if (__sanitizer_set_death_callback != nullptr) {
    __sanitizer_set_death_callback(keep_input);
  }
  std::signal(SIGABRT, on_signal);
  std::signal(SIGSEGV, on_signal);
  corpus.emplace_back();
  for (const std::string& input : corpus) {
    run(input);
  }
  Mutator mutator(seed, corpus);
  std::size_t runs = 0;
  const auto end = std::chrono::steady_clock::now() + std::chrono::seconds(seconds);
  while (std::chrono::steady_clock::now() < end) {
    run(mutator.next());
    ++runs;
  }
  std::printf("%zu inputs, %zu mutations\n", corpus.size(), runs);
  return 0;
}
