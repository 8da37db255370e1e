package postgres

import (
	"context"
	"crypto/tls"
	"strings"

	"casework/collectors/source"
)

// oldest is the least server_version_num that is tested.
const oldest = 130000

// Inspect implements source.Dialect.
func (d *dialect) Inspect(ctx context.Context, in *source.Inspection) {
	d.server(ctx, in)
	d.encryption(in)
	d.grants(ctx, in)
	d.policies(ctx, in)
	d.writers(ctx, in)
}

// server reports the server's version and what its sessions are.
func (d *dialect) server(ctx context.Context, in *source.Inspection) {
	var version string
	var number int
	var standby bool
	err := in.Conn().QueryRowContext(ctx, `SELECT pg_catalog.current_setting('server_version'),
		pg_catalog.current_setting('server_version_num')::int, pg_catalog.pg_is_in_recovery(), session_user::text, pg_catalog.current_database()::text`).
		Scan(&version, &number, &standby, &in.Account, &in.Database)
	if err != nil {
		in.Add(source.Warning, "server", "", "it does not tell its version: %v", redact(err))
		return
	}
	in.Account, in.Database = in.Account+" at "+d.opts.Address(), in.Database+" at "+d.opts.Address() // others may be called so on other servers
	level, hint := source.OK, ""
	if number < oldest {
		level, hint = source.Warning, "PostgreSQL 13 and later are tested"
	}
	in.Add(level, "server", hint, "version %s", version)
	if standby {
		in.Add(source.OK, "server", "", "a hot standby: a query that keeps it from replaying changes is cancelled, and asked again")
	}
	d.mu.Lock()
	defer d.mu.Unlock()
	n := 0
	for _, set := range d.settings(d.opts.Timeout) {
		if d.lacks[set.name] {
			in.Add(source.OK, "session", "", "%s: a server of this version has no such setting", set.name)
			continue
		}
		n++
	}
	in.Add(source.OK, "session", "", "every statement is a read-only transaction of its own, which sets %d properties "+
		"that roles, databases, servers or poolers may spoil; names are looked for in %s", n, strings.Join(d.opts.Schemas, ", "))
}

// encryption reports whether the connection is encrypted, as far as it goes: a
// pooler has another one to the server.
func (d *dialect) encryption(in *source.Inspection) {
	var state *tls.ConnectionState
	err := in.Conn().Raw(func(dc any) error {
		if c, ok := dc.(*conn).Conn.Conn().PgConn().Conn().(*tls.Conn); ok {
			s := c.ConnectionState()
			state = &s
		}
		return nil
	})
	remote := d.opts.Remote()
	switch {
	case err != nil:
		in.Add(source.Warning, "encryption", "", "it could not be seen: %v", err)
	case state != nil && remote && !d.opts.TLS.Verifies():
		in.Add(source.Warning, "encryption",
			"set the TLS mode to verify-identity, and TLS_CA to the authority of the server's certificate",
			"%s, %s, but the server's certificate is not verified: anyone who can change what is sent can impersonate %s",
			tls.VersionName(state.Version), tls.CipherSuiteName(state.CipherSuite), d.opts.Host)
	case state != nil:
		in.Add(source.OK, "encryption", "", "%s, %s", tls.VersionName(state.Version), tls.CipherSuiteName(state.CipherSuite))
	case remote:
		in.Add(source.Warning, "encryption", "set the TLS mode to verify-identity, or to required at least",
			"the connection to %s is not encrypted", d.opts.Host)
	default:
		in.Add(source.OK, "encryption", "", "none; the connection does not leave this computer")
	}
}

// policies warns of tables of which the user is shown some rows only. It looks
// at those that the adapter names, and at those behind its views.
func (d *dialect) policies(ctx context.Context, in *source.Inspection) {
	named := in.Identifiers()
	rows, err := in.Conn().QueryContext(ctx, `WITH RECURSIVE behind (top, oid) AS (
			SELECT c.oid, c.oid FROM pg_catalog.pg_class c WHERE c.relkind IN ('r', 'p', 'v', 'm', 'f')
				AND c.relnamespace NOT IN (SELECT oid FROM pg_catalog.pg_namespace WHERE nspname IN ('pg_catalog', 'information_schema'))
			UNION
			SELECT b.top, dep.refobjid FROM behind b
				JOIN pg_catalog.pg_rewrite r ON r.ev_class = b.oid
				JOIN pg_catalog.pg_depend dep ON dep.classid = 'pg_catalog.pg_rewrite'::regclass AND dep.objid = r.oid
					AND dep.refclassid = 'pg_catalog.pg_class'::regclass AND dep.refobjid <> b.oid
		)
		SELECT t.relname, c.relname, c.oid = t.oid AND NOT pg_catalog.row_security_active(c.oid)
		FROM behind b JOIN pg_catalog.pg_class t ON t.oid = b.top JOIN pg_catalog.pg_class c ON c.oid = b.oid
		WHERE c.relrowsecurity ORDER BY 1, 2`)
	if err != nil {
		in.Add(source.Warning, "row security", "", "it could not be looked at: %v", redact(err))
		return
	}
	defer rows.Close()
	found := map[string]bool{}
	for rows.Next() {
		var top, table string
		var exempt bool
		if err := rows.Scan(&top, &table, &exempt); err != nil {
			in.Add(source.Warning, "row security", "", "it could not be looked at: %v", redact(err))
			return
		}
		if named.Has(top) && !exempt && !found[table] {
			found[table] = true
			in.Add(source.Warning, "row security", "see that a policy lets the user (or the owner of the view) see every row, with "+
				"USING (true), or let the table's owner make a view for it",
				"policies decide which rows of %s are shown: the others are counted nowhere, and nobody can tell from here", table)
		}
	}
	if err := rows.Err(); err != nil {
		in.Add(source.Warning, "row security", "", "it could not be looked at: %v", redact(err))
	}
}
