// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <dlfcn.h>

namespace gwdiag {

/// A shared library that few runs need, looked for at run time: what is linked costs each start its
/// loading. It stays loaded.
class Library {
public:
  /// Takes the name that the loader knows it by (soname). Loads nothing that a program named before
  /// has already.
  explicit Library(const char* soname) : handle_(dlopen(soname, RTLD_NOW | RTLD_LOCAL)) {}

  /// Sets `into` to the function of this name; false when the library or the function is missing.
  template <typename Function> bool find(const char* name, Function& into) const {
    into = handle_ == nullptr ? nullptr : reinterpret_cast<Function>(dlsym(handle_, name));
    return into != nullptr;
  }

private:
  void* handle_;
};

} // namespace gwdiag
