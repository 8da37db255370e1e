package check

import (
	"fmt"
	"slices"
	"strings"

	"casework/collectors/source"
	"casework/exporter/text"
)

// maxDetails is how much of one problem is listed.
const maxDetails = 10

// A problem is one cause, whatever it touches.
type problem struct {
	cause   string // what findings of it say; "" for one alone
	hint    string
	details []string // all different
	touched []touched
}

// touched is what a problem touches in a source.
type touched struct {
	source   string
	subjects []string
}

// touch notes where a problem was found.
func (p *problem) touch(source, subject string) {
	i := slices.IndexFunc(p.touched, func(t touched) bool { return t.source == source })
	if i < 0 {
		i = len(p.touched)
		p.touched = append(p.touched, touched{source: source})
	}
	if t := &p.touched[i]; !slices.Contains(t.subjects, subject) {
		t.subjects = append(t.subjects, subject)
	}
}

// title says in a line what the problem is.
func (p *problem) title() string {
	first := p.touched[0]
	switch {
	case len(p.details) > 1:
		return p.cause
	case len(p.touched) == 1 && len(first.subjects) == 1:
		return first.source + ": " + said(first.subjects[0], p.details[0])
	}
	return p.details[0]
}

// said is a finding with what it is about. A fault in a file names the file itself.
func said(subject, detail string) string {
	if strings.HasPrefix(detail, subject+":") {
		return detail
	}
	return subject + ": " + detail
}

// where lists what the problem touches, "" where the title has said it.
func (p *problem) where() string {
	if len(p.details) == 1 && len(p.touched) == 1 && len(p.touched[0].subjects) == 1 {
		return ""
	}
	parts := make([]string, len(p.touched))
	for i, t := range p.touched {
		parts[i] = t.source + " (" + strings.Join(t.subjects, ", ") + ")"
	}
	return "It touches " + strings.Join(parts, ", ") + "."
}

// lines are what is printed of the problem.
func (p *problem) lines() []string {
	lines := strings.Split(p.title(), "\n")
	if len(p.details) > 1 {
		for i, d := range p.details {
			if i == maxDetails {
				lines = append(lines, fmt.Sprintf("- and %d more", len(p.details)-i))
				break
			}
			lines = append(lines, strings.Split("- "+d, "\n")...)
		}
	}
	for _, more := range []string{p.where(), p.hint} {
		if more != "" {
			lines = append(lines, text.Wrap(more, 88)...)
		}
	}
	return lines
}

// problem notes a finding that is a problem. It returns the number of its cause,
// and whether the same was said before.
func (c *checker) problem(f *source.Finding) (number int, said bool) {
	same := func(p *problem) bool {
		if f.Cause != "" || p.cause != "" {
			return p.cause == f.Cause
		}
		return p.touched[0].source == c.source && p.touched[0].subjects[0] == f.Subject && p.details[0] == f.Detail
	}
	i := slices.IndexFunc(c.problems, same)
	if i < 0 {
		i = len(c.problems)
		c.problems = append(c.problems, &problem{cause: f.Cause, hint: f.Hint})
	}
	p := c.problems[i]
	said = slices.Contains(p.details, f.Detail)
	if !said {
		p.details = append(p.details, f.Detail)
	}
	p.touch(c.source, f.Subject)
	return i + 1, said
}

// fail reports that something could not be done, unless one of the findings
// has said why.
func (c *checker) fail(what string, err error) {
	if !slices.ContainsFunc(c.found, func(f source.Finding) bool { return f.SameFault(err) }) {
		c.add(source.Finding{Level: source.Problem, Subject: what, Detail: err.Error()})
	}
}
