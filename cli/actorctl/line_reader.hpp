// Lines from the user. On a terminal with editing, history and Tab (libedit); otherwise just lines,
// after a prompt all the same, as supervisorctl does.
//
// Promises: ^C ends a read at once and is not lost. Whatever follows a line stays for the next
// read: a confirmation takes the line after its action.
#pragma once

#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "cli/actorctl/interrupts.hpp"
#include "cli/actorctl/read_line.hpp"

namespace actord::cli {

// What the text before the cursor can become; see completion.hpp.
using completer = std::function<std::vector<std::string>(std::string_view before_cursor)>;

class line_reader {
 public:
  virtual ~line_reader() = default;
  virtual read_line read(std::string_view prompt) = 0;
};

// Reads descriptor 0, prompts on descriptor 1.
std::unique_ptr<line_reader> make_plain_reader(interrupts& watch);

// Both must be terminals. The history is read now and written at the end; empty name: none. Faults
// of the file are ignored: history is a comfort.
std::unique_ptr<line_reader> make_editing_reader(interrupts& watch, std::string history_file,
                                                 completer complete);

}  // namespace actord::cli
