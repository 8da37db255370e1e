package mysql

import (
	"context"
	"database/sql/driver"
	"fmt"
	"regexp"
	"slices"
	"strings"

	"casework/collectors/source"
)

// granted matches a line of SHOW GRANTS. It leaves out what follows, which
// may be the hash of a password.
var granted = regexp.MustCompile("^GRANT (.+?) ON (?:TABLE |FUNCTION |PROCEDURE |PACKAGE |PACKAGE BODY )?(\\S+|`[^`]+`(?:\\.(?:\\*|`[^`]+`))?) TO ")

// quoted matches a name in quotes. Outside them, an account has an @ and a role of
// MariaDB none.
var quoted = regexp.MustCompile("`[^`]*`|'[^']*'")

// harmless lists the privileges that a reader may have.
var harmless = []string{"USAGE", "SELECT", "SHOW VIEW"}

// A grant is one line of SHOW GRANTS.
type grant struct {
	privileges []string
	scope      string // such as `casework`.*
	grants     bool   // may be passed on
	role       bool   // a role, named by the privilege
	inner      bool   // to a role: none that the user can take on
	public     bool   // everybody has it
}

// parseGrant reads a line of SHOW GRANTS. Columns that a privilege is limited
// to are left out. A line that grants nothing, such as SET DEFAULT ROLE of
// MariaDB or REVOKE of MySQL, is a grant of nothing.
func parseGrant(line string) grant {
	g := grant{
		grants: strings.Contains(line, "WITH GRANT OPTION") || strings.Contains(line, "WITH ADMIN OPTION"),
		public: strings.Contains(line, " TO PUBLIC"),
	}
	m := granted.FindStringSubmatch(line)
	if m == nil && !strings.HasPrefix(line, "GRANT ") {
		return grant{} // takes a right back, or names the role that is set at first
	}
	if m == nil {
		name, to, _ := strings.Cut(strings.TrimPrefix(line, "GRANT "), " TO ")
		return grant{privileges: []string{name}, role: true, inner: !strings.Contains(quoted.ReplaceAllString(to, ""), "@"), grants: g.grants}
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

// isForTests reports whether a database is one that a new server lets everybody
// do in as they like, by a row of mysql.db or a grant to PUBLIC.
func isForTests(database string) bool {
	database = strings.ToLower(strings.ReplaceAll(database, `\`, ""))
	return database == "test" || strings.HasPrefix(database, "test_")
}

// database is the one that a grant is of; "" if it is of all.
func (g *grant) database() string {
	name, _, _ := strings.Cut(strings.TrimPrefix(g.scope, "`"), "`")
	if name == "*.*" {
		return ""
	}
	return name
}

// What everybody may, in databases for tests.
const (
	testsCause = "the server lets everybody read and write in the database test, and in any whose name begins with test_"
	testsHint  = "No account is at fault, and no other database is open: a new MariaDB or an old MySQL comes so. To close it: mariadb-secure-installation, " +
		"or as an administrator DROP DATABASE test; DELETE FROM mysql.db WHERE Db LIKE 'test%'; FLUSH PRIVILEGES"
	publicHint = "it is granted to everybody: as an administrator, REVOKE … FROM PUBLIC"
)

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
		if !granted.role || granted.inner { // what a role within a role may do is said of the outer one
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
	if g.tests {
		g.add(source.Warning, testsCause, testsHint, testsCause)
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
	tests    bool            // whether databases for tests are open to everybody
	own      []string        // databases that the account has rights to by itself; "" for all
}

func (g *grantCheck) warn(format string, args ...any) {
	g.faulty = true
	g.Add(source.Warning, "grants", "", format, args...)
}

// problem reports what the account should not have. That it may do or see more
// than it needs is one cause of all of it.
func (g *grantCheck) problem(hint, format string, args ...any) {
	g.faulty = true
	cause := "the account " + g.Account + " may do or see more than it needs"
	if hint == publicHint {
		cause = "everybody may do or see more than the exporter needs"
	}
	g.add(source.Problem, cause, hint, fmt.Sprintf(format, args...))
}

func (g *grantCheck) add(level source.Level, cause, hint, detail string) {
	g.Find(&source.Finding{Level: level, Subject: "grants", Detail: detail, Hint: hint, Cause: cause})
}

// judge reports the faults of lines of SHOW GRANTS.
func (g *grantCheck) judge(lines []string, as string) {
	for _, line := range lines {
		granted := parseGrant(line)
		hint := grantsHint
		switch {
		case !granted.public:
			if !granted.role && !slices.Equal(granted.privileges, []string{"USAGE"}) {
				g.own = append(g.own, granted.database())
			}
		case isForTests(granted.database()) && !isForTests(g.database):
			g.tests = true
			continue
		default:
			hint = publicHint
		}
		for _, fault := range granted.faults() {
			if !g.seen[fault] {
				g.seen[fault] = true
				g.problem(hint, "the user%s %s", as, fault)
			}
		}
	}
}
