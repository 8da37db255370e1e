package postgres

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"

	"casework/collectors/source"
)

// Codes of errors of connecting.
const (
	codeNoEntry     = "28000" // pg_hba.conf lets nobody in so, or there is no such role
	codePassword    = "28P01"
	codeNoDatabase  = "3D000"
	codeStarting    = "57P03"
	codeTooMany     = "53300"
	connectionsFull = "the server has as many connections as it takes, or as the role may have"
)

// notPostgres is what the driver says of a first message that PostgreSQL does
// not send, such as the greeting of MariaDB, by the greeting's length. It has no
// types of these errors.
var notPostgres = []string{"received unexpected message", "unknown message type", "body must have length of", "invalid message length"}

// noTLS is what the driver says of a server that does not encrypt connections. It has no type of this error.
const noTLS = "server refused TLS connection"

// Diagnose implements source.Dialect.
func (d *dialect) Diagnose(_ context.Context, err error) source.Finding {
	server, ok := errors.AsType[*ServerError](err)
	if !ok {
		if f, ok := source.DiagnoseNetwork(d.opts.Address(), err); ok {
			return f
		}
		if slices.ContainsFunc(notPostgres, func(words string) bool { return strings.Contains(err.Error(), words) }) {
			f := source.Finding{Detail: "what answers at " + d.opts.Address() + " does not speak as PostgreSQL does"}
			f.Hint, f.Cause = "See HOST and PORT (or SOCKET). If it is MariaDB or MySQL, DRIVER is mysql.", f.Detail
			return f
		}
		if strings.Contains(err.Error(), noTLS) {
			return source.DiagnoseNoTLS(d.opts.Address(), d.opts.TLS)
		}
		return source.Finding{Detail: err.Error(), Hint: "See the source's HOST, PORT (or SOCKET), USER, PASSWORD, DATABASE and TLS."}
	}
	var f source.Finding
	switch server.Code {
	case codePassword:
		f.Subject = source.Account
		f.Detail = fmt.Sprintf("the server at %s does not let the user %s in: the password is wrong, or there is no such role", d.opts.Address(), d.opts.User)
		f.Hint = "See USER and the password's file. An administrator sees roles by \\du in psql, and sets a password by ALTER ROLE … PASSWORD."
	case codeNoEntry:
		f.Subject = source.Account
		f.Detail = fmt.Sprintf("the server at %s lets nobody in as %s to %s from here: %s", d.opts.Address(), d.opts.User, d.opts.Database, server.Message)
		f.Hint = "See that the role is there (\\du in psql), and that pg_hba.conf has a line for it, such as: host " +
			d.opts.Database + " " + d.opts.User + " ADDRESS/32 scram-sha-256. Peer authentication, through a socket, wants a user of this computer of the same name."
	case codeNoDatabase:
		f.Detail = fmt.Sprintf("the server at %s has no database %s", d.opts.Address(), d.opts.Database)
		f.Hint = "See DATABASE for a misspelling, capitals too."
	case codeNoRight:
		f.Detail = fmt.Sprintf("the user %s may not use the database %s", d.opts.User, d.opts.Database)
		f.Hint = "Let an administrator run the grants of the adapter (deploy/sql), or GRANT CONNECT ON DATABASE."
	case codeTooMany:
		f.Detail, f.Hint = connectionsFull, "The exporter needs two. Raise CONNECTION LIMIT of the role, or max_connections."
	case codeStarting:
		f.Detail, f.Hint = "the server at "+d.opts.Address()+" starts or stops just now", "Try again in a minute."
	default:
		return source.Finding{Detail: err.Error(), Hint: "See the source's HOST, PORT (or SOCKET), USER, PASSWORD, DATABASE and TLS."}
	}
	f.Detail += " (error " + server.Code + ")"
	f.Cause = f.Detail
	return f
}
