#include "io/log_desk.hpp"

#include <sys/stat.h>

#include <algorithm>
#include <filesystem>
#include <utility>

#include "io/log_automatic.hpp"
#include "io/log_reading.hpp"
#include "io/syscalls.hpp"

namespace actord::io {

namespace {

// One file, one name: /run/x.log and /var/run/x.log are the same target. The last component stays,
// for it is what rotation renames.
std::string canonical(const std::string& path) {
  const std::filesystem::path given{path};
  std::error_code error;
  const auto folder = std::filesystem::canonical(given.parent_path(), error);
  return error ? path : (folder / given.filename()).string();
}

bool same_log(const core::log_spec& a, const core::log_spec& b) {
  return a.kind == b.kind && a.path == b.path;
}

}  // namespace

log_desk::log_desk(log_world& world, log_options options)
    : world_{world},
      options_{std::move(options)},
      followers_{world},
      syslog_{world, options_.syslog_ident, options_.syslog_socket},
      pump_{world, [this](child_pipe& from, std::string_view bytes, bool at_end) {
              consume(from, bytes, at_end);
            }} {}

// ---- who is known

int log_desk::define_main(const main_log_spec& spec) {
  const auto hold = [](const target_ptr& target, log_hold& held) {
    held = {};
    const int error = target ? target->hold() : 0;
    if (target && error == 0) held = log_hold{target};
    return error;
  };
  echo_ = spec.echo ? target_of("/dev/stdout") : nullptr;
  main_ = spec.path.empty() ? nullptr : target_of(spec.path);
  if (main_) main_->configure({spec.max_bytes, spec.backups}, 0666);
  main_syslog_lines_.reset();
  if (spec.syslog) main_syslog_lines_.emplace();
  (void)hold(echo_, echo_hold_);  // tried again with every line
  const int error = hold(main_, main_hold_);
  forget_unused_targets();
  return error;
}

void log_desk::define(core::process_key key, std::shared_ptr<const core::process_spec> spec,
                      const std::function<void(std::string, std::string)>& done) {
  auto* before = known(key);
  slot out = make_slot(*spec, core::stream_kind::out, before);
  slot err = make_slot(*spec, core::stream_kind::err, before);
  if (before != nullptr) {
    release_slot(before->out, before->spec->name, out);
    release_slot(before->err, before->spec->name, err);
    forget_unused_targets();
  }
  auto& entry = processes_[key.value];
  entry.spec = std::move(spec);
  entry.out = std::move(out);
  entry.err = std::move(err);
  const auto path = [](const slot& of) { return of.target ? of.target->path() : std::string{}; };
  done(path(entry.out), path(entry.err));
}

void log_desk::forget(core::process_key key) {
  auto* entry = known(key);
  if (entry == nullptr) return;
  for (const auto& run : entry->runs)
    for (const auto pipe : run.pipes)
      pump_.finish(pipe);
  release_slot(entry->out, entry->spec->name, {});
  release_slot(entry->err, entry->spec->name, {});
  processes_.erase(key.value);
  forget_unused_targets();
}

log_desk::slot log_desk::make_slot(const core::process_spec& spec, core::stream_kind stream,
                                   const process* before) {
  const bool is_out = stream == core::stream_kind::out;
  if (!is_out && spec.redirect_stderr) return {};
  const auto& log = is_out ? spec.out : spec.err;
  if (log.kind == core::log_spec::target::none) return {};
  slot made;
  made.automatic = log.kind == core::log_spec::target::automatic;
  const auto* old = before == nullptr ? nullptr : is_out ? &before->out : &before->err;
  const bool keep = old != nullptr && old->target && before->spec->name == spec.name &&
                    same_log(is_out ? before->spec->out : before->spec->err, log);
  if (keep) {
    made.target = old->target;
  } else if (made.automatic) {
    const auto file = make_automatic_log(options_.childlogdir, spec.name,
                                         is_out ? "stdout" : "stderr", options_.identifier);
    made.target = target_of(file.path);
    if (file.error != 0)
      world_.trouble(core::log_level::error,
                     "cannot create log '" + file.path + "': " + error_text(file.error));
  } else {
    made.target = target_of(log.path);
  }
  made.target->configure({log.max_bytes, log.backups}, made.automatic ? 0600 : 0666);
  made.target->add_source(spec.name);
  return made;
}

void log_desk::release_slot(slot& gone, const std::string& name, const slot& successor) {
  if (!gone.target) return;
  gone.target->remove_source(name);
  gone.prepared = {};
  if (gone.automatic && gone.target != successor.target) remove_automatic_log(gone.target->path());
  gone.target.reset();
}

log_desk::target_ptr log_desk::target_of(const std::string& path) {
  auto& entry = targets_[canonical(path)];
  if (auto existing = entry.lock()) return existing;
  auto made = std::make_shared<log_target>(world_, path, ++last_token_);
  entry = made;
  targets_by_token_[made->token()] = made;
  return made;
}

void log_desk::forget_unused_targets() {
  std::erase_if(targets_, [](const auto& entry) { return entry.second.expired(); });
  std::erase_if(targets_by_token_, [](const auto& entry) { return entry.second.expired(); });
}

log_desk::process* log_desk::known(core::process_key key) {
  const auto found = processes_.find(key.value);
  return found == processes_.end() ? nullptr : &found->second;
}

log_desk::target_ptr log_desk::find(core::log_address log) const {
  if (log.key.value == 0) return main_;
  const auto found = processes_.find(log.key.value);
  if (found == processes_.end()) return nullptr;
  const auto& entry = found->second;
  return log.stream == core::stream_kind::out ? entry.out.target : entry.err.target;
}

// ---- runs

int log_desk::prepare(core::process_key key) {
  auto* entry = known(key);
  if (entry == nullptr) return 0;
  for (auto* wanted : {&entry->out, &entry->err}) {
    if (!wanted->target || wanted->prepared.target() != nullptr) continue;
    if (const int error = wanted->target->hold()) {
      entry->out.prepared = {};
      entry->err.prepared = {};
      return error;
    }
    wanted->prepared = log_hold{wanted->target};
  }
  return 0;
}

void log_desk::attach(core::process_key key, core::run_id run, fd out, fd err) {
  auto* entry = known(key);
  if (entry == nullptr) return;  // the pipes close; the child will notice
  auto& pipes = entry->runs.emplace_back(run_pipes{run, {}});
  attach_stream(key, pipes, core::stream_kind::out, entry->out, std::move(out));
  attach_stream(key, pipes, core::stream_kind::err, entry->err, std::move(err));
}

void log_desk::attach_stream(core::process_key key, run_pipes& run, core::stream_kind stream,
                             slot& from, fd end) {
  log_hold hold = std::move(from.prepared);
  from.prepared = {};
  if (!end) return;
  if (hold.target() == nullptr && from.target && from.target->hold() == 0)
    hold = log_hold{from.target};
  child_pipe pipe{.key = key,
                  .run = run.run,
                  .stream = stream,
                  .end = std::move(end),
                  .log = std::move(hold),
                  .stripper = {},
                  .syslog_lines = {},
                  .name = {}};
  (void)make_non_blocking(pipe.end.number());  // is already; a blocking one would stop every log
  if (options_.strip_ansi) pipe.stripper.emplace();
  const auto& spec = *known(key)->spec;
  if ((stream == core::stream_kind::out ? spec.out : spec.err).syslog) {
    pipe.syslog_lines.emplace();
    pipe.name = spec.name;
  }
  run.pipes.push_back(++last_token_);
  pump_.add(run.pipes.back(), std::move(pipe));
}

void log_desk::drain(core::process_key key, core::run_id run) {
  auto* entry = known(key);
  if (entry == nullptr) return;
  const auto found = std::find_if(entry->runs.begin(), entry->runs.end(),
                                  [&](const run_pipes& pipes) { return pipes.run == run; });
  if (found == entry->runs.end()) {  // it never began: give back what was prepared for it
    entry->out.prepared = {};
    entry->err.prepared = {};
    return;
  }
  for (const auto pipe : found->pipes)
    pump_.finish(pipe);
  entry->runs.erase(found);
}

void log_desk::consume(child_pipe& from, std::string_view bytes, bool at_end) {
  if (from.stripper) {
    stripped_.clear();
    from.stripper->strip(bytes, stripped_);
    if (at_end) from.stripper->finish(stripped_);
    bytes = stripped_;
  }
  to_syslog(from, bytes, at_end);
  if (bytes.empty()) return;
  if (options_.show_output)
    if (auto text = shown_.shorten(bytes, world_.now))
      world_.notices(core::from_host::output_seen{from.key, from.stream, std::move(*text)});
  if (auto* log = from.log.target()) log->write(bytes);
}

void log_desk::to_syslog(child_pipe& from, std::string_view bytes, bool at_end) {
  if (!from.syslog_lines) return;
  const auto send = [&](std::string_view line) {
    syslog_.send(from.name + " " + std::string{line});
  };
  from.syslog_lines->feed(bytes, send);
  if (at_end) from.syslog_lines->finish(send);
}

void log_desk::append(core::log_address log, std::string_view bytes) {
  if (log.key.value == 0) {
    if (main_syslog_lines_)
      main_syslog_lines_->feed(bytes, [this](std::string_view line) { syslog_.send(line); });
    if (echo_) echo_->write(bytes);
    if (main_) main_->write(bytes);
    return;
  }
  const auto target = find(log);
  if (!target) return;
  const bool held = target->hold() == 0;
  target->write(bytes);
  if (held) target->release();
}

// ---- questions

void log_desk::read(const core::to_host::read_log& question) {
  if (const auto target = find(question.log))
    return world_.notices(read_log_file(*target, question));
  core::from_host::log_read answer;
  answer.reply_to = question.reply_to;
  answer.problem.code = core::fault_code::no_file;
  world_.notices(std::move(answer));
}

void log_desk::follow(core::to_host::follow_log question) {
  if (auto target = find(question.log))
    return followers_.ask(std::move(target), std::move(question));
  core::from_host::log_followed answer;
  answer.reply_to = question.reply_to;
  answer.problem.code = core::fault_code::no_file;
  world_.notices(std::move(answer));
}

void log_desk::clear(const core::to_host::clear_logs& question) {
  core::from_host::logs_cleared answer{question.reply_to, {}};
  if (question.key.value == 0) {
    answer.problem = clear_main();
  } else if (auto* entry = known(question.key)) {
    for (const auto* each : {&entry->out, &entry->err}) {
      if (!each->target) continue;
      const auto problem = each->target->clear();
      if (answer.problem.code == core::fault_code::success) answer.problem = problem;
    }
  }
  if (question.reply_to != 0) world_.notices(std::move(answer));
}

// Unlike a process's log, the daemon's own must be there (§6.3).
core::fault log_desk::clear_main() {
  struct ::stat facts {};
  if (!main_ || ::stat(main_->path().c_str(), &facts) != 0) return {core::fault_code::no_file, {}};
  return main_->clear();
}

void log_desk::reopen() {
  for (const auto& [path, target] : targets_)
    if (const auto live = target.lock()) live->reopen();
}

// ---- the loop's side

void log_desk::wake(log_poller::token who) {
  const auto found = targets_by_token_.find(who);
  if (found == targets_by_token_.end()) return pump_.wake(who);
  if (const auto target = found->second.lock()) target->send_queue();
}

void log_desk::turn(const std::function<bool()>& interrupt) {
  pump_.turn(interrupt);
  followers_.turn();
}

std::optional<core::steady_time> log_desk::next_turn() {
  auto soonest = pump_.next_turn();
  if (const auto deadline = followers_.next_deadline())
    soonest = soonest ? std::min(*soonest, *deadline) : *deadline;
  return soonest;
}

void log_desk::finish() {
  for (auto& [key, entry] : processes_) {
    for (const auto& run : entry.runs)
      for (const auto pipe : run.pipes)
        pump_.finish(pipe);
    entry.runs.clear();
  }
  followers_.dismiss();
}

bool log_desk::all_written() const {
  return std::none_of(targets_.begin(), targets_.end(), [](const auto& entry) {
    const auto target = entry.second.lock();
    return target && target->has_queue();
  });
}

}  // namespace actord::io
