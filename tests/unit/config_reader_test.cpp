// The thread that reads the configuration: nobody waits for it, and everybody is answered once.
#include "cli/actord/config_reader.hpp"

#include <atomic>
#include <future>
#include <stdexcept>
#include <thread>
#include <vector>

#include "tests/helpers/catch.hpp"

namespace actord::cli {
namespace {

using namespace std::chrono_literals;
using outcome = config_reader::outcome;

constexpr auto patience = 20s;

// A configuration that can be told from others.
outcome numbered(int number) {
  auto made = std::make_shared<core::configuration>();
  made->daemon.minfds = number;
  return std::shared_ptr<const core::configuration>{std::move(made)};
}

struct asked {
  std::shared_ptr<std::promise<outcome>> promise{std::make_shared<std::promise<outcome>>()};
  std::future<outcome> future{promise->get_future()};

  explicit asked(config_reader& reader) {
    reader.read([to = promise](outcome what) { to->set_value(std::move(what)); });
  }
  outcome get() {
    REQUIRE(future.wait_for(patience) == std::future_status::ready);
    return future.get();
  }
};

}  // namespace

TEST_CASE("each reading begins after it was asked for, one after the other") {
  const auto readings = std::make_shared<std::atomic<int>>(0);
  config_reader reader{[readings] { return numbered(++*readings); }};
  for (int i = 1; i <= 3; ++i)
    CHECK(asked{reader}.get().value()->daemon.minfds == i);
  asked first{reader};
  asked second{reader};
  CHECK(first.get().value()->daemon.minfds == 4);
  CHECK(second.get().value()->daemon.minfds == 5);
}

TEST_CASE("asking does not wait for a reading under way") {
  const auto gate = std::make_shared<std::promise<void>>();
  const auto open = gate->get_future().share();
  config_reader reader{[open] {
    open.wait();
    return numbered(1);
  }};
  asked first{reader};
  asked second{reader};
  CHECK(first.future.wait_for(0s) == std::future_status::timeout);
  gate->set_value();
  CHECK(first.get().ok());
  CHECK(second.get().ok());
}

TEST_CASE("what is thrown while reading is a reason like any other") {
  config_reader reader{[]() -> outcome { throw std::runtime_error{"out of paper"}; }};
  const auto reason = asked{reader}.get().reason();
  CHECK(reason.code == core::fault_code::cant_reread);
  CHECK(reason.detail == "out of paper");
}

TEST_CASE("a reading that hangs is left behind, and whoever waited is not called any more") {
  const auto gate = std::make_shared<std::promise<void>>();
  const auto open = gate->get_future().share();
  std::optional<asked> waiting;
  {
    config_reader reader{[open] {
      open.wait();
      return numbered(1);
    }};
    asked hangs{reader};
    waiting.emplace(reader);
    const auto begun = std::chrono::steady_clock::now();
    {
      config_reader unused{[] { return numbered(0); }};
    }
    CHECK(std::chrono::steady_clock::now() - begun < patience);
    reader.read([open](const outcome&) {});
  }
  gate->set_value();
  waiting->promise.reset();
  CHECK_THROWS_AS(waiting->future.get(), std::future_error);
}

}  // namespace actord::cli
