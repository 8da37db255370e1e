package mysql

import (
	"context"
	"database/sql/driver"
	"net"
	"regexp"
	"slices"
	"strings"

	"casework/collectors/source"
)

// granted matches a line of SHOW GRANTS. It leaves out what follows, which
// may be the hash of a password.
var granted = regexp.MustCompile("^GRANT (.+?) ON (?:TABLE |FUNCTION |PROCEDURE |PACKAGE |PACKAGE BODY )?(\\S+|`[^`]+`(?:\\.(?:\\*|`[^`]+`))?) TO ")

// harmless lists the privileges that a reader may have.
var harmless = []string{"USAGE", "SELECT", "SHOW VIEW"}

// A grant is one line of SHOW GRANTS.
type grant struct {
	privileges []string
	scope      string // such as `casework`.*
	grants     bool   // may be passed on
	role       bool   // a role, named by the privilege
}

// parseGrant reads a line of SHOW GRANTS. Columns that a privilege is limited
// to are left out. A line that grants nothing, such as SET DEFAULT ROLE of
// MariaDB or REVOKE of MySQL, is a grant of nothing.
func parseGrant(line string) grant {
	g := grant{grants: strings.Contains(line, "WITH GRANT OPTION") || strings.Contains(line, "WITH ADMIN OPTION")}
	m := granted.FindStringSubmatch(line)
	if m == nil && !strings.HasPrefix(line, "GRANT ") {
		return grant{} // takes a right back, or names the role that is set at first
	}
	if m == nil {
		name, _, _ := strings.Cut(strings.TrimPrefix(line, "GRANT "), " TO ")
		return grant{privileges: []string{name}, role: true, grants: g.grants}
	}
	g.scope = m[2]
	depth, start := 0, 0
	add := func(end int) {
		name, _, _ := strings.Cut(m[1][start:end], "(")
		g.privileges = append(g.privileges, strings.ToUpper(strings.TrimSpace(name)))
		start = end + 1
	}
	for i, c := range m[1] {
		switch c {
		case '(':
			depth++
		case ')':
			depth--
		case ',':
			if depth == 0 {
				add(i)
			}
		}
	}
	add(len(m[1]))
	return g
}

// faults says what a reader should not have of a grant; nil if all is well.
func (g *grant) faults() []string {
	var faults []string
	excess := slices.DeleteFunc(slices.Clone(g.privileges), func(p string) bool { return slices.Contains(harmless, p) })
	switch {
	case g.role:
	case slices.Contains(excess, "PROXY"):
		faults = append(faults, "may act as "+g.scope)
	case len(excess) > 0:
		faults = append(faults, "may more than read: "+strings.Join(excess, ", ")+" on "+g.scope)
	}
	if g.scope == "*.*" && (slices.Contains(g.privileges, "SELECT") || slices.Contains(g.privileges, "ALL PRIVILEGES")) {
		faults = append(faults, "may read every database of the server")
	}
	if g.grants {
		faults = append(faults, "may pass its rights on")
	}
	return faults
}

const grantsHint = "use an account with SELECT on the tables or views of the adapter and nothing else; " +
	"a program that cannot write cannot be made to, and one that cannot see a name cannot show it"

// hint says what to do about a grant. A new MariaDB lets everybody do as they
// like in databases for tests, which no other account would change.
func (g *grant) hint() string {
	if g.scope == "`test`.*" || g.scope == "`test\\_%`.*" {
		return "a new server grants this to everybody; run mariadb-secure-installation, which takes it back, or as an administrator " +
			"DROP DATABASE test; DELETE FROM mysql.db WHERE Db LIKE 'test%'; FLUSH PRIVILEGES"
	}
	return grantsHint
}

// grants reports what the user may do beyond reading what the adapter names,
// by itself and in any role that it can take on. A role stays with its
// connection, so this one is of its own and not used again.
func (d *dialect) grants(ctx context.Context, in *source.Inspection) {
	conn, err := in.NewConn(ctx)
	if err != nil {
		in.Add(source.Warning, "grants", "", "they could not be read: %v", redact(err))
		return
	}
	defer conn.Close()
	defer func() { _ = conn.Raw(func(any) error { return driver.ErrBadConn }) }()
	ctx, cancel := in.WithTimeout(ctx)
	defer cancel()
	lines, err := source.Texts(ctx, conn, "SHOW GRANTS")
	if err != nil {
		in.Add(source.OK, "grants", "", "the server does not tell: %v", redact(err))
		return
	}
	g := &grantCheck{Inspection: in, database: d.opts.Database, seen: map[string]bool{}}
	g.judge(lines, "")
	g.visible(ctx, conn, "")
	for _, line := range lines {
		granted := parseGrant(line)
		if !granted.role {
			continue
		}
		role := granted.privileges[0]
		in.Add(source.OK, "grants", "", "the user has the role %s", role)
		if _, err := conn.ExecContext(ctx, "SET ROLE "+role); err != nil {
			g.warn("what the role %s may do could not be read: %v", role, redact(err))
			continue
		}
		lines, err := source.Texts(ctx, conn, "SHOW GRANTS")
		if err != nil {
			g.warn("what the role %s may do could not be read: %v", role, redact(err))
			continue
		}
		as := " in the role " + role
		g.judge(lines, as)
		g.visible(ctx, conn, as)
	}
	if !g.faulty {
		in.Add(source.OK, "grants", "", "the user may read what the adapter names, and nothing else")
	}
}

// A grantCheck reports what a user should not have, each once.
type grantCheck struct {
	*source.Inspection
	database string          // the source's
	seen     map[string]bool // what is reported, or visible and looked at
	faulty   bool            // whether anything is not as it should be
}

func (g *grantCheck) warn(format string, args ...any) {
	g.faulty = true
	g.Add(source.Warning, "grants", "", format, args...)
}

func (g *grantCheck) problem(hint, format string, args ...any) {
	g.faulty = true
	g.Add(source.Problem, "grants", hint, format, args...)
}

// judge reports the faults of lines of SHOW GRANTS.
func (g *grantCheck) judge(lines []string, as string) {
	for _, line := range lines {
		granted := parseGrant(line)
		for _, fault := range granted.faults() {
			if !g.seen[fault] {
				g.seen[fault] = true
				g.problem(granted.hint(), "the user%s %s", as, fault)
			}
		}
	}
}

// loopback reports whether a host is this computer.
func loopback(host string) bool {
	ip := net.ParseIP(host)
	return host == "localhost" || ip != nil && ip.IsLoopback()
}
