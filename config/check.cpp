#include "config/check.hpp"

#include <algorithm>
#include <set>
#include <utility>

#include "config/build_spec.hpp"
#include "config/ignored.hpp"
#include "config/include_glob.hpp"

namespace actord::config {
namespace {

// A required option, with the value of the sample.
void put_sample(raw_section& section, const option_row& row) {
  raw_option option;
  option.name = row.name;
  option.value = row.sample;
  option.file = section.file;
  option.line = section.line;
  section.put(std::move(option));
}

// Takes the cause of an error away, so that the next one can be found. A wrong option goes; if the
// section lacks something or contradicts itself, it keeps what it cannot be without.
class mender {
 public:
  explicit mender(raw_config& raw) : raw_{raw} {}

  // False: there is nothing more to try.
  bool mend(const config_error& error) {
    raw_section* section = raw_.find(error.section);
    const section_row* kind = section == nullptr ? nullptr : find_section(section->name);
    if (kind == nullptr) return false;
    if (drop(*section, error.option)) {
      const option_row* row = find_option(kind->kind, error.option);
      if (row != nullptr && row->required) put_sample(*section, *row);
      return true;
    }
    if (drop(raw_.defaults, error.option)) return true;
    if (!emptied_.insert(section->name).second) return false;
    section->options.clear();
    for (const auto& row : option_table)
      if (row.belongs_to(kind->kind) && row.required) put_sample(*section, row);
    return true;
  }

 private:
  static bool drop(raw_section& section, const std::string& option) {
    return std::erase_if(section.options,
                         [&](const raw_option& other) { return other.name == option; }) != 0;
  }

  raw_config& raw_;
  std::set<std::string> emptied_;
};

void count(const core::configuration& model, check_report& report) {
  for (const auto& group : model.groups) {
    report.programs += group.programs.size();
    for (const auto& program : group.programs)
      report.processes += program.processes.size();
  }
}

void take_warnings(const std::vector<core::remark>& remarks, check_report& report) {
  for (const auto& remark : remarks) {
    const bool told_better = remark.text.find(" is ignored; did you mean ") != std::string::npos;
    if (remark.level <= core::log_level::warn && !told_better)
      report.warnings.push_back(remark.text);
  }
}

// One error after the other, each in a copy of the sections in which those before are mended.
void build(const load_context& read, const load_request& request, check_report& report) {
  raw_config raw = read.raw;
  mender mend{raw};
  while (report.errors.size() < most_build_errors) {
    load_context context{read.around};
    context.raw = raw;
    context.remarks = read.remarks;
    try {
      const auto model = build_model(context, request);
      take_warnings(model.remarks, report);
      if (report.good()) count(model, report);
      return;
    } catch (const config_failure& problem) {
      const auto& known = report.errors;
      if (std::find(known.begin(), known.end(), problem.error()) != known.end()) return;
      report.errors.push_back(problem.error());
      if (!mend.mend(problem.error())) return;
    }
  }
}

std::string counted(std::size_t count, const std::string& what) {
  return std::to_string(count) + " " + what + (count == 1 ? "" : "s");
}

}  // namespace

check_report check(const load_request& request) {
  check_report report;
  load_context context{surroundings_of(request)};
  try {
    read_main_file(request.path, context);
    read_included_files(context);
  } catch (const config_failure& problem) {
    report.errors = problem.all();
    return report;
  }
  build(context, request, report);
  const auto ignored = ignored_parts(context.raw);
  report.warnings.insert(report.warnings.end(), ignored.begin(), ignored.end());
  return report;
}

std::string text_of(const check_report& report, const std::string& path) {
  std::string out;
  for (const auto& error : report.errors)
    out += "error: " + (error.where.empty() ? "" : error.where + ": ") + error.message + "\n";
  for (const auto& warning : report.warnings)
    out += "warning: " + warning + "\n";
  const std::string warnings =
      report.warnings.empty() ? "" : ", " + counted(report.warnings.size(), "warning");
  if (!report.good())
    return out + path + ": " + counted(report.errors.size(), "error") + warnings + "\n";
  return out + path + ": good, " + counted(report.programs, "program") + ", " +
         (report.processes == 1 ? "1 process" : std::to_string(report.processes) + " processes") +
         warnings + "\n";
}

}  // namespace actord::config
