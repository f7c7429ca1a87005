// Manual pages in man(7) markup, for texts that come from tables. Values only.
#pragma once

#include <string>
#include <string_view>

namespace actord::config {

// `text` as it stands: backslashes, hyphens and a leading dot mean themselves.
std::string roff_text(std::string_view text);

class roff_page {
 public:
  // The date is left out: the page is compared with its sources by a test.
  roff_page(std::string_view name, int section, std::string_view one_line);

  void section(std::string_view title);
  void subsection(std::string_view title);
  void paragraph(std::string_view text);
  // A term in bold with its explanation indented below.
  void item(std::string_view term, std::string_view explanation);
  // Lines that are not filled.
  void example(std::string_view lines);

  const std::string& text() const { return text_; }

 private:
  std::string text_;
};

}  // namespace actord::config
