package mysql

import (
	"context"
	"errors"
	"fmt"
	"regexp"
	"strings"

	gomysql "github.com/go-sql-driver/mysql"

	"casework/collectors/source"
)

// denied matches what a server says of the account that it does not let in.
var denied = regexp.MustCompile("^Access denied for user '([^']*)'@'([^']*)'")

// Diagnose implements source.Dialect.
func (d *dialect) Diagnose(ctx context.Context, err error) source.Finding {
	if f, ok := source.DiagnoseNetwork(d.opts.Address(), err); ok {
		return f
	}
	if errors.Is(err, gomysql.ErrNoTLS) {
		return source.DiagnoseNoTLS(d.opts.Address(), d.opts.TLS)
	}
	var f source.Finding
	user, from := d.opts.User, "this computer"
	if server, ok := errors.AsType[*ServerError](err); ok {
		if m := denied.FindStringSubmatch(server.Message); m != nil {
			user, from = m[1], m[2]
		}
	}
	switch number := serverNumber(err); number {
	case erAccessDenied, erAccessDeniedNoPassword:
		f.Subject = source.Account
		if account := d.anonymous(ctx); account != "" {
			return d.shadowed(account)
		}
		f.Detail = fmt.Sprintf("the server at %s does not let the user %s in from %s: the password is wrong, or there is no account %[2]s for that computer (error %[4]d)",
			d.opts.Address(), user, from, number)
		f.Hint = fmt.Sprintf("An account is a name and the computer that it comes from: it must be '%s'@'%s', or '%[1]s'@'%%' for every computer. "+
			"An administrator sees them by SELECT user, host FROM mysql.user.", user, from)
		if number == erAccessDeniedNoPassword {
			f.Detail = fmt.Sprintf("the server at %s lets %s in through its socket alone, as the user of that name of its own computer (error %d)", d.opts.Address(), user, number)
			f.Hint = "Make an account with a password for the exporter. For a first look by the administrator's: give the path of the socket " +
				"(on Debian /run/mysqld/mysqld.sock), and be that user of the computer (sudo)."
		}
	case erDBAccessDenied:
		if user == "" {
			return d.shadowed("@" + from)
		}
		f.Detail = fmt.Sprintf("the user %s may not use the database %s, or there is none of that name (error %d)", user, d.opts.Database, number)
		f.Hint = "See DATABASE for a misspelling, capitals too" + d.databases(ctx) + ". Else let an administrator run the grants of the adapter (deploy/sql): they make the user of it."
	case erBadDatabase:
		f.Detail = fmt.Sprintf("the server at %s has no database %s (error %d)", d.opts.Address(), d.opts.Database, number)
		f.Hint = "See DATABASE for a misspelling, capitals too" + d.databases(ctx) + ". If it is to be one of views, run the grants of the adapter first (deploy/sql)."
	case erHostNotPrivileged:
		f.Subject = source.Account
		f.Detail = fmt.Sprintf("the server at %s has no account for this computer, whatever the user (error %d)", d.opts.Address(), number)
		f.Hint = "Make the account for the address of this computer, or for '%', which is every one."
	default:
		f.Detail = err.Error()
		f.Hint = "See the source's HOST, PORT (or SOCKET), USER, PASSWORD, DATABASE and TLS."
		return f
	}
	f.Cause = f.Detail
	return f
}

// isAnonymous reports whether an account, as CURRENT_USER() gives it, is that of
// nobody in particular.
func isAnonymous(account string) bool { return strings.HasPrefix(account, "@") }

// anonymous is the account that the user is taken for without a password, if it
// is the anonymous one; else "". A new MariaDB or an old MySQL has such accounts,
// and goes by the computer first: one for localhost goes before a named one for
// every computer, whose password is then of no use.
func (d *dialect) anonymous(ctx context.Context) string {
	opts := d.opts
	opts.Password = nil
	account := ask(ctx, opts, "SELECT CURRENT_USER()")
	if !isAnonymous(account) {
		return ""
	}
	return account
}

// databases are those that the user can see, in parentheses; "" if that is none.
func (d *dialect) databases(ctx context.Context) string {
	names := ask(ctx, d.opts, "SELECT COALESCE(GROUP_CONCAT(schema_name ORDER BY schema_name SEPARATOR ', '), '') FROM information_schema.schemata "+
		"WHERE schema_name NOT IN ('information_schema', 'performance_schema', 'mysql', 'sys')")
	if names == "" {
		return ""
	}
	return " (the user can see: " + names + ")"
}

// ask gets one text from the server, without a database; "" if it cannot be had.
func ask(ctx context.Context, opts Options, query string) string {
	opts.Database = ""
	other, err := newSessions(&opts)
	if err != nil {
		return ""
	}
	ctx, cancel := context.WithTimeout(ctx, opts.Timeout)
	defer cancel()
	conn, err := other.connector.Connect(ctx)
	if err != nil {
		return ""
	}
	defer conn.Close()
	answer, err := queryRow(ctx, conn, query)
	if err != nil {
		return ""
	}
	return answer[0]
}

// shadowed is what is found where the anonymous account takes the user's place.
func (d *dialect) shadowed(account string) source.Finding {
	host := strings.TrimPrefix(account, "@")
	return source.Finding{
		Detail: fmt.Sprintf("the server at %s takes %s for its anonymous user ''@'%s', which is for people without an account: "+
			"there is no '%[2]s'@'%[3]s', and one that is '%[2]s'@'%%' comes after it", d.opts.Address(), d.opts.User, host),
		Hint: fmt.Sprintf("As an administrator of the database: DROP USER ''@'%s'; mariadb-secure-installation does it too. "+
			"Or make the account for that computer as well: CREATE USER '%s'@'%[1]s' IDENTIFIED BY '…', with the same grants.", host, d.opts.User),
		Cause: fmt.Sprintf("the anonymous user ''@'%s' of the server at %s takes the place of accounts", host, d.opts.Address()),
	}
}
