#include <algorithm>
#include <cctype>
#include <string_view>

#include "cli/actorctl/complaints.hpp"
#include "cli/actorctl/help.hpp"
#include "cli/actorctl/log_reading.hpp"
#include "cli/actorctl/names.hpp"
#include "cli/actorctl/verbs.hpp"

namespace actord::cli {

namespace {

constexpr std::int64_t usual_offset = -1600;

std::string lower_case(std::string_view text) {
  std::string result{text};
  std::transform(result.begin(), result.end(), result.begin(), [](char letter) {
    return static_cast<char>(std::tolower(static_cast<unsigned char>(letter)));
  });
  return result;
}

// What `tail` was asked for.
struct tail_order {
  std::string modifier;  // -f or -<bytes>; empty: the usual
  std::string name;
  std::string channel{"stdout"};
};

// Splits the arguments as Supervisor does: the last of several is the channel. Says what is wrong
// with them; nullopt then.
std::optional<tail_order> understood(call& c) {
  if (c.words.empty() || c.words.size() > 3) {
    print_usage_error(c, c.words.empty() ? "Error: too few arguments" : "Error: too many arguments",
                      "tail");
    return std::nullopt;
  }
  tail_order order;
  auto words = c.words;
  if (words.front().starts_with('-')) {
    order.modifier = words.front();
    words.erase(words.begin());
  }
  if (words.empty()) {
    c.here.out << "Error: tail requires process name\n";
    return std::nullopt;
  }
  order.name = words.front();
  if (words.size() > 1) order.channel = lower_case(words.back());
  if (order.channel != "stdout" && order.channel != "stderr") {
    c.here.out << "Error: bad channel '" << words.back() << "'\n";
    return std::nullopt;
  }
  return order;
}

exit_code say_no(call& c, std::string_view name, std::string_view why) {
  c.here.out << name << ": ERROR (" << why << ")\n";
  return exit_code::failure;
}

// The end of a log, or why there is none. Supervisor ends it with a newline of its own.
exit_code print_end(call& c, const core::log_name& log, std::int64_t offset,
                    std::string_view name) {
  const auto outcome = print_log(c, log, offset);
  if (outcome.broken) return *outcome.broken;
  switch (outcome.problem) {
    case core::fault_code::success:
      c.here.out << '\n';
      return exit_code::success;
    case core::fault_code::no_file:
      return say_no(c, name, "no log file");
    case core::fault_code::failed:
      return say_no(c, name, "unknown error reading log");
    case core::fault_code::bad_name:
      return say_no(c, name, "no such process name");
    default:
      return complain(c, outcome.problem, outcome.detail);
  }
}

exit_code bad_argument(call& c, std::string_view word) {
  c.here.out << "Error: bad argument " << word << '\n';
  return exit_code::failure;
}

}  // namespace

exit_code tail_log(call& c) {
  const auto order = understood(c);
  if (!order) return exit_code::failure;
  const auto whom = target_of(order->name);
  const core::log_name log{whom.group, whom.process, order->channel == "stderr"};
  if (order->modifier == "-f") {
    const auto path = "/logtail/" + order->name + "/" + order->channel;
    if (whom.kind == core::target_kind::process) return follow_log(c, log, path);
    return refuse_to_follow(c, path);
  }

  const auto offset =
      order->modifier.empty() ? std::optional{usual_offset} : offset_of(order->modifier);
  if (!offset) return bad_argument(c, order->modifier);
  if (whom.kind == core::target_kind::group) return say_no(c, order->name, "no such process name");
  return print_end(c, log, *offset, order->name);
}

exit_code tail_main_log(call& c) {
  if (c.words.size() > 1) {
    print_usage_error(c, "Error: too many arguments", "maintail");
    return exit_code::failure;
  }
  if (c.words.empty()) return print_end(c, {}, usual_offset, "supervisord");
  const auto& word = c.words.front();
  if (word == "-f") return follow_log(c, {}, "/mainlogtail");
  const auto offset = offset_of(word);
  return offset ? print_end(c, {}, *offset, "supervisord") : bad_argument(c, word);
}

}  // namespace actord::cli
