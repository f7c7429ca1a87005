// Writes XML-RPC answers as Supervisor does, line for line (contract §6.1): there are clients that
// look for substrings. Numbers are brought into the range of <int>; text is made fit for XML.
#pragma once

#include <string>

#include "core/fault.hpp"
#include "gateway/xmlrpc_value.hpp"

namespace actord::gateway::xmlrpc {

std::string response_with(const value& result);
std::string response_with(const core::fault& fault);

// The struct that stands for a fault, also inside the result of a multicall.
value as_value(const core::fault& fault);

}  // namespace actord::gateway::xmlrpc
