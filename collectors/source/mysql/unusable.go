package mysql

import (
	"context"
	"database/sql/driver"
	"errors"
	"fmt"
	"strings"
	"time"

	"casework/collectors/source"
)

// unusable counts the rows that lack what they need, if that can be had in a
// short time.
func (in *inspection) unusable(ctx context.Context, sh *shape) {
	subject := sh.name + ".sql"
	reasons := []string{sh.columns[colID].name, "unit", sh.marks[0]}
	if sh.has(changedAt) {
		reasons = append(reasons, changedAt)
	}
	var b strings.Builder
	b.WriteString("SELECT COUNT(*)")
	for _, name := range reasons {
		lacks := name + " IS NULL"
		if c := sh.column(name); c.meaning == instant {
			lacks = "NOT COALESCE(" + presence(c) + ", FALSE)"
		}
		fmt.Fprintf(&b, ", COALESCE(SUM(%s), 0)", lacks)
	}
	b.WriteString(from(in.statements[sh.name]))
	counts, dest := make([]int64, len(reasons)+1), make([]any, len(reasons)+1)
	for i := range counts {
		dest[i] = &counts[i]
	}
	err := in.limited(ctx, func(ctx context.Context) error {
		return cause(ctx, in.conn.QueryRowContext(ctx, b.String()).Scan(dest...))
	})
	switch n := serverNumber(err); {
	case errors.Is(err, context.DeadlineExceeded), n == erStatementTimeout, n == erQueryTimeoutMySQL:
		in.add(source.OK, subject, "", "counting the rows that cannot be used takes more than %v and was given up", in.countLimit())
		return
	case err != nil:
		in.add(source.Warning, subject, "", "the rows that cannot be used could not be counted: %v", discreet(err))
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
		in.add(source.Warning, subject, "see to it that the query gives every row a "+name,
			"%d of %d rows have no %s and %s", n, counts[0], name, what)
	}
	if usable {
		in.add(source.OK, subject, "", "%d rows, all with %s", counts[0], strings.Join(reasons, ", "))
	}
}

// countLimit is how long a count may take.
func (in *inspection) countLimit() time.Duration { return min(maxCount, in.opts.Timeout) }

// limited runs a question within a time that the server enforces too.
func (in *inspection) limited(ctx context.Context, count func(context.Context) error) error {
	version := in.sessions.serverVersion()
	name, text := timeLimit(version, in.countLimit())
	if !in.sessions.isLacking(name) {
		if _, err := in.conn.ExecContext(ctx, text); err != nil {
			return err
		}
		defer in.restoreLimit(version)
	}
	ctx, cancel := context.WithTimeout(ctx, in.countLimit()+grace)
	defer cancel()
	return count(ctx)
}

// restoreLimit sets the time limit of the source's statements again. A
// connection that does not take it is not used any more.
func (in *inspection) restoreLimit(version string) {
	ctx, cancel := in.within(context.Background())
	defer cancel()
	_, text := timeLimit(version, in.opts.Timeout)
	if _, err := in.conn.ExecContext(ctx, text); err != nil {
		_ = in.conn.Raw(func(any) error { return driver.ErrBadConn })
	}
}
