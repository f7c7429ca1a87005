// One line from the user, or why there is none.
#pragma once

#include <cstdint>
#include <string>

namespace actord::cli {

struct read_line {
  enum class end : std::uint8_t { line, end_of_input, interrupted };
  end how{end::line};
  std::string text;  // without its newline
};

}  // namespace actord::cli
