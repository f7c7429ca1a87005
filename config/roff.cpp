#include "config/roff.hpp"

#include <cctype>

namespace actord::config {

std::string roff_text(std::string_view text) {
  std::string out;
  bool line_begins = true;
  for (const char c : text) {
    if (line_begins && (c == '.' || c == '\'')) out += "\\&";
    line_begins = c == '\n';
    if (c == '\\')
      out += "\\e";
    else if (c == '-')
      out += "\\-";
    else if (c == '`')
      out += '"';  // code in a text for people
    else
      out += c;
  }
  return out;
}

roff_page::roff_page(std::string_view name, int section, std::string_view one_line) {
  std::string title{name};
  for (auto& c : title)
    c = static_cast<char>(std::toupper(static_cast<unsigned char>(c)));
  text_ = ".\\\" Made from the tables of the program by the unit tests (ACTORD_UPDATE_GOLDEN=1).\n";
  text_ += ".TH " + roff_text(title) + " " + std::to_string(section) + " \"\" actord\n";
  text_ += ".SH NAME\n" + roff_text(name) + " \\- " + roff_text(one_line) + "\n";
}

void roff_page::section(std::string_view title) {
  text_ += ".SH " + roff_text(title) + "\n";
}

void roff_page::subsection(std::string_view title) {
  text_ += ".SS " + roff_text(title) + "\n";
}

void roff_page::paragraph(std::string_view text) {
  text_ += ".PP\n" + roff_text(text) + "\n";
}

void roff_page::item(std::string_view term, std::string_view explanation) {
  text_ += ".TP\n.B " + roff_text(term) + "\n" + roff_text(explanation) + "\n";
}

void roff_page::example(std::string_view lines) {
  text_ += ".PP\n.nf\n.RS\n" + roff_text(lines);
  if (lines.empty() || lines.back() != '\n') text_ += "\n";
  text_ += ".RE\n.fi\n";
}

}  // namespace actord::config
