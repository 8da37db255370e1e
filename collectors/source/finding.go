package source

import (
	"crypto/x509"
	"errors"
	"fmt"
	"io/fs"
	"net"
	"strings"
	"syscall"
)

// A Level is how much a Finding matters.
type Level uint8

// The levels of a Finding.
const (
	OK      Level = iota // as it should be, or worth knowing
	Warning              // works, but should be looked at
	Problem              // does not work, or harms the database
)

// String is the level as it is printed: OK, warning or PROBLEM.
func (l Level) String() string { return [...]string{"OK", "warning", "PROBLEM"}[l] }

// A Finding is one thing that an inspection looked at. It holds no value of
// any row.
type Finding struct {
	Level   Level
	Subject string // what was looked at, such as "grants" or "cases.sql"
	Detail  string
	Hint    string // what to do about it; "" if nothing needs to be done

	// Cause is what brings it about, in words, where that may bring about others
	// too, of this source or of another; "" where it stands for itself.
	Cause string

	// Fault is the error that it was found by, without what was being done; ""
	// for none.
	Fault string
}

// Subjects that are acted upon.
const (
	Connection = "connection" // what keeps a source from being reached
	Account    = "account"    // as whom a server takes the user
)

// SameFault reports whether an error says what a finding has said.
func (f *Finding) SameFault(err error) bool {
	return f.Level == Problem && f.Fault != "" && strings.Contains(err.Error(), f.Fault)
}

// DiagnoseNetwork says why a server cannot be reached, where it is not the
// server that says so. Address is a host and port, or the path of a socket.
func DiagnoseNetwork(address string, err error) (f Finding, ok bool) {
	certificate := x509.CertificateInvalidError{}
	authority, name, lookup, timeout := x509.UnknownAuthorityError{}, x509.HostnameError{}, &net.DNSError{}, net.Error(nil)
	switch {
	case errors.As(err, &lookup):
		f.Detail = "the name " + lookup.Name + " of the database server is not known here"
		f.Hint = "See HOST for a misspelling, or give the server's IP address."
	case errors.Is(err, syscall.ECONNREFUSED):
		f.Detail = "no database server answers at " + address + " (connection refused)"
		f.Hint = "See whether it runs, whether HOST and PORT (or SOCKET) are its own, and whether it listens on the network " +
			"and not for its own computer alone (bind-address of MariaDB and MySQL, listen_addresses of PostgreSQL)."
	case errors.Is(err, fs.ErrNotExist):
		f.Detail = "there is no socket " + address
		f.Hint = "See whether the server runs on this computer, and where it keeps its socket; or give HOST in place of SOCKET."
	case errors.Is(err, fs.ErrPermission):
		f.Detail = "this user of the computer may not use the socket " + address
		f.Hint = "Let the user who runs the exporter into its folder; or give HOST in place of SOCKET."
	case errors.As(err, &authority), errors.As(err, &name), errors.As(err, &certificate):
		f.Detail = "the certificate of the database server at " + address + " is not accepted: " + unwrapped(err).Error()
		f.Hint = "Name the authority that signed it in TLS_CA and the name that it bears in TLS_SERVER_NAME; TLS=required does without, and is no help " +
			"against somebody between here and there."
	case errors.Is(err, syscall.EHOSTUNREACH), errors.Is(err, syscall.ENETUNREACH),
		errors.As(err, &timeout) && timeout.Timeout(), strings.HasPrefix(err.Error(), noAnswer):
		f.Detail = "the database server at " + address + " cannot be reached: nothing comes back"
		f.Hint = "See HOST and PORT, and whether a firewall lets this computer through. A server of another kind than DRIVER may say nothing either: " +
			"it is mysql (for MariaDB too, and where it is not set) or postgres."
	default:
		return f, false
	}
	f.Cause = f.Detail
	return f, true
}

// DiagnoseNoTLS says that a server does not encrypt connections, and is asked to.
func DiagnoseNoTLS(address string, t TLS) Finding {
	detail := fmt.Sprintf("the database server at %s does not encrypt connections, and TLS=%s wants it to", address, t.Mode)
	return Finding{
		Detail: detail, Cause: detail,
		Hint: "Let an administrator of the server give it a certificate (ssl_cert and ssl_key of MariaDB and MySQL, ssl = on of PostgreSQL). " +
			"Without: TLS=preferred encrypts once the server can, and TLS=off never does; anybody between here and there reads along then.",
	}
}

// unwrapped is the innermost of a chain of errors.
func unwrapped(err error) error {
	for {
		inner := errors.Unwrap(err)
		if inner == nil {
			return err
		}
		err = inner
	}
}

// unanswered reports a query that the database does not answer.
func (in *Inspection) unanswered(subject string, err error) {
	err = in.redact(err)
	fault := strings.TrimPrefix(err.Error(), subject+": ")
	f := Finding{
		Level: Problem, Subject: subject, Detail: fault, Fault: fault,
		Hint: "correct the query, or the view that it reads, or the user's grants; where a product has no such thing, " +
			"give '' for a text, or leave the file out if it came with a template",
	}
	switch in.source.dialect.ErrorKind(err) {
	case NoTable:
		f.Detail = "there is no such table: " + fault
		f.Hint = "See that DATABASE names the database of the product (and SCHEMA its schema on PostgreSQL), and ADAPTER the product: " +
			"casework-exporter init looks for it. PostgreSQL says so too of a schema that the account may not use (GRANT USAGE ON SCHEMA). " +
			"A query of your own has the name misspelt."
		f.Cause = "tables that the queries name are not in the database" + in.where()
	case NoRight:
		f.Detail = "the account may not read it, or it is not there: " + fault
		f.Hint = "Let an administrator of the database run the grants of the adapter (deploy/sql), or GRANT SELECT on that table to the account alone. " +
			"If it is a table behind a view, the owner of the view needs that, and the account does not."
		f.Cause = "the account" + in.who() + " may not read tables that the queries name"
	case BrokenView:
		f.Hint = "A view is there, but a table or column behind it is not, or the account that it is read as (its DEFINER) may not read it, " +
			"as after an upgrade of the product. SHOW CREATE VIEW says what it reads: put that back, or make the view and its grants anew."
	}
	in.Find(&f)
}

// who is the account that an inspection is made by, behind a blank; "" if it
// is unknown.
func (in *Inspection) who() string {
	if in.Account == "" {
		return ""
	}
	return " " + in.Account
}

// where is the database that is looked at, likewise.
func (in *Inspection) where() string {
	if in.Database == "" {
		return ""
	}
	return " " + in.Database
}
