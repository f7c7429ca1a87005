// What is wrong with a configuration or a command line. Inside config/ the two exceptions carry it
// (the one place besides main where we throw); the public functions return `config_error`.
#pragma once

#include <exception>
#include <stdexcept>
#include <string>
#include <utility>
#include <vector>

namespace actord::config {

struct config_error {
  std::string message;    // Supervisor's text: what goes after "Error: "
  std::string where;      // "file:line: [section] option = value"; empty when unknown
  std::string section{};  // the same in parts, where they are known
  std::string option{};

  bool operator==(const config_error&) const = default;
};

// A text that is no value of its type, or cannot be expanded; whoever knows the place adds it.
class value_error : public std::runtime_error {
 public:
  using std::runtime_error::runtime_error;
};

// A complete error on its way out of load(). Readers that can go on after an error throw all of
// them at once.
class config_failure : public std::exception {
 public:
  explicit config_failure(std::string message, std::string where = {})
      : config_failure{config_error{std::move(message), std::move(where)}} {}
  explicit config_failure(config_error error) { all_.push_back(std::move(error)); }
  // Precondition: there is one.
  explicit config_failure(std::vector<config_error> all) : all_{std::move(all)} {}

  const char* what() const noexcept override { return error().message.c_str(); }
  // The first one.
  const config_error& error() const { return all_.front(); }
  const std::vector<config_error>& all() const { return all_; }

 private:
  std::vector<config_error> all_;
};

}  // namespace actord::config
