// The bytes of every wire struct against tests/golden/wire/: a rename, a new field or another order
// breaks a test here, not a running daemon. ACTORD_UPDATE_GOLDEN=1 writes the files anew; for a
// released struct that is never the answer.
#include <caf/all.hpp>
#include <cstdlib>
#include <fstream>
#include <iterator>
#include <sstream>
#include <string>

#include "actors/control_api.hpp"
#include "actors/system_config.hpp"
#include "tests/helpers/catch.hpp"

using namespace actord;

namespace {

std::string golden_path(const std::string& name) {
  const auto* root = std::getenv("ACTORD_SOURCE_DIR");
  return std::string{root ? root : "."} + "/tests/golden/wire/" + name + ".hex";
}

std::string read(const std::string& path) {
  std::ifstream file{path};
  return {std::istreambuf_iterator<char>{file}, {}};
}

std::string hex(const std::vector<char>& bytes) {
  constexpr char digits[] = "0123456789abcdef";
  std::string text;
  for (std::size_t i = 0; i < bytes.size(); ++i) {
    const auto value = static_cast<unsigned char>(bytes[i]);
    text += digits[value >> 4U];
    text += digits[value & 15U];
    text += (i + 1) % 32 == 0 || i + 1 == bytes.size() ? '\n' : ' ';
  }
  return text;
}

struct wire {
  actors::system_config config{1};
  caf::actor_system system{config};

  // As a message: with the type's name, as it travels.
  std::vector<char> bytes_of(const caf::message& content) {
    std::vector<char> buffer;
    caf::binary_serializer sink{system, buffer};
    const auto error = sink(content);
    REQUIRE_FALSE(error);
    return buffer;
  }

  template <class Struct>
  void check(const std::string& name, const Struct& sample) {
    CAPTURE(name);
    const auto bytes = bytes_of(caf::make_message(sample));
    if (std::getenv("ACTORD_UPDATE_GOLDEN")) std::ofstream{golden_path(name)} << hex(bytes);
    CHECK(read(golden_path(name)) == hex(bytes));
    // What was written is read as the same value.
    caf::message back;
    caf::binary_deserializer source{system, bytes};
    const auto error = source(back);
    REQUIRE_FALSE(error);
    REQUIRE(back.match_elements<Struct>());
    CHECK(caf::deep_to_string(back.get_as<Struct>(0)) == caf::deep_to_string(sample));
  }
};

core::target some_target() {
  return {core::target_kind::process, "web", "web_01"};
}

}  // namespace

TEST_CASE("every wire struct has the bytes it was released with") {
  wire w;
  w.check("hello", core::hello{1, "actorctl 0.1.0"});
  w.check("welcome", core::welcome{1, "0.1.0", "supervisor", 4711});
  w.check("action_request", core::action_request{core::verb::signal, some_target(), "HUP", false});
  w.check("action_reply", core::action_reply{core::fault_code::bad_name,
                                             "web",
                                             {{"web", "web_01", core::fault_code::not_running, "d"},
                                              {"web", "web_02", core::fault_code::success, ""}}});
  w.check("status_request", core::status_request{some_target()});
  w.check("status_reply",
          core::status_reply{core::fault_code::success,
                             "",
                             {{"web", "web_01", core::proc_state::backoff, 1600000000, 1600000001,
                               1600000002, 3, "exited too quickly", -1, "/o", "/e", 99, "text"}}});
  w.check("history_request", core::history_request{some_target()});
  const core::transition_info move{
      7, "web", "w1",           core::proc_state::running, core::proc_state::exited, 1234567890123,
      3, 42,    "exit status 1"};
  w.check("history_reply", core::history_reply{core::fault_code::bad_name, "why", {move}});
  w.check("events_request", core::events_request{false, 12});
  w.check("events_reply", core::events_reply{core::fault_code::success, "", {move}, 13, 2});
  w.check("config_request", core::config_request{});
  w.check("config_reply",
          core::config_reply{
              core::fault_code::cant_reread, "why", {{"web", "web_01", true, false, 999, -1}}});
  w.check("read_log_request", core::read_log_request{{"web", "web_01", true}, -1600, 0});
  w.check("follow_log_request",
          core::follow_log_request{{"web", "web_01", false}, true, 1600, 2, 1234567890123});
  w.check("log_reply", core::log_reply{core::fault_code::success, "", std::string("\0\xFFx", 3), 2,
                                       1234567890123, true});
  w.check("clear_main_log_request", core::clear_main_log_request{});
  w.check("shutdown_request", core::shutdown_request{true});
  w.check("reread_request", core::reread_request{false});
  w.check("reread_reply",
          core::reread_reply{core::fault_code::cant_reread,
                             "why",
                             {{core::group_step::change, "web", {"a"}, {"b"}, {"c", "d"}}}});
  w.check("add_group_request", core::add_group_request{"web"});
  w.check("remove_group_request", core::remove_group_request{"web"});
  w.check("change_group_request", core::change_group_request{"web"});
  w.check("done_reply", core::done_reply{core::fault_code::shutdown_state, "soon"});
}

TEST_CASE("the block of type ids holds exactly the messages of the list") {
  // A new wire type needs a golden sample above.
  CHECK(caf::id_block::actord::end - caf::id_block::actord::begin == 23);
}

TEST_CASE("enums print as names, also those out of range") {
  CHECK(core::to_string(core::proc_state::running) == "RUNNING");
  CHECK(core::to_string(core::fault_code::bad_name) == "BAD_NAME");
  CHECK(core::to_string(core::target_kind::group) == "group");
  CHECK(core::to_string(core::verb::clear_logs) == "clear_logs");
  CHECK(core::to_string(core::group_step::add) == "add");
  CHECK(core::to_string(static_cast<core::verb>(9)) == "invalid(9)");
  CHECK(core::to_string(static_cast<core::proc_state>(99)) == "UNKNOWN");
}

TEST_CASE("messages print readably") {
  CHECK(caf::deep_to_string(core::action_request{core::verb::stop, some_target(), "", true}) ==
        R"(action_request(stop, target(process, "web", "web_01"), "", true))");
}
