// The only file that knows libedit.
#include <histedit.h>
#include <unistd.h>

#include <array>
#include <cstdio>
#include <cwchar>
#include <sstream>

#include "cli/actorctl/completion.hpp"
#include "cli/actorctl/history_file.hpp"
#include "cli/actorctl/line_reader.hpp"
#include "cli/actorctl/render.hpp"

namespace actord::cli {

namespace {

// Bounds the one-byte reads of a character that never becomes valid.
constexpr int longest_character = 8;

constexpr wchar_t end_of_transmission = L'\x04';  // ^D

class editing_reader : public line_reader {
 public:
  editing_reader(interrupts& watch, std::string history_path, completer complete)
      : watch_{watch},
        complete_{std::move(complete)},
        history_path_{std::move(history_path)},
        edit_{el_init("actorctl", stdin, stdout, stderr)},
        history_{history_init()} {
    set_up_history();
    set_up_editor();
  }
  editing_reader(const editing_reader&) = delete;
  editing_reader& operator=(const editing_reader&) = delete;

  ~editing_reader() override {
    if (!history_path_.empty()) write_history(history_path_, lines_);
    el_end(edit_);
    history_end(history_);
  }

  read_line read(std::string_view prompt) override {
    prompt_ = prompt;
    interrupted_ = false;
    // Before the prompt: who answers it at once must not meet a terminal that still edits lines.
    (void)el_set(edit_, EL_PREP_TERM, 1);
    int length = 0;
    const char* text = el_gets(edit_, &length);
    if (interrupted_) {
      (void)watch_.taken();
      return {read_line::end::interrupted, {}};
    }
    if (text == nullptr || length <= 0) return {read_line::end::end_of_input, {}};
    std::string line{text, static_cast<std::size_t>(length)};
    if (line.ends_with('\n')) line.pop_back();
    remember(line);
    return {read_line::end::line, std::move(line)};
  }

 private:
  static editing_reader& behind(EditLine* edit) {
    void* self = nullptr;
    (void)el_get(edit, EL_CLIENTDATA, &self);
    return *static_cast<editing_reader*>(self);
  }

  static char* prompt_of(EditLine* edit) { return behind(edit).prompt_.data(); }
  static unsigned char on_tab(EditLine* edit, int) { return behind(edit).tab(); }
  static int next_character(EditLine* edit, wchar_t* into) { return behind(edit).character(into); }

  void set_up_history() {
    HistEvent event;
    (void)history(history_, &event, H_SETSIZE, static_cast<int>(most_history_lines));
    if (history_path_.empty()) return;
    lines_ = read_history(history_path_);
    for (const auto& line : lines_)
      (void)history(history_, &event, H_ENTER, line.c_str());
  }

  void set_up_editor() {
    (void)el_set(edit_, EL_CLIENTDATA, this);
    (void)el_set(edit_, EL_PROMPT, &prompt_of);
    (void)el_set(edit_, EL_EDITOR, "emacs");
    (void)el_set(edit_, EL_SIGNAL, 0);
    (void)el_set(edit_, EL_HIST, &history, history_);
    (void)el_set(edit_, EL_GETCFN, &next_character);
    (void)el_set(edit_, EL_ADDFN, "complete", "offer what the word can become", &on_tab);
    (void)el_set(edit_, EL_BIND, "^I", "complete", nullptr);
    (void)el_set(edit_, EL_BIND, "^R", "em-inc-search-prev", nullptr);
    (void)el_source(edit_, nullptr);  // the user's ~/.editrc, if there is one
  }

  // libedit would go on reading after a signal; so we do the reading.
  int character(wchar_t* into) {
    std::mbstate_t state{};
    for (int i = 0; i < longest_character; ++i) {
      if (!readable_before_interrupt(STDIN_FILENO, watch_)) {
        interrupted_ = true;
        return -1;
      }
      char byte = 0;
      const auto count = ::read(STDIN_FILENO, &byte, 1);
      if (count <= 0) return static_cast<int>(count);
      const auto converted = std::mbrtowc(into, &byte, 1, &state);
      if (converted == static_cast<std::size_t>(-1)) {
        state = {};  // no character in this locale: on with the next byte
      } else if (converted != static_cast<std::size_t>(-2)) {
        // A ^D that was typed while an action ran comes as a null character.
        if (*into == L'\0' && nothing_typed()) *into = end_of_transmission;
        return 1;
      }
    }
    return 0;
  }

  bool nothing_typed() const {
    const auto* line = el_line(edit_);
    return line->lastchar == line->buffer;
  }

  unsigned char tab() {
    const auto* line = el_line(edit_);
    const std::string_view before{line->buffer,
                                  static_cast<std::size_t>(line->cursor - line->buffer)};
    const auto typed = word_before_cursor(before).size();
    const auto words = complete_(before);
    if (words.empty()) return CC_REFRESH_BEEP;
    auto addition = common_beginning(words).substr(typed);
    if (words.size() == 1) addition += ' ';
    if (addition.empty()) {
      show(words);
      return CC_REDISPLAY;
    }
    return el_insertstr(edit_, addition.c_str()) == 0 ? CC_REFRESH : CC_REFRESH_BEEP;
  }

  static void show(const std::vector<std::string>& words) {
    std::ostringstream text;
    render_columns(text, words);
    (void)std::printf("\n%s", text.str().c_str());  // a broken terminal shows itself soon enough
    (void)std::fflush(stdout);
  }

  void remember(const std::string& line) {
    if (line.find_first_not_of(" \t") == std::string::npos) return;
    if (!lines_.empty() && lines_.back() == line) return;
    HistEvent event;
    (void)history(history_, &event, H_ENTER, line.c_str());
    lines_.push_back(line);
    if (lines_.size() > most_history_lines) lines_.erase(lines_.begin());
  }

  interrupts& watch_;
  completer complete_;
  std::string history_path_;
  EditLine* edit_;
  History* history_;
  std::string prompt_;
  std::vector<std::string> lines_;
  bool interrupted_{false};
};

}  // namespace

std::unique_ptr<line_reader> make_editing_reader(interrupts& watch, std::string history_file,
                                                 completer complete) {
  return std::make_unique<editing_reader>(watch, std::move(history_file), std::move(complete));
}

}  // namespace actord::cli
