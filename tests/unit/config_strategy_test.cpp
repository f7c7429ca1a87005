// Options about strategies, waits and the daemon's end.
#include "tests/unit/config_fixture.hpp"

using namespace actord;
using namespace std::chrono_literals;

namespace {

core::restart_rules rules_of(const config_dir& dir, const std::string& text) {
  return dir.loaded("[supervisord]\n" + text).groups.at(0).rules;
}

}  // namespace

TEST_CASE("without the new options everything is Supervisor's") {
  const config_dir dir;
  const auto c = dir.loaded("[supervisord]\n[program:x]\ncommand=/x\n");
  CHECK(c.groups.at(0).rules == core::restart_rules{});
  CHECK_FALSE(c.groups.at(0).rules.group_decides());
  CHECK(c.daemon.rules.strategy == core::strategy::one_for_one);
  CHECK_FALSE(c.daemon.rules.limit.intensity.has_value());
  CHECK(c.daemon.rules.start == core::start_strategy::ordered);
  CHECK(c.daemon.exit_on == core::exit_rule::never);
  CHECK(c.daemon.shutdown_timeout == 0ms);
  const auto& spec = *c.groups.at(0).programs.at(0).processes.at(0);
  CHECK(spec.backoff == core::backoff_spec{});
  CHECK_FALSE(spec.significant);
}

TEST_CASE("a group's rules") {
  const config_dir dir;
  const auto rules =
      rules_of(dir,
               "[program:x]\ncommand=/x\n[group:g]\nprograms=x\n"
               "strategy=rest_for_one\nintensity=3\nperiod=1.5\nescalation=escalate\n"
               "start_strategy=sequential\n");
  CHECK(rules.strategy == core::strategy::rest_for_one);
  CHECK(rules.limit.intensity == 3u);
  CHECK(rules.limit.period == 1500ms);
  CHECK(rules.too_much == core::escalation::escalate);
  CHECK(rules.start == core::start_strategy::sequential);
}

TEST_CASE("a program without a group has rules of its own") {
  const config_dir dir;
  const auto rules = rules_of(
      dir, "[program:x]\ncommand=/x\nstrategy=ONE_FOR_ALL\nintensity=0\nescalation=exit\n");
  CHECK(rules.strategy == core::strategy::one_for_all);
  CHECK(rules.limit.intensity == 0u);
  CHECK(rules.too_much == core::escalation::exit);
}

TEST_CASE("in a group a program's own rules are ignored, and that is said") {
  const config_dir dir;
  const auto c = dir.loaded(
      "[supervisord]\n[program:x]\ncommand=/x\nstrategy=one_for_all\n[group:g]\nprograms=x\n");
  CHECK(c.groups.at(0).rules.strategy == core::strategy::one_for_one);
  CHECK(texts_of(c) == std::vector<std::string>{
                           "option strategy of [program:x] is ignored, because the program is in a "
                           "group; set it in [group:g]"});
}

TEST_CASE("the daemon's rules; its start order is the groups' default") {
  const config_dir dir;
  const auto c = dir.loaded(
      "[supervisord]\n[actord]\nstrategy=one_for_all\nintensity=2\nperiod=60\n"
      "start_strategy=sequential\nexit_on=all_significant\nshutdown_timeout=12.5\n"
      "[program:x]\ncommand=/x\nsignificant=true\n"
      "[program:y]\ncommand=/y\nstart_strategy=ordered\n");
  CHECK(c.daemon.rules.strategy == core::strategy::one_for_all);
  CHECK(c.daemon.rules.limit.intensity == 2u);
  CHECK(c.daemon.rules.limit.period == 60s);
  CHECK(c.daemon.rules.start == core::start_strategy::sequential);
  CHECK(c.daemon.exit_on == core::exit_rule::all_significant);
  CHECK(c.daemon.shutdown_timeout == 12500ms);
  CHECK(c.groups.at(0).rules.start == core::start_strategy::sequential);
  CHECK(c.groups.at(1).rules.start == core::start_strategy::ordered);
  CHECK(texts_of(c).empty());
}

TEST_CASE("waits of a program") {
  const config_dir dir;
  const auto spec = dir.process(
      "command=/x\nbackoff=exponential\nbackoff_initial=0.25\nbackoff_max=30\nbackoff_jitter=0.5\n"
      "backoff_reset_after=60\nstartretries=infinite\n");
  CHECK(spec.backoff.kind == core::backoff_kind::exponential);
  CHECK(spec.backoff.initial == 250ms);
  CHECK(spec.backoff.max == std::optional<std::chrono::milliseconds>{30s});
  CHECK(spec.backoff.jitter == 500ms);
  CHECK(spec.backoff.reset_after == 60s);
  CHECK(spec.start_retries == core::unlimited_retries);
}

TEST_CASE("startretries = -1 is Supervisor's: no second attempt") {
  const config_dir dir;
  CHECK(dir.process("command=/x\nstartretries=-1\n").start_retries == -1);
}

TEST_CASE("a significant program without exit_on is remarked on") {
  const config_dir dir;
  const auto c = dir.loaded("[supervisord]\n[program:x]\ncommand=/x\nsignificant=true\n");
  CHECK(texts_of(c) ==
        std::vector<std::string>{
            "program x is significant, which means nothing while exit_on in [actord] is never"});
}

TEST_CASE("wrong words are told with the right ones") {
  const config_dir dir;
  const std::string program = "[supervisord]\n[program:x]\ncommand=/x\n";
  const auto strategy = dir.error(program + "strategy=all_for_one\n");
  CHECK(strategy.message ==
        "invalid 'strategy' value 'all_for_one'; it must be one of: one_for_one, one_for_all, "
        "rest_for_one");
  CHECK(strategy.where == "s.conf:4: [program:x] strategy = all_for_one");
  CHECK(dir.error(program + "escalation=x\n").message ==
        "invalid 'escalation' value 'x'; it must be one of: fatal, escalate, exit");
  CHECK(dir.error(program + "start_strategy=x\n").message ==
        "invalid 'start_strategy' value 'x'; it must be one of: ordered, sequential");
  CHECK(dir.error(program + "intensity=-1\n").message ==
        "[program:x] section sets invalid intensity (-1); it must be 0 or more");
  CHECK(dir.error(program + "intensity=1\nperiod=0\n").message ==
        "[program:x] section sets invalid period (0); it must be more than 0");
  CHECK(dir.error(program + "[actord]\nexit_on=x\n").message ==
        "invalid 'exit_on' value 'x'; it must be one of: never, any_significant, all_significant");
  CHECK(dir.error(program + "backoff=x\n")
            .message.starts_with(
                "invalid 'backoff' value 'x'; it must be one of: linear, constant, exponential"));
  CHECK(
      dir.error(program + "startretries=many\n").message.starts_with("invalid literal for int()"));
}

TEST_CASE("groups inside groups: places decide the order") {
  const config_dir dir;
  const auto c = dir.loaded(
      "[supervisord]\n[program:a]\ncommand=/a\n[program:b]\ncommand=/b\n[program:c]\ncommand=/c\n"
      "[program:z]\ncommand=/z\npriority=6\n"
      "[group:shop]\nprograms=a\ngroups=data,workers\npriority=5\n"
      "[group:data]\nprograms=b\npriority=20\n[group:workers]\nprograms=c\npriority=10\n");
  std::vector<std::string> names;
  for (const auto& group : c.groups)
    names.push_back(group.name);
  CHECK(names == std::vector<std::string>{"shop", "workers", "data", "z"});
  CHECK(c.groups.at(0).inner == std::vector<std::string>{"data", "workers"});
  CHECK(c.groups.at(1).place() == std::vector<int>{5, 10});
  CHECK(c.groups.at(3).place() == std::vector<int>{6});
}

TEST_CASE("groups inside groups: what cannot be") {
  const config_dir dir;
  const std::string two =
      "[supervisord]\n[program:a]\ncommand=/a\n[program:b]\ncommand=/b\n"
      "[group:g]\nprograms=a\ngroups=";
  CHECK(dir.error(two + "nope\n").message == "[group:g] groups: there is no group nope");
  CHECK(dir.error(two + "g\n").message == "[group:g] groups: the group is inside itself");
  CHECK(dir.error(two + "h\n[group:h]\nprograms=b\ngroups=g\n")
            .message.ends_with("groups: the group is inside itself"));
  CHECK(dir.error(two + "b\n[group:h]\nprograms=\ngroups=b\n").message ==
        "[group:h] groups: b is in [group:g] already");
}
