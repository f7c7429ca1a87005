// The markup of the pages: pure, from values to text.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "core/messages.hpp"
#include "gateway/backend.hpp"

namespace actord::gateway::html {

struct status_page {
  std::string identifier;
  std::string version;
  std::string message;  // of the action before; may be empty
  std::vector<core::process_info> processes;
};
std::string render(const status_page& page);

// Asks whether an action that came as a link is meant.
std::string confirmation(std::string_view process, std::string_view action);

struct tail_page {
  std::string process;  // as asked for
  std::int64_t limit{0};
  std::string text;
};
std::string render(const tail_page& page);

extern const std::string_view stylesheet;

}  // namespace actord::gateway::html
