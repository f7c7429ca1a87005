#include "io/host_core.hpp"

#include <cerrno>
#include <type_traits>
#include <variant>

#include "io/command_path.hpp"
#include "io/signals.hpp"
#include "io/syscalls.hpp"

namespace actord::io {

using core::fault;
using core::fault_code;
using core::process_key;
namespace from_host = core::from_host;
namespace to_host = core::to_host;

host_core::host_core(boost::asio::io_context& io, log_service& logs, host_options options,
                     spawner how, core::notice_sink notices)
    : io_{io},
      logs_{logs},
      options_{std::move(options)},
      notices_{std::move(notices)},
      environment_{options_.environment},
      spawner_{std::move(how)},
      watch_{io,
             [this](::pid_t pid, core::exit_status status) {
               notices_(from_host::reaped_stranger{pid, status});
             }},
      patience_{io} {}

void host_core::submit(core::host_command command) {
  boost::asio::post(io_,
                    life_.guard([this, what = std::move(command)]() mutable { carry_out(what); }));
}

void host_core::carry_out(core::host_command& command) {
  at_the_rim([&] { std::visit([this](auto& what) { on(what); }, command); });
}

managed_process* host_core::find(process_key key) {
  const auto entry = processes_.find(key.value);
  return entry == processes_.end() ? nullptr : &entry->second;
}

void host_core::on(to_host::define& what) {
  auto& process = processes_[what.key.value];
  process.spec = what.spec;
  process.user = what.spec->uid ? users_.choice_for(*what.spec->uid) : nullptr;
  process.forget_later = false;
  logs_.define(what.key, std::move(what.spec),
               on_reactor([this, key = what.key](std::string out, std::string err) {
                 auto* of = find(key);
                 if (of == nullptr) return;
                 of->stdout_path = out;
                 of->stderr_path = err;
                 notices_(from_host::defined{key, std::move(out), std::move(err)});
               }));
}

void host_core::on(to_host::forget& what) {
  auto* process = find(what.key);
  if (process == nullptr) return;
  process->forget_later = true;
  settle(what.key, *process);
}

void host_core::on(to_host::probe& what) {
  from_host::probed answer{what.key, what.reply_to, {}};
  if (const auto* process = find(what.key); process == nullptr) {
    answer.problem = {fault_code::bad_name, {}};
  } else {
    const auto command = resolve_command(*process->spec, options_.environment);
    if (!command) answer.problem = command.reason();
  }
  notices_(std::move(answer));
}

void host_core::on(to_host::launch& what) {
  auto* process = find(what.key);
  if (process == nullptr) {
    notices_(from_host::spawn_failed{what.key, what.run, "launch", EINVAL, "unknown process"});
  } else if (process->phase != run_phase::none) {
    notices_(from_host::spawn_failed{what.key, what.run, "launch", EBUSY,
                                     "process '" + process->spec->name + "' already running"});
  } else {
    begin_run(what.key, *process, what.run);
  }
}

void host_core::on(to_host::signal& what) {
  const int error = deliver(what);
  if (what.reply_to != 0) notices_(from_host::signalled{what.key, what.reply_to, error});
}

int host_core::deliver(const to_host::signal& what) {
  const auto* process = find(what.key);
  if (process == nullptr || process->phase != run_phase::alive || process->run != what.run)
    return ESRCH;
  return what.whole_group ? watch_.signal_group(process->pid, what.number)
                          : watch_.signal(process->pid, what.number);
}

void host_core::on(to_host::look& what) {
  from_host::view view;
  view.key = what.key;
  if (const auto* process = find(what.key)) {
    view.run = process->run;
    view.pid = process->pid;
    // What the notices have told so far: while the output is drained, `exited` is still to come.
    if (process->phase == run_phase::none) view.ended = process->ended;
    view.spawn_error = process->spawn_error;
    view.stdout_path = process->stdout_path;
    view.stderr_path = process->stderr_path;
  }
  notices_(std::move(view));
}

void host_core::on(to_host::write_stdin& what) {
  auto problem = feed(what);
  if (what.reply_to != 0)
    notices_(from_host::stdin_written{what.key, what.reply_to, std::move(problem)});
}

fault host_core::feed(const to_host::write_stdin& what) {
  auto* process = find(what.key);
  if (process == nullptr) return {fault_code::bad_name, {}};
  const auto& name = process->spec->name;
  if (process->phase != run_phase::alive) return {fault_code::not_running, name};
  if (process->input == nullptr) return {fault_code::no_file, name};
  switch (const int error = process->input->write(what.bytes); error) {
    case 0:
      return {};
    case ENOBUFS:
      return {fault_code::failed, "stdin of '" + name + "' is full"};
    default:
      return {fault_code::no_file, name};
  }
}

void host_core::on(to_host::read_log& what) {
  logs_.read(what);
}
void host_core::on(to_host::follow_log& what) {
  logs_.follow(what);
}
void host_core::on(to_host::clear_logs& what) {
  logs_.clear(what);
}
void host_core::on(to_host::reopen_logs&) {
  logs_.reopen();
}
void host_core::on(to_host::rotate_logs& what) {
  logs_.rotate(what);
}

core::result<std::unique_ptr<core::process_host>> make_reactor_host(boost::asio::io_context& io,
                                                                    log_service& logs,
                                                                    host_options options,
                                                                    core::notice_sink notices) {
  ignore_write_signals();
  auto how = spawner::make(options.descriptor_table);
  if (!how)
    return fault{fault_code::failed, "cannot make the process host: " + errno_name(how.reason())};
  return std::unique_ptr<core::process_host>{std::make_unique<host_core>(
      io, logs, std::move(options), std::move(how).value(), std::move(notices))};
}

}  // namespace actord::io
