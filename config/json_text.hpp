// JSON as text, indented. Values are handed over as JSON already.
#pragma once

#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace actord::config {

std::string json_string(std::string_view text);
std::string json_object(const std::vector<std::pair<std::string, std::string>>& members);
std::string json_array(const std::vector<std::string>& items);

}  // namespace actord::config
