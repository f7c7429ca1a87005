// An http_front over a made-up daemon on a UNIX socket of its own.
#pragma once

#include <filesystem>
#include <memory>
#include <string>

#include "gateway/http_front.hpp"
#include "gateway/listening_socket.hpp"
#include "tests/gateway/paper_backend.hpp"
#include "tests/gateway/raw_client.hpp"

namespace actord::test {

class scratch_directory {
 public:
  scratch_directory() {
    std::string name = (std::filesystem::temp_directory_path() / "actord_http_XXXXXX").string();
    REQUIRE(::mkdtemp(name.data()) != nullptr);
    path = name;
  }
  ~scratch_directory() {
    std::error_code ignored;
    std::filesystem::remove_all(path, ignored);
  }
  scratch_directory(const scratch_directory&) = delete;
  scratch_directory& operator=(const scratch_directory&) = delete;

  std::string path;
};

inline core::server_spec unix_server(const std::string& file) {
  core::server_spec spec;
  spec.section = "unix_http_server";
  spec.file = file;
  return spec;
}

class http_stage {
 public:
  explicit http_stage(gateway::http_limits limits = {}, gateway::credentials wanted = {}) {
    daemon->processes = {paper_backend::process("cat", "cat")};
    daemon->logs["cat:cat:out"] = "hello\n";
    daemon->logs["main"] = "main log\n";
    auto made = gateway::listening_socket::open(unix_server(file()), [](const std::string&) {});
    REQUIRE(made.ok());
    socket_ = std::make_unique<gateway::listening_socket>(std::move(made).value());
    gateway::http_front::setup setup;
    setup.sockets = {{socket_->number(), false, std::move(wanted)}};
    setup.daemon = daemon;
    setup.limits = limits;
    front = std::make_unique<gateway::http_front>(std::move(setup));
  }
  std::string file() const { return directory_.path + "/http.sock"; }
  raw_client client() const { return raw_client{file()}; }

  std::shared_ptr<paper_backend> daemon = std::make_shared<paper_backend>();

 private:
  scratch_directory directory_;
  std::unique_ptr<gateway::listening_socket> socket_;

 public:
  std::unique_ptr<gateway::http_front> front;
};

// Polls until it holds; false when patience ends.
template <class Condition>
bool eventually(Condition condition) {
  const auto deadline = std::chrono::steady_clock::now() + patience;
  while (!condition()) {
    if (std::chrono::steady_clock::now() > deadline) return false;
    ::poll(nullptr, 0, 5);
  }
  return true;
}

}  // namespace actord::test
