package source

import (
	"context"
	"database/sql"
	"database/sql/driver"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"casework/collectors/adapters"
	"casework/collectors/ledger"
)

// rejected counts the rows that will be rejected for what they lack, if that
// can be had in a short time.
func (in *Inspection) rejected(ctx context.Context, sh *shape) {
	subject := sh.name + ".sql"
	reasons := []string{sh.columns[colID].Name, sh.columns[colUnit].Name, sh.times[ledger.FirstAt]}
	if sh.has(changedAt) {
		reasons = append(reasons, changedAt)
	}
	b := sh.builder()
	b.add("SELECT COUNT(*)")
	for _, name := range reasons {
		lacks := name + " IS NULL"
		if c := sh.column(name); c.meaning == MeansInstant {
			lacks = "NOT COALESCE(" + in.source.hasTime(b, c) + ", FALSE)"
		}
		b.add(", ", countOf(lacks))
	}
	b.add(sh.derived())
	query := b.statement()
	counts, dest := make([]int64, len(reasons)+1), make([]any, len(reasons)+1)
	for i := range counts {
		dest[i] = &counts[i]
	}
	err := in.limited(ctx, func(ctx context.Context) error {
		return cause(ctx, in.conn.QueryRowContext(ctx, query.Text, query.Params()...).Scan(dest...))
	})
	switch {
	case errors.Is(err, context.DeadlineExceeded), in.source.dialect.ErrorKind(err) == TimedOut:
		in.Add(OK, subject, "", "counting the rows that cannot be used takes more than %v and was given up", in.countLimit())
		return
	case err != nil:
		in.Add(Warning, subject, "", "the rows that cannot be used could not be counted: %v", in.redact(err))
		return
	}
	usable := true
	for i, name := range reasons {
		n := counts[i+1]
		if n == 0 {
			continue
		}
		usable = false
		what := "are not counted anywhere"
		if name == changedAt {
			what = "are seen by the first load and the nightly reconciliation only"
		}
		in.Add(Warning, subject, "see to it that the query gives every row a "+name,
			"%d of %d rows have no %s and %s", n, counts[0], name, what)
	}
	if usable {
		in.Add(OK, subject, "", "%d rows, all with %s", counts[0], strings.Join(reasons, ", "))
	}
}

// countLimit is how long a count may take.
func (in *Inspection) countLimit() time.Duration { return min(maxCount, in.source.opts.Timeout) }

// limited runs a query within a time that the server enforces too.
func (in *Inspection) limited(ctx context.Context, count func(context.Context) error) error {
	if err := in.source.dialect.LimitTime(ctx, in.conn, in.countLimit()); err != nil {
		return err
	}
	defer in.restoreLimit(ctx)
	ctx, cancel := context.WithTimeout(ctx, in.countLimit()+grace)
	defer cancel()
	return count(ctx)
}

// restoreLimit sets the time limit of the source's statements again, though ctx
// may have ended. A connection that does not take it is not used any more.
func (in *Inspection) restoreLimit(ctx context.Context) {
	ctx, cancel := in.WithTimeout(context.WithoutCancel(ctx))
	defer cancel()
	if err := in.source.dialect.LimitTime(ctx, in.conn, in.source.opts.Timeout); err != nil {
		_ = in.conn.Raw(func(any) error { return driver.ErrBadConn })
	}
}

// maxShown is how many statuses a finding names.
const maxShown = 50

// pausedIn says in which statuses cases are paused, and which of those the product
// does not have.
func (in *Inspection) pausedIn(ctx context.Context, subject string) {
	s := in.source
	names, byName := adapters.PauseStatuses(s.statements[string(Pauses)])
	setting := strings.ToUpper(s.opts.Name) + "_PAUSE_STATUSES"
	if len(s.opts.PauseStatuses) > 0 {
		names, byName = s.opts.PauseStatuses, true
	}
	if names == nil || !byName || s.statuses == "" {
		return
	}
	ctx, cancel := s.withTimeout(ctx)
	defer cancel()
	found, unknown, has, err := statusesOf(ctx, in.conn, s.statuses, names)
	if err != nil {
		in.Add(Warning, subject, "", "the statuses of the product cannot be read: %v", in.redact(cause(ctx, err)))
		return
	}
	if len(found) > 0 {
		in.Add(OK, subject, "", "paused in the status %s", quoted(found))
	}
	if len(unknown) == 0 || len(found) > 0 && len(s.opts.PauseStatuses) == 0 { // an adapter lists names in several languages
		return
	}
	level, hint := Warning, "name those in which cases wait for somebody else in "+setting
	switch {
	case len(s.opts.PauseStatuses) == 0: // the product has none, or no case has it just now
		level, hint = OK, ""
	case len(found) == 0:
		level = Problem
	}
	more := ""
	if len(has) > maxShown {
		more = fmt.Sprintf(" and %d more", len(has)-maxShown)
		has = has[:maxShown]
	}
	in.Add(level, subject, hint, "no status is named %s, so that nothing is paused in it; there are %s%s: see %s", quoted(unknown), quoted(has), more, setting)
}

// statusesOf holds names against the statuses of the product, as its server compares.
func statusesOf(ctx context.Context, conn *sql.Conn, query string, names []string) (found, unknown, has []string, err error) {
	if has, err = Texts(ctx, conn, query); err != nil {
		return nil, nil, nil, err
	}
	slices.Sort(has)
	has = slices.Compact(has)
	for _, name := range names {
		same, err := Texts(ctx, conn, adapters.StatusesNamed(query, name))
		if err != nil {
			return nil, nil, nil, err
		}
		if len(same) == 0 {
			unknown = append(unknown, name)
		} else {
			found = append(found, name)
		}
	}
	return found, unknown, has, nil
}

// quoted lists names in quotation marks.
func quoted(names []string) string {
	var all []string
	for _, name := range names {
		all = append(all, fmt.Sprintf("%q", name))
	}
	return strings.Join(all, ", ")
}
