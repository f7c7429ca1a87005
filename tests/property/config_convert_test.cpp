// Property: an INI and the YAML that it converts to give the same model, the same remarks and the
// same client. Configurations are made up from the option table; seeds are fixed, and a failure
// prints its own.
#include "config/convert.hpp"

#include <unistd.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <random>

#include "config/event_names.hpp"
#include "config/option_table.hpp"
#include "config/yaml_layout.hpp"
#include "tests/helpers/catch.hpp"
#include "tests/helpers/converted.hpp"

using namespace actord;
using config::option_row;
using config::section_kind;
using config::value_type;

namespace {

using texts = std::vector<std::string>;

// Odd pieces of text that survive in an INI.
const texts odd_texts{"x",
                      "a b",
                      "true",
                      "null",
                      "~",
                      "007",
                      "1.5",
                      "- x",
                      "? y",
                      "a: b",
                      "it's",
                      "\"q\"",
                      "'s'",
                      "a;b#c",
                      "[x, y]",
                      "{a: b}",
                      "*star",
                      "&and",
                      "!bang",
                      "| pipe",
                      "> fold",
                      "@at `tick`",
                      "\\n \\x",
                      "$HOME ${HOME} $$ $${X}",
                      "100%% sure",
                      "%(here)s/x",
                      "%(ENV_OUTER)s",
                      "\xc3\xa4\xe2\x82\xac\xf0\x9f\x98\x80",
                      "a\xe2\x80\xa8"
                      "b",
                      "tab\there",
                      "line\n  and line",
                      "\n  begins below",
                      "one\n\n  two\n  # not a comment of YAML: three",
                      "colon: ",
                      "x:y",
                      "<<",
                      "=",
                      ",",
                      "a,b,,c"};
const texts environments{"",
                         "A=1",
                         "A=\"1\",B=\"2\"",
                         "A='x y',\n  B=\"q\\\"uo\\\\te\"",
                         "A=\"%(here)s/x:%(ENV_OUTER)s\"",
                         "A='%(here)s'",
                         "A=%(ENV_WORD)s",
                         "%(ENV_PAIRS)s",
                         "A=\"100%%\"",
                         "A=a;B=b,",
                         "A=$HOME",
                         "A=a b",
                         "A=\"${HOME}\",B=\"$$\"",
                         "\"odd key\"=1",
                         "A=\"\",A=2",
                         "A=\"x,y=z\"",
                         "A=\"a\n  b\"",
                         "=\"=\""};
const texts list_items{"p0", "p1", "p2", "f0"};

texts values_of(value_type type) {
  switch (type) {
    case value_type::text:
      return odd_texts;
    case value_type::command: {
      texts commands = odd_texts;
      commands.emplace_back("sh -c 'echo \"a b\"'\n  more");
      return commands;
    }
    case value_type::integer:
      return {"0", "1", "2", "17", "1_000", "+5", "-1", "%(ENV_NUMBER)s"};
    case value_type::whole_seconds:
      return {"0", "1", "90", "1_0", "+5", "-1", "007", "%(ENV_NUMBER)s"};
    case value_type::seconds:
      return {"0", "1.5", "0.25", "10", "%(ENV_NUMBER)s"};
    case value_type::boolean:
      return {"true", "FALSE", "yes", "No", "on", "off", "0", "1", "%(ENV_TRUTH)s"};
    case value_type::restart:
      return {"true", "False", "unexpected", "Unexpected", "0"};
    case value_type::byte_size:
      return {"0", "100", "5KB", "50mb", "1 GB", "-1", "1_0kb", "%(ENV_NUMBER)sMB"};
    case value_type::octal:
      return {"022", "0o22", "22", "0700", "%(ENV_NUMBER)s"};
    case value_type::level:
      return {"info", "DEBUG", "blather"};
    case value_type::signal:
      return {"TERM", "SIGHUP", "int", "9"};
    case value_type::exit_codes:
      return {"0", "0,2", " 1 , 255 ", "", "1_0"};
    case value_type::user:
      return {"root", "0"};
    case value_type::owner:
      return {"root", "root:root", "0:0"};
    case value_type::environment:
      return environments;
    case value_type::event_list:
      return {"TICK_5", "process_state,TICK_60", "EVENT , PROCESS_LOG"};
    case value_type::address:
      return {"9001", "127.0.0.1:9001", "*:80", ":80", "Host:1"};
    case value_type::url:
      return {"unix:///tmp/x", "http://localhost:1"};
    case value_type::directory:
      return {"/tmp", "%(here)s"};
    case value_type::child_log:
      return {"AUTO", "none", "off", "syslog", "%(here)s/l.log", "/tmp/100%%%%.log", "/tmp/$x"};
    case value_type::path:
    case value_type::file:
    case value_type::main_log:
      return {"/tmp/x", "%(here)s/x", "x y", "~/x", "syslog"};
    case value_type::log_rotation:
      return {"size", "Daily", "6h", "10d"};
    case value_type::log_compression:
      return {"none", "gzip"};
    case value_type::log_overflow:
      return {"block", "drop"};
    case value_type::log_format:
      return {"text", "json"};
    case value_type::syslog_facility:
      return {"user", "local0"};
    case value_type::syslog_level:
      return {"info", "err"};
    case value_type::update_strategy:
      return {"group", "minimal"};
    case value_type::retries:
      return {"0", "3", "infinite", "Infinite"};
    case value_type::strategy:
      return {"one_for_one", "One_For_All", "rest_for_one"};
    case value_type::escalation:
      return {"fatal", "escalate", "exit"};
    case value_type::start_strategy:
      return {"ordered", "sequential"};
    case value_type::backoff:
      return {"linear", "constant", "exponential"};
    case value_type::exit_rule:
      return {"never", "any_significant", "all_significant"};
    default:
      return {};  // what the sample configuration has
  }
}

class generator {
 public:
  explicit generator(unsigned seed) : random_{seed} {}

  std::string run() {
    section("supervisord", section_kind::supervisord);
    if (chance(4)) section("actord", section_kind::actord);
    if (chance(3)) section("DEFAULT", section_kind::program);
    if (chance(2)) section("unix_http_server", section_kind::unix_http_server);
    if (chance(6)) section("unix_http_server:two", section_kind::unix_http_server);
    if (chance(4)) section("inet_http_server", section_kind::inet_http_server);
    if (chance(2)) section("supervisorctl", section_kind::supervisorctl);
    if (chance(2)) interface();
    for (const int i : {0, 1, 2})
      section("program:p" + std::to_string(i), section_kind::program);
    if (chance(8))
      section("program:" + one_of({"1", "true", "a.b", "\xc3\xa4", "x'y", "*", "-"}),
              section_kind::program);
    section("fcgi-program:f0", section_kind::fcgi_program);
    if (chance(3)) section("eventlistener:l", section_kind::eventlistener);
    if (chance(2)) section("group:g", section_kind::group);
    if (chance(3)) out_ += "[include]\nfiles=none.d/*.conf other/*.ini\n";
    if (chance(5)) out_ += "[unknown:x]\na=b ;c\n";
    if (chance(3)) out_ += "; the end\n";
    return out_;
  }

 private:
  bool chance(unsigned one_in) { return random_() % one_in == 0; }
  std::string one_of(const texts& choices) { return choices[random_() % choices.size()]; }

  void comment() {
    if (chance(8))
      out_ += one_of({"; a comment\n", "# another: [x]\n", "\n", ";\n", ";key=value\n"});
  }

  void section(const std::string& header, section_kind kind) {
    comment();
    out_ += "[" + header + "]" + one_of({"\n", "\n", " ; behind\n"});
    for (const auto& row : config::option_table) {
      if (!row.belongs_to(kind)) continue;
      const bool needed = row.required && header != "DEFAULT";
      if (needed || chance(12)) option(row);
    }
    if (chance(20)) out_ += "nonsense=1\n";
  }

  void option(const option_row& row) {
    std::string value = value_for(row);
    comment();
    out_ += std::string{row.name} + one_of({"=", " = ", ": "}) + value;
    out_ += one_of({"\n", "\n", "\n", " ; why\n"});
  }

  std::string value_for(const option_row& row) {
    const std::string_view name = row.name;
    if (name == "programs") return one_of({"", "p0", "p0, p1", "p1,f0", "f0 , p2,p0"});
    if (name == "env_file") return one_of({"?no.env", "?a.env, ?b c.env"});
    if (name == "process_name") return "%(program_name)s_%(process_num)02d";
    if (name == "socket" && row.belongs_to(section_kind::fcgi_program))
      return one_of({"unix:///tmp/%(program_name)s.sock", "tcp://localhost:1"});
    if (name == "socket_backlog" || name == "buffer_size") return one_of({"1", "128"});
    if (name == "result_handler" || name.ends_with("_factory"))
      return std::string{row.fallback.empty() ? row.sample : row.fallback};
    if (name == "umask" || name == "numprocs") return one_of({"1", "2"});
    const auto choices = values_of(row.type);
    if (choices.empty()) return std::string{row.sample.empty() ? row.fallback : row.sample};
    return one_of(choices);
  }

  void interface() {
    out_ +=
        "[rpcinterface:supervisor]\nsupervisor.rpcinterface_factory="
        "supervisor.rpcinterface:make_main_rpcinterface\n";
    if (chance(3)) out_ += "more = arguments ; here\n";
  }

  std::mt19937 random_;
  std::string out_;
};

class scratch_directory {
 public:
  scratch_directory() {
    std::string name = (std::filesystem::temp_directory_path() / "actord-convert-XXXXXX").string();
    if (::mkdtemp(name.data()) == nullptr) std::abort();
    root_ = name;
  }
  ~scratch_directory() {
    std::error_code ignored;  // a directory that stays behind fails no test
    std::filesystem::remove_all(root_, ignored);
  }
  scratch_directory(const scratch_directory&) = delete;
  scratch_directory& operator=(const scratch_directory&) = delete;

  const std::string& root() const { return root_; }

 private:
  std::string root_;
};

}  // namespace

TEST_CASE("a made-up INI and its YAML give the same model") {
  constexpr unsigned seeds = 500;
  const scratch_directory dir;
  const config::load_request request{.path = "s.conf",
                                     .environment = {{"HOME", "/root"},
                                                     {"OUTER", "out side"},
                                                     {"WORD", "word"},
                                                     {"PAIRS", "X=1,Y=2"},
                                                     {"NUMBER", "7"},
                                                     {"TRUTH", "yes"}},
                                     .host_node_name = "host",
                                     .cwd = dir.root(),
                                     .overrides = {}};
  unsigned loaded = 0;
  for (unsigned seed = 0; seed < seeds; ++seed) {
    const std::string ini = generator{seed}.run();
    std::ofstream{dir.root() + "/s.conf", std::ios::binary} << ini;
    const auto model = config::load(request);
    if (!model) continue;  // made up badly: there is nothing to compare
    ++loaded;
    INFO("seed " << seed << "\n" << ini);
    REQUIRE(tests::difference_when_converted(ini, *model, request) == "");
  }
  INFO(loaded << " of " << seeds << " could be loaded");
  CHECK(loaded > seeds / 4);
}
