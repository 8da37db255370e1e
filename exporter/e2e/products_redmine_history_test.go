package e2e

import (
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"time"
)

// cases are the issues that Redmine lists, each with what its journal says.
// The journals of those that nothing was done to since the last time are not
// asked for again, unless Redmine dates a change of them.
func (p *redmineREST) cases() map[int]productCase {
	p.t.Helper()
	all := map[int]productCase{}
	for offset := 0; ; offset += 100 {
		var answer struct {
			Issues []redmineIssue
			Total  int `json:"total_count"`
		}
		p.call(redmineMaster, http.MethodGet, "/issues.json",
			url.Values{"status_id": {"*"}, "sort": {"id"}, "limit": {"100"}, "offset": {strconv.Itoa(offset)}}, nil, &answer)
		for i := range answer.Issues {
			id := answer.Issues[i].ID
			was, known := p.shown[id]
			if all[id] = was; !known || p.acted[id] || p.updated[id] != answer.Issues[i].UpdatedOn {
				all[id] = p.look(id)
				p.updated[id] = answer.Issues[i].UpdatedOn
			}
		}
		if offset+100 >= answer.Total {
			p.shown, p.acted = all, map[int]bool{}
			return all
		}
	}
}

// look is a case as Redmine shows an issue. What was done to it must be in its
// journal, as Redmine passes over in silence what somebody may not do.
func (p *redmineREST) look(id int) productCase {
	p.t.Helper()
	issue := p.issue(id)
	if p.acted[id] && len(issue.Journals) == p.entries[id] {
		p.t.Fatalf("issue %d: nothing is in its journal of what was done to it", id)
	}
	p.entries[id] = len(issue.Journals)
	return p.recall(issue)
}

// recall is a case as Redmine shows an issue and its journal: the first
// handling, and how often it was closed and opened again.
func (p *redmineREST) recall(issue *redmineIssue) productCase {
	p.t.Helper()
	c := productCase{
		unit: strings.ToLower(issue.Project.Name), received: unixOf(p.t, issue.CreatedOn), mayDisown: issue.Assigned != nil,
	}
	if issue.DueDate != "" {
		day, err := time.ParseInLocation(time.DateOnly, issue.DueDate, p.zone)
		if err != nil {
			p.t.Fatal(err)
		}
		c.deadline = day.AddDate(0, 0, 1).Unix() - 1
	}
	feedback := strconv.Itoa(p.statuses[redmineSteps["pause"]])
	for i := range issue.Journals {
		entry := &issue.Journals[i]
		at := unixOf(p.t, entry.CreatedOn)
		begins := entry.User.ID != issue.Author.ID && !entry.Private
		for _, d := range entry.Details {
			if d.Property == "relation" || d.Property == "attr" && d.Name == "project_id" {
				begins = false
			}
		}
		for _, d := range entry.Details {
			begins = begins || d.Property == "attr" && (d.Name == "status_id" || d.Name == "assigned_to_id")
			if d.Property != "attr" || d.Name != "status_id" {
				continue
			}
			was, is := p.closesByNumber(d.Old), p.closesByNumber(d.New)
			if is && !was {
				c.closings++
				c.closed = at
			}
			if was && !is {
				c.reopenings++
			}
			// One that is reopened so was not put to rest.
			c.pause(at, d.New == feedback && (!was || d.Old == feedback))
		}
		if begins && c.started == 0 {
			c.started = at
		}
	}
	last := len(c.pauses) - 1
	c.paused = last >= 0 && c.pauses[last].until == 0
	c.mayPause = !p.closes[issue.Status.ID] && strconv.Itoa(issue.Status.ID) != feedback
	c.settle(p.closes[issue.Status.ID], unixOf(p.t, issue.ClosedOn))
	return c
}

func (p *redmineREST) closesByNumber(text string) bool {
	p.t.Helper()
	id, err := strconv.Atoi(text)
	if err != nil {
		p.t.Fatal(err)
	}
	return p.closes[id]
}
