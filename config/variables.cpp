#include "config/variables.hpp"

#include <algorithm>
#include <cstddef>

#include "config/config_error.hpp"
#include "config/text.hpp"

namespace actord::config {
namespace {

constexpr int deepest_reference = 16;  // defaults within defaults

bool is_variable_name(std::string_view name) {
  const auto letter = [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_';
  };
  const auto digit = [](char c) { return c >= '0' && c <= '9'; };
  return !name.empty() && letter(name.front()) &&
         std::all_of(name.begin(), name.end(), [&](char c) { return letter(c) || digit(c); });
}

// `text` begins behind "${"; the position of the brace that closes it.
std::size_t closing_brace(std::string_view text) {
  int depth = 1;
  for (std::size_t at = 0; at < text.size(); ++at) {
    if (text.substr(at).starts_with("${")) ++depth;
    if (text[at] == '}' && --depth == 0) return at;
  }
  throw value_error{"the reference ${" + std::string{text} + " has no closing brace"};
}

class substitution {
 public:
  substitution(const variable_lookup& find, const reference_rules& rules)
      : find_{find}, rules_{rules} {}

  std::string run(std::string_view text, int depth) const {
    if (depth > deepest_reference) throw value_error{"references are nested too deeply"};
    std::string out;
    while (!text.empty()) {
      const auto dollar = text.find('$');
      out.append(text.substr(0, dollar));
      if (dollar == std::string_view::npos) break;
      text.remove_prefix(dollar + 1);
      if (rules_.doubled_dollar && text.starts_with('$')) {
        out += '$';
        text.remove_prefix(1);
      } else if (text.starts_with('{')) {
        text.remove_prefix(1);
        const auto end = closing_brace(text);
        out += value_of(text.substr(0, end), depth);
        text.remove_prefix(end + 1);
      } else {
        out += '$';
      }
    }
    return out;
  }

 private:
  // `reference` is what stands between the braces.
  std::string value_of(std::string_view reference, int depth) const {
    const auto sign = reference.find(":-");
    const auto name = reference.substr(0, sign);
    if (!is_variable_name(name))
      throw value_error{"${" + std::string{reference} +
                        "} is no reference: write ${NAME} or ${NAME:-default}, or $${ for the "
                        "signs themselves"};
    const auto value = find_(name);
    const bool has_default = sign != std::string_view::npos;
    if (value && !(has_default && value->empty()))
      return with_all_replaced(*value, "%", rules_.percent);
    if (has_default) return run(reference.substr(sign + 2), depth + 1);
    throw value_error{"the environment variable " + std::string{name} +
                      " is not set; a default is written ${" + std::string{name} + ":-default}"};
  }

  const variable_lookup& find_;
  const reference_rules& rules_;
};

}  // namespace

std::string with_variables(std::string_view text, const variable_lookup& find,
                           const reference_rules& rules) {
  return substitution{find, rules}.run(text, 0);
}

std::string without_references(std::string_view text) {
  std::string out;
  while (!text.empty()) {
    const auto dollar = std::min(text.find('$'), text.size());
    out.append(text.substr(0, dollar));
    text.remove_prefix(dollar);
    const auto run = std::min(text.find_first_not_of('$'), text.size());
    const bool acts = run > 1 || text.substr(run).starts_with('{');
    out.append(acts ? 2 * run : run, '$');
    text.remove_prefix(run);
  }
  return out;
}

}  // namespace actord::config
