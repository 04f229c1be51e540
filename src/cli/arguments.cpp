// SPDX-License-Identifier: Apache-2.0
#include "cli/arguments.hpp"

#include <algorithm>
#include <array>
#include <utility>

#include <CLI/CLI.hpp>
#include <fmt/format.h>

#include "base/text.hpp"

namespace gwdiag {

namespace {

struct Registered {
  const OptionRow* row;
  bool prefixed;
  std::string name;
  CLI::Option* option;
};

// What people type who know curl or openssl, and what it is here.
struct Elsewhere {
  std::string_view typed;
  std::string_view here;
};

constexpr std::array<Elsewhere, 20> elsewhere{{
    {"-k", "--insecure"},
    {"-H", "--header"},
    {"-X", "--method"},
    {"--request", "--method"},
    {"-I", "--method HEAD"},
    {"--head", "--method HEAD"},
    {"-m", "--deadline"},
    {"--max-time", "--deadline"},
    {"--connect-timeout", "--timeout"},
    {"-d", "--data @FILE"},
    {"--data-binary", "--data @FILE"},
    {"-E", "--cert"},
    {"--http1.1", "--http1"},
    {"--haproxy-protocol", "--proxy-protocol 1"},
    {"--dns-servers", "--resolver"},
    {"--servername", "--sni"},
    {"--unix-socket", "http://unix:/path.sock"},
    {"-u", "http://USER:PASSWORD@HOST"},
    {"--user", "http://USER:PASSWORD@HOST"},
    {"--json", "-o json"},
}};

std::unexpected<Error> wrong(std::string text) {
  return fail(ErrorKind::usage, std::move(text));
}

std::vector<std::string> known_names(Command command) {
  std::vector<std::string> names{"--help"};
  for (const OptionRow& row : option_rows()) {
    if (takes(command, row) && row.help != hidden) {
      names.emplace_back(row.name);
    }
    if (takes_prefixed(command, row)) {
      names.push_back(prefixed(row));
    }
  }
  return names;
}

bool belongs_elsewhere(std::string_view name) {
  return std::ranges::any_of(option_rows(), [&](const OptionRow& row) {
    return row.name == name || (row.letter != 0 && name == std::string{'-', row.letter}) ||
           (row.set_upstream != nullptr && prefixed(row) == name);
  });
}

// What stands behind an equals sign, or glued to a letter, may be a secret and is not repeated.
std::string unknown_option(Command command, std::string_view word) {
  const std::string_view name = word.substr(0, word.find('='));
  const bool is_long = name.starts_with("--");
  const std::string shown = escape_peer(is_long ? name.substr(0, 80) : name.substr(0, 2));
  const std::string_view command_name = row_of(command).name;
  for (const Elsewhere& entry : elsewhere) {
    if (entry.typed == (is_long ? name : name.substr(0, 2))) {
      return fmt::format("{}: unknown option; here it is {}", shown, entry.here);
    }
  }
  if (belongs_elsewhere(name)) {
    return fmt::format(
        "{}: not an option of {}; see gwdiag {} --help", shown, command_name, command_name);
  }
  const std::vector<std::string> known = known_names(command);
  if (is_long) {
    if (const std::vector<std::string> near = nearest(name, known, 1); !near.empty()) {
      return fmt::format("{}: unknown option; did you mean {}?", shown, near.front());
    }
  } else if (const std::string with_dash = fmt::format("-{}", name);
             std::ranges::find(known, with_dash) != known.end()) {
    return fmt::format("{}: unknown option; did you mean {}?", name, with_dash);
  }
  return fmt::format("{}: unknown option; see gwdiag {} --help", shown, command_name);
}

// One command's part of the table, as CLI11 has it. Values are taken one for each occurrence and
// read later, so that neither a positional behind a repeatable option nor a value in brackets is
// lost to it.
class Reader {
public:
  explicit Reader(Command command) : command_(command) {
    app_.set_help_flag();
    app_.allow_extras();
    help_ = app_.add_flag("-h,--help");
    version_ = app_.add_flag("-V,--version");
    for (const OptionRow& row : option_rows()) {
      if (takes(command, row)) {
        add(row, false, std::string(row.name));
      }
      if (takes_prefixed(command, row)) {
        add(row, true, prefixed(row));
      }
    }
  }

  Result<Arguments> read(const std::vector<std::string>& words) {
    if (std::string problem = find_empty_value(words); !problem.empty()) {
      return wrong(std::move(problem));
    }
    std::vector<std::string> reversed(words.rbegin(), words.rend()); // as CLI11 wants it
    try {
      app_.parse(std::move(reversed));
    } catch (const CLI::ParseError&) {
      return wrong(explain_failure(words));
    }
    Arguments arguments;
    arguments.help = help_->count() > 0;
    arguments.version = version_->count() > 0;
    if (std::string problem = take_rest(arguments); !problem.empty()) {
      return wrong(std::move(problem));
    }
    for (const Registered& entry : registered_) {
      if (std::string problem = take(entry, arguments); !problem.empty()) {
        return wrong(std::move(problem));
      }
    }
    return arguments;
  }

private:
  void add(const OptionRow& row, bool is_prefixed, std::string name) {
    const std::string names = row.letter != 0 ? fmt::format("-{},{}", row.letter, name) : name;
    CLI::Option* option = nullptr;
    if (row.value.empty()) {
      option = app_.add_flag(names)->disable_flag_override();
    } else {
      option = app_.add_option(names)->expected(1)->allow_extra_args(false)->take_all();
    }
    registered_.push_back({&row, is_prefixed, std::move(name), option});
  }

  // CLI11 gives up on two things only: a flag with a value, and a last option whose value is
  // missing.
  std::string explain_failure(const std::vector<std::string>& words) const {
    for (const std::string& word : words) {
      const std::size_t equals = word.find('=');
      const auto* entry = find(word.substr(0, equals));
      if (equals != std::string::npos && entry != nullptr && entry->row->value.empty()) {
        return fmt::format("{}: takes no value; leave out what follows the equals sign",
                           entry->name);
      }
    }
    const Registered* last = words.empty() ? nullptr : find(words.back());
    return last == nullptr ? fmt::format("the arguments cannot be read; see gwdiag {} --help",
                                         row_of(command_).name)
                           : missing_value(*last, "");
  }

  static std::string missing_value(const Registered& entry, std::string_view follows) {
    return fmt::format("{}: the value is missing{}; write {} {}",
                       entry.name,
                       follows,
                       entry.name,
                       entry.row->value);
  }

  // For CLI11 the value of `--host=` is the next word, which is what an unset shell variable
  // leaves.
  std::string find_empty_value(const std::vector<std::string>& words) const {
    for (const std::string& word : words) {
      if (word == "--") {
        break;
      }
      const Registered* entry =
          word.ends_with('=') ? find(word.substr(0, word.size() - 1)) : nullptr;
      if (entry != nullptr && !entry->row->value.empty()) {
        return missing_value(*entry, "");
      }
    }
    return {};
  }

  // The option that `word` names as a whole, short or long; null when it is none.
  const Registered* find(std::string_view word) const {
    const auto entry = std::ranges::find_if(registered_, [&](const Registered& r) {
      return r.name == word ||
             (r.row->letter != 0 && !r.prefixed && word == std::string{'-', r.row->letter});
    });
    return entry == registered_.end() ? nullptr : &*entry;
  }

  std::string take_rest(Arguments& arguments) const {
    bool only_positionals = false;
    for (const std::string& word : app_.remaining()) {
      if (!only_positionals && word == "--") {
        only_positionals = true;
      } else if (!only_positionals && word.size() > 1 && word[0] == '-') {
        return unknown_option(command_, word);
      } else {
        arguments.positionals.push_back(word);
      }
    }
    return {};
  }

  std::string take(const Registered& entry, Arguments& arguments) const {
    const std::size_t count = entry.option->count();
    if (count == 0) {
      return {};
    }
    Arguments::Given given{entry.row, entry.prefixed, entry.name, {}};
    if (entry.row->value.empty()) {
      given.values.emplace_back();
      arguments.options.push_back(std::move(given));
      return {};
    }
    if (count > 1 && !entry.row->repeatable) {
      return fmt::format("{}: given {} times; give it once", entry.name, count);
    }
    given.values = entry.option->results();
    for (const std::string& value : given.values) {
      if (const Registered* other = find(value); other != nullptr) {
        return missing_value(entry, fmt::format(", {} follows", other->name));
      }
    }
    arguments.options.push_back(std::move(given));
    return {};
  }

  Command command_;
  CLI::App app_;
  CLI::Option* help_ = nullptr;
  CLI::Option* version_ = nullptr;
  std::vector<Registered> registered_;
};

} // namespace

Result<Arguments> read_arguments(Command command, const std::vector<std::string>& words) {
  return Reader(command).read(words);
}

} // namespace gwdiag
