package mysql

import (
	"context"
	"database/sql"
	"fmt"

	"casework/collectors/source"
)

// Inspect implements source.Dialect.
func (d *dialect) Inspect(ctx context.Context, in *source.Inspection) {
	d.server(in)
	f := d.encryption(ctx, in.Conn())
	in.Add(f.Level, f.Subject, f.Hint, "%s", f.Detail)
	d.account(ctx, in)
	d.grants(ctx, in)
}

// account says as whom the server takes the user. It may be another than was
// named, with other rights.
func (d *dialect) account(ctx context.Context, in *source.Inspection) {
	var account, database string
	if err := in.Conn().QueryRowContext(ctx, "SELECT CURRENT_USER(), DATABASE()").Scan(&account, &database); err != nil {
		in.Add(source.OK, source.Account, "", "the server does not tell: %v", redact(err))
		return
	}
	in.Account, in.Database = account+" at "+d.opts.Address(), database+" at "+d.opts.Address() // others may be called so on other servers
	if isAnonymous(account) {
		found := d.shadowed(account)
		found.Level, found.Subject = source.Problem, source.Account
		in.Find(&found)
		return
	}
	in.Add(source.OK, source.Account, "", "%s", account)
}

// server reports the server's version and what its sessions lack.
func (d *dialect) server(in *source.Inspection) {
	version := d.serverVersion()
	level, hint := source.OK, ""
	if old(version) {
		level, hint = source.Warning, "MariaDB 10.11 and MySQL 8.0, or later, are tested"
	}
	in.Add(level, "server", hint, "version %s", version)
	in.Add(source.OK, "session", "", "%d properties that servers, their init_connect or proxies may spoil: set, and read back", len(d.readings(version)))
	for _, set := range d.settings(version) {
		if d.isUnsupported(set.name) {
			in.Add(source.Warning, "session", "nothing to do if the server is known to lack it; "+
				"without a time limit on the server, a statement may go on there after the exporter gave it up",
				"%s: the server does not support it", set.name)
			continue
		}
		in.Add(source.OK, "session", "", "%s: set", set.name)
	}
}

// old reports whether a server's version is below those that are tested.
func old(version string) bool {
	var major, minor int
	if _, err := fmt.Sscanf(version, "%d.%d", &major, &minor); err != nil {
		return false // no version number, so another kind of server
	}
	if isMariaDB(version) {
		return major < 10 || major == 10 && minor < 11
	}
	return major < 8
}

// encryption reports whether the connection is encrypted.
func (d *dialect) encryption(ctx context.Context, conn *sql.Conn) source.Finding {
	found := func(level source.Level, hint, format string, args ...any) source.Finding {
		return source.Finding{Level: level, Subject: "encryption", Detail: fmt.Sprintf(format, args...), Hint: hint}
	}
	var name, cipher string
	err := conn.QueryRowContext(ctx, "SHOW SESSION STATUS LIKE 'Ssl_cipher'").Scan(&name, &cipher)
	switch remote := d.opts.Remote(); {
	case err != nil:
		return found(source.OK, "", "the server does not tell: %v", redact(err))
	case cipher != "" && remote && !d.opts.TLS.Verifies():
		return found(source.Warning, "set the TLS mode to verify-identity, and TLS_CA to the authority of the server's certificate",
			"%s, but the server's certificate is not verified: anyone who can change what is sent can impersonate %s", cipher, d.opts.Host)
	case cipher != "":
		return found(source.OK, "", "%s", cipher)
	case remote:
		return found(source.Warning, "set the TLS mode to verify-identity, or to required at least",
			"the connection to %s is not encrypted", d.opts.Host)
	}
	return found(source.OK, "", "none; the connection does not leave this computer")
}
