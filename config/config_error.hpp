// What is wrong with a configuration or a command line. Inside config/ the two exceptions carry it
// (the one place besides main where we throw); the public functions return `config_error`.
#pragma once

#include <exception>
#include <stdexcept>
#include <string>
#include <utility>

namespace actord::config {

struct config_error {
  std::string message;  // Supervisor's text: what goes after "Error: "
  std::string where;    // "file:line: [section] option = value"; empty when unknown

  bool operator==(const config_error&) const = default;
};

// A text that is no value of its type, or cannot be expanded; whoever knows the place adds it.
class value_error : public std::runtime_error {
 public:
  using std::runtime_error::runtime_error;
};

// A complete error on its way out of load().
class config_failure : public std::exception {
 public:
  explicit config_failure(std::string message, std::string where = {})
      : error_{std::move(message), std::move(where)} {}
  explicit config_failure(config_error error) : error_{std::move(error)} {}

  const char* what() const noexcept override { return error_.message.c_str(); }
  const config_error& error() const { return error_; }

 private:
  config_error error_;
};

}  // namespace actord::config
