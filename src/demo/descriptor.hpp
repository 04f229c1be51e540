// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <utility>

#include <unistd.h>

#include "base/result.hpp"

namespace gwdiag::demo {

// A file descriptor that is closed with its owner.
class Descriptor {
public:
  Descriptor() = default;
  explicit Descriptor(int number) : number_(number) {}

  ~Descriptor() { close(); }

  Descriptor(Descriptor&& other) noexcept : number_(std::exchange(other.number_, -1)) {}

  Descriptor& operator=(Descriptor&& other) noexcept {
    std::swap(number_, other.number_);
    return *this;
  }

  int number() const { return number_; }

  bool valid() const { return number_ >= 0; }

  void close() {
    if (number_ >= 0) {
      ::close(std::exchange(number_, -1));
    }
  }

private:
  int number_ = -1;
};

// Called once, it ends every wait of those who hold it.
class Stop {
public:
  Stop();
  void call();
  bool called() const;

  int number() const { return event_.number(); } // readable once it was called

private:
  Descriptor event_;
};

// A socket bound to 127.0.0.1, the port chosen by the kernel; not listening. Errors (internal).
Result<Descriptor> bound_socket(int type);
// A socket bound to a path; not listening.
Result<Descriptor> bound_socket(const std::string& path);
std::uint16_t port_of(const Descriptor& socket);
// A non-blocking connect that is under way; not valid when it failed at once.
Descriptor start_connect(std::uint16_t port);
Descriptor start_connect(const std::string& path);

// A port of 127.0.0.1 that is taken and refuses connections.
Result<Descriptor> closed_port();

// A listener that never accepts, its queue full: further connects get no answer.
struct FullQueue {
  Descriptor listener;
  std::array<Descriptor, 4> waiting;
};

Result<FullQueue> full_queue();

// A folder of its own below $TMPDIR, removed with what `file` named.
class Folder {
public:
  static Result<Folder> create();
  ~Folder();

  Folder(Folder&& other) noexcept : path_(std::exchange(other.path_, "")) {}

  Folder& operator=(Folder&& other) noexcept {
    path_.swap(other.path_);
    return *this;
  }

  std::string file(const char* name) const { return path_ + "/" + name; }

  Result<void> write(const char* name, const std::string& text) const;

private:
  explicit Folder(std::string path) : path_(std::move(path)) {}

  std::string path_;
};

} // namespace gwdiag::demo
