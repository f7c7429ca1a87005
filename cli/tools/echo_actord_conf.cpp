// Prints the sample configuration, as echo_supervisord_conf does; with --reference-page the page of
// docs/generated. Other arguments are ignored.
#include <cstdio>
#include <string>
#include <string_view>

#include "config/documents.hpp"

int main(int argc, char** argv) {
  const bool page = argc > 1 && std::string_view{argv[1]} == "--reference-page";
  const std::string text =
      page ? actord::config::reference_page() : actord::config::sample_config();
  const bool written = std::fwrite(text.data(), 1, text.size(), stdout) == text.size();
  return written && std::fflush(stdout) == 0 ? 0 : 1;
}
