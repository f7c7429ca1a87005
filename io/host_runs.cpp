// A run: command, log files, pipes, child; and at its end the last output, then the notice.
#include <fcntl.h>

#include <array>
#include <cerrno>
#include <optional>
#include <string>
#include <utility>

#include "io/child_start.hpp"
#include "io/host_core.hpp"
#include "io/spawn_texts.hpp"
#include "io/syscalls.hpp"

namespace actord::io {

using core::process_key;
using core::run_id;
namespace from_host = core::from_host;

// The pipes of one run. The parent's ends do not block.
struct host_core::child_pipes {
  pipe_ends in;
  pipe_ends out;
  pipe_ends err;  // empty with redirect_stderr

  static core::result<child_pipes, int> make(bool with_stderr) {
    child_pipes made;
    std::array<pipe_ends*, 3> wanted{&made.in, &made.out, with_stderr ? &made.err : nullptr};
    for (auto* ends : wanted) {
      if (ends == nullptr) continue;
      auto pipe = make_pipe();
      if (!pipe) return pipe.reason();
      *ends = std::move(pipe).value();
      const int error =
          make_non_blocking(ends == &made.in ? ends->write.number() : ends->read.number());
      if (error != 0) return int{error};
    }
    return made;
  }

  std::array<int, 3> childs_ends() const {
    return {in.read.number(), out.write.number(),
            err.write ? err.write.number() : out.write.number()};
  }
};

void host_core::begin_run(process_key key, managed_process& of, run_id run) {
  of.run = run;
  of.phase = run_phase::preparing;
  of.pid = 0;
  of.ended.reset();
  of.spawn_error.reset();
  auto command = resolve_command(*of.spec, options_.environment);
  if (!command) {
    fail(key, of, {"command", 0, command.reason().detail});
    return;
  }
  logs_.prepare(key, on_reactor([this, key, run, found = std::move(command).value()](int error) {
                  logs_ready(key, run, found, error);
                }));
}

void host_core::logs_ready(process_key key, run_id run, const resolved_command& command,
                           int error_number) {
  auto* of = find(key);
  if (of == nullptr || of->run != run || of->phase != run_phase::preparing) return;
  if (error_number != 0) {
    fail(key, *of, {"log", error_number, dispatcher_failure(*of->spec, error_number)});
    return;
  }
  auto why = spawn(key, *of, command);
  if (why.text.empty()) return;
  fail(key, *of, std::move(why));
  logs_.drain(key, run, [] {});  // gives back the files that were opened for the run
}

// An empty text is success.
host_core::failure host_core::spawn(process_key key, managed_process& of,
                                    const resolved_command& command) {
  const auto& spec = *of.spec;
  auto pipes = child_pipes::make(!spec.redirect_stderr);
  if (!pipes) return {"pipe", pipes.reason(), dispatcher_failure(spec, pipes.reason())};
  if (of.user != nullptr && !of.user->ok())
    return {"setuid", EPERM, user_failure(spec.uid.value_or(0), of.user->reason()), true};

  const auto environment = environment_.block_for(spec);
  child_setup setup;
  setup.descriptors = pipes->childs_ends();
  setup.environment = environment.pointers();
  if (!spec.directory.empty()) setup.directory = spec.directory.c_str();
  if (of.user != nullptr) setup.user = &of.user->value();
  if (spec.umask) setup.umask = *spec.umask;
  setup.open_files = options_.open_files;
  auto child = start_child(io_, spawner_, command.executable, command.words, setup);
  if (!child.ok())
    return {std::string{name_of(child.failed)}, child.error_number,
            spawn_failure_text(spec, command.words.front(), child.failed, child.error_number),
            child.failed != child_step::clone};

  auto& ends = pipes.value();
  of.phase = run_phase::alive;
  of.pid = child.pid;
  of.input = std::make_unique<child_stdin>(io_, std::move(ends.in.write));
  logs_.attach(key, of.run, std::move(ends.out.read), std::move(ends.err.read), child.pid);
  watch_.add(child.pid, std::move(child.pidfd),
             [this, key, run = of.run](core::exit_status status) {
               at_the_rim([&] { child_ended(key, run, status); });
             });
  notices_(from_host::spawned{key, of.run, child.pid});
  return {};
}

void host_core::fail(process_key key, managed_process& of, failure why) {
  of.phase = run_phase::none;
  of.spawn_error = why.text;
  if (why.said_by_child) {
    using core::stream_kind;
    const auto stream = of.spec->redirect_stderr ? stream_kind::out : stream_kind::err;
    logs_.append({key, stream}, last_words(why.text));
  }
  notices_(from_host::spawn_failed{key, of.run, std::move(why.step), why.error_number,
                                   std::move(why.text)});
  settle(key, of);
}

void host_core::child_ended(process_key key, run_id run, core::exit_status status) {
  auto* of = find(key);
  if (of == nullptr || of->run != run || of->phase != run_phase::alive) return;
  of->phase = run_phase::draining;
  of->ended = status;
  of->ended_at = clock::now();
  of->input.reset();
  ++draining_count_;
  draining_.push_back({key, run, clock::now() + options_.drain_patience});
  watch_patience();
  logs_.drain(key, run, on_reactor([this, key, run] { end_run(key, run); }));
}

void host_core::end_run(process_key key, run_id run) {
  auto* of = find(key);
  if (of == nullptr || of->run != run || of->phase != run_phase::draining) return;
  of->phase = run_phase::none;
  of->pid = 0;
  if (--draining_count_ == 0) {
    draining_.clear();
    patience_.cancel();
  }
  notices_(from_host::exited{key, run, of->ended.value_or(core::exit_status{}), of->ended_at});
  settle(key, *of);
}

// Forgets what was to be forgotten once no run is on its way. `of` may be gone afterwards.
void host_core::settle(process_key key, managed_process& of) {
  if (!of.forget_later || of.phase != run_phase::none) return;
  logs_.forget(key);
  processes_.erase(key.value);
}

void host_core::watch_patience() {
  if (draining_.empty() || std::exchange(patience_watched_, true)) return;
  patience_.expires_at(draining_.front().when);
  patience_.async_wait(life_.guard([this](const boost::system::error_code&) {
    patience_watched_ = false;
    end_overdue_runs();
    watch_patience();
  }));
}

void host_core::end_overdue_runs() {
  const auto now = clock::now();
  while (!draining_.empty() && draining_.front().when <= now) {
    const auto due = draining_.front();
    draining_.pop_front();
    end_run(due.key, due.run);
  }
}

}  // namespace actord::io
