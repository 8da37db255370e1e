package mysql

import (
	"context"
	"net"
	"regexp"
	"slices"
	"strings"
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
// to are left out.
func parseGrant(line string) grant {
	g := grant{grants: strings.Contains(line, "WITH GRANT OPTION") || strings.Contains(line, "WITH ADMIN OPTION")}
	m := granted.FindStringSubmatch(line)
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
	if len(excess) > 0 && !g.role {
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

// grants reports what the user may do beyond reading.
func (in *inspection) grants(ctx context.Context) {
	const hint = "use an account with SELECT on the tables or views of the adapter and nothing else; a program that cannot write cannot be made to"
	rows, err := in.conn.QueryContext(ctx, "SHOW GRANTS")
	if err != nil {
		in.add(OK, "grants", "", "the server does not tell: %v", discreet(err))
		return
	}
	defer rows.Close()
	fine := true
	for rows.Next() {
		var line string
		if err := rows.Scan(&line); err != nil {
			break
		}
		g := parseGrant(line)
		for _, fault := range g.faults() {
			fine = false
			in.add(Warning, "grants", hint, "the user %s", fault)
		}
		if g.role {
			in.add(OK, "grants", "", "the user has the role %s; see what it may do", g.privileges[0])
		}
	}
	if err := rows.Err(); err != nil {
		in.add(Warning, "grants", "", "they could not be read: %v", discreet(err))
	} else if fine {
		in.add(OK, "grants", "", "the user may read and nothing else")
	}
}

// loopback reports whether a host is this computer.
func loopback(host string) bool {
	ip := net.ParseIP(host)
	return host == "localhost" || ip != nil && ip.IsLoopback()
}
