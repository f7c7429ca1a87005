// Small text operations in the way Python does them, because the file format is defined by it:
// blanks are Unicode blanks, letters are folded for ASCII only.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace actord::config {

// Bytes of the blank character at `at` (1 to 3), 0 if there is none.
std::size_t blank_at(std::string_view text, std::size_t at);

// Without leading and trailing blanks.
std::string_view trimmed(std::string_view text);
std::string_view trimmed_right(std::string_view text);

std::string lower(std::string_view text);
std::string upper(std::string_view text);

// The parts between any blanks; none for a blank text.
std::vector<std::string> words_of(std::string_view text);

// The trimmed parts between commas; none for an empty text, an empty one after a last comma.
std::vector<std::string> comma_list(std::string_view text);

std::string joined(const std::vector<std::string>& parts, std::string_view separator);

std::string with_all_replaced(std::string_view text, std::string_view what, std::string_view by);

// Insertions, deletions and replacements that lead from one to the other.
std::size_t edit_distance(std::string_view a, std::string_view b);

// Python's complaint about bytes that are no UTF-8, empty if they are. As its reader works in
// blocks of 8192 bytes, positions count from the beginning of the block.
std::string utf8_complaint(std::string_view bytes);

}  // namespace actord::config
