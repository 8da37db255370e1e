package e2e

import (
	"fmt"
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"
)

// redmineREST drives Redmine over its REST interface, with the key of an
// administrator who acts as others.
type redmineREST struct {
	restClient
	zone     *time.Location // of its days
	closes   map[int]bool   // which statuses do
	statuses map[string]int
	tracker  int
	people   map[string]int
	projects map[string]int
	author   map[int]string // by issue
	assignee map[int]int    // by issue
	due      map[int]string // by issue, a day
	acted    map[int]bool   // issues that something was done to since cases looked
	entries  map[int]int    // of an issue's journal, when cases looked
	shown    map[int]productCase
	updated  map[int]string // when an issue was, as Redmine dates it
}

const (
	redmineKey    = "0123456789abcdef0123456789abcdef01234567"
	redmineClerk  = "Manager"  // the role of clerks
	redmineAsker  = "Reporter" // the role of who asks
	redmineKind   = "Support"  // the tracker of all issues
	redmineMaster = "admin"
)

// redmineSteps are the statuses that begin handling, close and open again.
var redmineSteps = map[string]string{"begin": "In Progress", "close": "Closed", "reject": "Rejected", "reopen": "Feedback", "pause": "Feedback", "resume": "In Progress"}

type redmineNamed struct {
	ID       int
	Name     string
	IsClosed bool `json:"is_closed"`
}

type redmineIssue struct {
	ID        int
	Project   redmineNamed
	Status    redmineNamed
	Author    redmineNamed
	Assigned  *redmineNamed `json:"assigned_to"`
	CreatedOn string        `json:"created_on"`
	UpdatedOn string        `json:"updated_on"`
	ClosedOn  string        `json:"closed_on"`
	DueDate   string        `json:"due_date"`
	Journals  []struct {
		User      redmineNamed
		CreatedOn string `json:"created_on"`
		Private   bool   `json:"private_notes"`
		Details   []struct {
			Property string
			Name     string
			Old      string `json:"old_value"`
			New      string `json:"new_value"`
		}
	}
}

func newRedmineREST(t *testing.T, base string, zone *time.Location) *redmineREST {
	t.Helper()
	p := &redmineREST{
		restClient: restClient{t: t, base: base, auth: func(r *http.Request, user string) {
			r.Header.Set("X-Redmine-Api-Key", redmineKey)
			r.Header.Set("X-Redmine-Switch-User", user)
		}},
		zone: zone, closes: map[int]bool{}, statuses: map[string]int{}, people: map[string]int{}, projects: map[string]int{},
		author: map[int]string{}, assignee: map[int]int{}, due: map[int]string{}, acted: map[int]bool{}, entries: map[int]int{}, shown: map[int]productCase{}, updated: map[int]string{},
	}
	for _, status := range p.list("issue_statuses") {
		p.statuses[status.Name] = status.ID
		p.closes[status.ID] = status.IsClosed
	}
	for _, tracker := range p.list("trackers") {
		if tracker.Name == redmineKind {
			p.tracker = tracker.ID
		}
	}
	for _, login := range append(append([]string{}, clerks...), askers...) {
		var made struct{ User redmineNamed }
		p.call(redmineMaster, http.MethodPost, "/users.json", nil, map[string]any{"user": map[string]any{
			"login": login, "firstname": login, "lastname": login, "mail": login + "@example.org", "password": productPassword,
		}}, &made)
		p.people[login] = made.User.ID
	}
	return p
}

// list is a short list of Redmine's.
func (p *redmineREST) list(of string) []redmineNamed {
	p.t.Helper()
	var answer map[string][]redmineNamed
	p.call(redmineMaster, http.MethodGet, "/"+of+".json", nil, nil, &answer)
	return answer[of]
}

func (p *redmineREST) newUnit(name, _ string) {
	var made struct{ Project redmineNamed }
	p.call(redmineMaster, http.MethodPost, "/projects.json", nil, map[string]any{"project": map[string]any{
		"name": name, "identifier": strings.ToLower(name), "tracker_ids": []int{p.tracker}, "enabled_module_names": []string{"issue_tracking"},
	}}, &made)
	p.projects[name] = made.Project.ID
	roles := map[string]int{}
	for _, role := range p.list("roles") {
		roles[role.Name] = role.ID
	}
	for role, logins := range map[string][]string{redmineClerk: clerks, redmineAsker: askers} {
		for _, login := range logins {
			p.call(redmineMaster, http.MethodPost, fmt.Sprintf("/projects/%d/memberships.json", made.Project.ID), nil,
				map[string]any{"membership": map[string]any{"user_id": p.people[login], "role_ids": []int{roles[role]}}}, nil)
		}
	}
}

func (p *redmineREST) do(a *act) {
	p.t.Helper()
	switch a.verb {
	case "create":
		p.create(a, a.asker(), 0)
	case "record":
		p.create(a, a.clerk(), p.statuses[redmineSteps["close"]])
	case "own":
		p.assign(a, p.people[a.clerk()])
	case "assign":
		to := a.clerk()
		if p.assignee[a.id] == p.people[to] {
			to = clerks[(a.by+1)%len(clerks)]
		}
		p.assign(a, p.people[to])
	case "disown":
		p.assign(a, 0)
	case "comment":
		p.change(a.clerk(), a.id, map[string]any{"notes": "text", "private_notes": true})
	case "reply":
		p.change(a.clerk(), a.id, map[string]any{"notes": "text"})
	case "ask":
		p.change(p.author[a.id], a.id, map[string]any{"notes": "text"})
	case "move":
		p.change(a.clerk(), a.id, map[string]any{"project_id": p.projects[a.unit]})
	case "due":
		day := a.due.Format(time.DateOnly)
		if p.due[a.id] == day {
			day = a.due.AddDate(0, 0, 1).Format(time.DateOnly)
		}
		p.due[a.id] = day
		p.change(a.clerk(), a.id, map[string]any{"due_date": day})
	case "delete":
		p.call(a.clerk(), http.MethodDelete, issuePath(a.id), nil, nil, nil)
	case "merge": // a duplicate closes with its original
		p.call(a.clerk(), http.MethodPost, fmt.Sprintf("/issues/%d/relations.json", a.id), nil,
			map[string]any{"relation": map[string]any{"issue_to_id": a.into, "relation_type": "duplicates"}}, nil)
	default:
		p.change(a.clerk(), a.id, map[string]any{"status_id": p.statuses[redmineSteps[a.verb]]})
	}
}

func issuePath(id int) string { return fmt.Sprintf("/issues/%d.json", id) }

func (p *redmineREST) create(a *act, by string, status int) {
	p.t.Helper()
	issue := map[string]any{"project_id": p.projects[a.unit], "tracker_id": p.tracker, "subject": "case"}
	if status != 0 {
		issue["status_id"] = status
	}
	if !a.due.IsZero() {
		issue["due_date"] = a.due.Format(time.DateOnly)
	}
	issue["start_date"] = a.at.AddDate(0, -2, 0).Format(time.DateOnly) // which a due date may not come before
	var made struct{ Issue redmineIssue }
	p.call(by, http.MethodPost, "/issues.json", nil, map[string]any{"issue": issue}, &made)
	if status != 0 && made.Issue.Status.ID != status {
		p.t.Fatalf("create: the status is %s", made.Issue.Status.Name)
	}
	p.author[made.Issue.ID], p.due[made.Issue.ID] = by, made.Issue.DueDate
}

func (p *redmineREST) assign(a *act, to int) {
	p.t.Helper()
	var value any = to
	if to == 0 {
		value = ""
	}
	p.change(a.clerk(), a.id, map[string]any{"assigned_to_id": value})
	p.assignee[a.id] = to
}

func (p *redmineREST) change(user string, id int, fields map[string]any) {
	p.t.Helper()
	p.call(user, http.MethodPut, issuePath(id), nil, map[string]any{"issue": fields}, nil)
	p.acted[id] = true
}

func (p *redmineREST) issue(id int) *redmineIssue {
	p.t.Helper()
	var answer struct{ Issue redmineIssue }
	p.call(redmineMaster, http.MethodGet, issuePath(id), url.Values{"include": {"journals"}}, nil, &answer)
	return &answer.Issue
}

// search: what is open and overdue, and what came and was closed in each
// window. Redmine searches by days; nothing happens at night, when windows
// begin and end. It has no search for issues that nobody has begun.
func (p *redmineREST) search(unit string, now time.Time) map[series]int64 {
	p.t.Helper()
	found := func(conditions ...string) int64 {
		query := url.Values{"project_id": {unit}, "limit": {"1"}}
		for i := 0; i < len(conditions); i += 2 {
			query.Set(conditions[i], conditions[i+1])
		}
		var answer struct {
			Total int64 `json:"total_count"`
		}
		p.call(redmineMaster, http.MethodGet, "/issues.json", query, nil, &answer)
		return answer.Total
	}
	all := map[series]int64{
		{"open_cases", 0}:    found("status_id", "open"),
		{"overdue_cases", 0}: found("status_id", "open", "due_date", "<="+now.AddDate(0, 0, -1).Format(time.DateOnly)),
	}
	for _, days := range replayLengths {
		since := ">=" + now.Add(-time.Duration(days)*24*time.Hour).Format(time.DateOnly)
		all[series{"window_received_cases", days}] = found("status_id", "*", "created_on", since)
		all[series{"window_closed_cases", days}] = found("status_id", "closed", "closed_on", since)
	}
	return all
}
