// Lambdas joined into one visitor for std::visit.
#pragma once

namespace actord::core {

template <class... Fs>
struct overload : Fs... {
  using Fs::operator()...;
};
template <class... Fs>
overload(Fs...) -> overload<Fs...>;

}  // namespace actord::core
