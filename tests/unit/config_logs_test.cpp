// The options about logs that Supervisor does not have.
#include "config/log_values.hpp"

#include "config/config_error.hpp"
#include "tests/helpers/catch.hpp"
#include "tests/unit/config_fixture.hpp"

using namespace actord;
using namespace std::chrono_literals;

TEST_CASE("a rotation is a word or a time with its unit") {
  using config::to_rotation_period;
  CHECK(to_rotation_period("size") == 0s);
  CHECK(to_rotation_period("hourly") == 1h);
  CHECK(to_rotation_period(" Daily ") == 24h);
  CHECK(to_rotation_period("weekly") == 7 * 24h);
  CHECK(to_rotation_period("90s") == 90s);
  CHECK(to_rotation_period("30m") == 30min);
  CHECK(to_rotation_period("6H") == 6h);
  CHECK(to_rotation_period("10d") == 240h);
  CHECK(to_rotation_period("2w") == 14 * 24h);
  CHECK(to_rotation_period("3650d") == 3650 * 24h);
  for (const char* wrong : {"", "6", "h", "0h", "-1h", "1.5h", "6 h", "monthly", "3651d",
                            "99999999999999999999s", "1hh"}) {
    CAPTURE(wrong);
    CHECK_THROWS_AS(to_rotation_period(wrong), config::value_error);
  }
}

TEST_CASE("a prefix gets the blank that an INI value cannot end with") {
  using config::to_line_prefix;
  CHECK(to_line_prefix("") == "");
  CHECK(to_line_prefix("web |") == "web | ");
  CHECK(to_line_prefix("web | ") == "web | ");
  CHECK(to_line_prefix("\"web>\"") == "web>");
  CHECK(to_line_prefix("\"\"") == "");
  CHECK(to_line_prefix("\"") == "\" ");
}

TEST_CASE("syslog's names are known, others refused with a list") {
  CHECK(config::to_syslog_facility("LOCAL3") == 19);
  CHECK(config::to_syslog_level("warning") == 4);
  CHECK(config::to_syslog_level("own") == core::syslog_label::own_level);
  try {
    (void)config::to_syslog_level("loud");
    FAIL("'loud' is no level");
  } catch (const config::value_error& problem) {
    CHECK(std::string{problem.what()}.find("'loud' (known: emerg, alert") != std::string::npos);
  }
}

TEST_CASE("a program's log options reach both streams") {
  config_dir dir;
  const auto p = dir.process(
      "command=/bin/cat\nstdout_logfile_rotate=daily\nstdout_logfile_compress=gzip\n"
      "stderr_logfile_rotate=6h\nstdout_prefix=%(program_name)s |\nstderr_prefix=\"%(here)s!\"\n"
      "log_overflow=drop\nsyslog_facility=local0\nstderr_syslog_level=err\n");
  CHECK(p.out.rotate_every == 24h);
  CHECK(p.out.compress == core::log_compression::gzip);
  CHECK(p.out.prefix == "x | ");
  CHECK(p.out.overflow == core::log_overflow::drop);
  CHECK(p.out.syslog_as == core::syslog_label{16, 6});
  CHECK(p.err.rotate_every == 6h);
  CHECK(p.err.compress == core::log_compression::none);
  CHECK(p.err.prefix == dir.root() + "!");
  CHECK(p.err.overflow == core::log_overflow::drop);
  CHECK(p.err.syslog_as == core::syslog_label{16, 3});
  const auto json = dir.process("command=/bin/cat\nlog_format=JSON\n");
  CHECK(json.out.format == core::log_format::json);
  CHECK(json.err.format == core::log_format::json);
}

TEST_CASE("log options that make no sense together are remarked on") {
  config_dir dir;
  const auto remarks =
      dir.loaded(
             "[supervisord]\n[program:x]\ncommand=/bin/cat\nlog_format=json\nstdout_prefix=x\n"
             "stdout_logfile_rotate=daily\nstdout_logfile_backups=0\n")
          .remarks;
  REQUIRE(remarks.size() == 2);
  CHECK(remarks[0].text == "For [program:x], stdout_prefix is not used with log_format=json");
  CHECK(remarks[1].text ==
        "For [program:x], stdout_logfile_rotate empties the log each time, "
        "because no old logs are kept");
}

TEST_CASE("a program's lines have no level of their own") {
  config_dir dir;
  const auto problem =
      dir.error("[supervisord]\n[program:x]\ncommand=/bin/cat\nstdout_syslog_level=own\n");
  CHECK(problem.message.find("the lines of a program have no level of their own") !=
        std::string::npos);
}

TEST_CASE("the daemon's own log has its options in [actord]") {
  config_dir dir;
  const auto d = dir.loaded(
                        "[supervisord]\n[actord]\nlogfile_rotate=weekly\nlogfile_compress="
                        "gzip\nlog_format=json\n"
                        "syslog_facility=daemon\nsyslog_level=own\n")
                     .daemon;
  CHECK(d.log_rotate_every == 7 * 24h);
  CHECK(d.log_compress == core::log_compression::gzip);
  CHECK(d.format == core::log_format::json);
  CHECK(d.syslog_as == core::syslog_label{3, core::syslog_label::own_level});
}

TEST_CASE("without [actord] the daemon's own log is Supervisor's") {
  config_dir dir;
  for (const char* section : {"", "[actord]\n"}) {
    const auto d = dir.loaded(std::string{"[supervisord]\n"} + section).daemon;
    CHECK(d.log_rotate_every == 0s);
    CHECK(d.log_compress == core::log_compression::none);
    CHECK(d.format == core::log_format::text);
    CHECK(d.syslog_as == core::syslog_label{1, 6});
  }
}
