# Drives Redmine 5 through its own models, inside "rails runner": a command a
# line on standard input, an answer a line on standard output.
# products_driver_test.go lists the commands. The clock is what "at" said
# last, by the means that Rails has for tests.
require "active_support/testing/time_helpers"
extend ActiveSupport::Testing::TimeHelpers

$stdout.sync = true
ActionMailer::Base.perform_deliveries = false
Setting.cross_project_issue_relations = "1"

def person(login)
  user = User.new(firstname: login, lastname: login, mail: "#{login}@example.org", admin: login == "handler")
  user.login = login
  user.save!
  user
end

HANDLER = person("handler")
CITIZEN = person("citizen")
STATUS = { "begin" => "In Progress", "close" => "Closed", "reject" => "Rejected", "reopen" => "Feedback" }
  .transform_values { |name| IssueStatus.find_by!(name: name) }

# change saves an issue as a user, with an entry in its journal.
def change(id, user = HANDLER, note = "")
  issue = Issue.find(id)
  User.current = user
  issue.init_journal(user, note)
  yield issue if block_given?
  issue.save!
  issue.id
end

def create(unit, user, attributes)
  User.current = user
  Issue.create!(project: Project.find(unit.downcase), tracker: Tracker.find_by!(name: "Support"), author: user,
                priority: IssuePriority.first, subject: "case", **attributes).id
end

def day(unix)
  Time.at(unix.to_i).to_date
end

# history is what Redmine shows of an issue's journal: the first handling, and
# how often it was closed and opened again.
def history(issue)
  began, closings, reopenings, closed_at = [], 0, 0, nil
  issue.journals.reorder(:created_on, :id).each do |journal|
    details = journal.details.select { |d| d.property == "attr" }
    changed = details.map(&:prop_key)
    related = changed.include?("project_id") || journal.details.any? { |d| d.property == "relation" }
    began << journal.created_on if (journal.user_id != issue.author_id && !journal.private_notes? && !related) ||
                                   changed.include?("status_id") || changed.include?("assigned_to_id")
    details.select { |d| d.prop_key == "status_id" }.each do |d|
      was, is = [d.old_value, d.value].map { |id| IssueStatus.find(id).is_closed? }
      if is && !was
        closings += 1
        closed_at = journal.created_on
      elsif was && !is
        reopenings += 1
      end
    end
  end
  # An issue that was closed when it was created has no entry that says so.
  closings, closed_at = closings + 1, closed_at || issue.closed_on if reopenings + (issue.closed? ? 1 : 0) > closings
  [began.min.to_i, closings, reopenings, issue.closed? ? closed_at.to_i : 0]
end

COMMANDS = {
  "at" => lambda { |unix|
    travel_back
    travel_to(Time.at(unix.to_i))
    "ok"
  },
  "unit" => lambda { |name|
    project = Project.new(name: name, identifier: name.downcase, tracker_ids: Tracker.pluck(:id))
    project.enabled_module_names = ["issue_tracking"]
    project.save!
    [HANDLER, CITIZEN].each { |user| Member.create!(project: project, principal: user, roles: [Role.givable.first]) }
    project.id
  },
  "create" => ->(unit, due = nil) { create(unit, CITIZEN, due_date: due && day(due)) },
  "record" => ->(unit) { create(unit, HANDLER, status: STATUS["close"]) },
  "own" => ->(id) { change(id) { |i| i.assigned_to = HANDLER } },
  "comment" => ->(id) { change(id, HANDLER, "text") { |i| i.private_notes = true } },
  "reply" => ->(id) { change(id, HANDLER, "text") },
  "ask" => ->(id) { change(id, CITIZEN, "text") },
  "move" => ->(id, unit) { change(id) { |i| i.project = Project.find(unit.downcase) } },
  "due" => ->(id, due) { change(id) { |i| i.due_date = day(due) } },
  "delete" => ->(id) { Issue.find(id).destroy && id },
  # merge: a duplicate closes with its original.
  "merge" => lambda { |id, into|
    relation = IssueRelation.new(issue_from: Issue.find(id), issue_to: Issue.find(into), relation_type: "duplicates")
    relation.init_journals(HANDLER)
    relation.save!
    relation.id
  },
  # search: open and overdue in a unit.
  "search" => lambda { |unit|
    User.current = HANDLER
    query = IssueQuery.new(name: "_", project: Project.find(unit.downcase))
    query.filters = { "status_id" => { operator: "o", values: [""] } }
    [query.issue_count, query.issues.count(&:overdue?)].join(" ")
  },
  # cases: one line each, and an empty one.
  "cases" => lambda {
    User.current = HANDLER
    Issue.visible.includes(:project, :status).order(:id).each do |i|
      began, closings, reopenings, closed_at = history(i)
      due = i.due_date ? i.due_date.tomorrow.to_time.to_i - 1 : 0
      puts [i.id, i.project.identifier, i.created_on.to_i, began, closed_at, due, closings, reopenings].join("\t")
    end
    ""
  },
}
STATUS.each { |verb, status| COMMANDS[verb] = ->(id) { change(id) { |i| i.status = status } } }

while (line = $stdin.gets)
  verb, *args = line.split
  puts COMMANDS.fetch(verb).call(*args)
end
