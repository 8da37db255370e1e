package setup

import (
	"crypto/rand"
	"errors"
	"fmt"
	"io/fs"
	"slices"
	"strings"

	"casework/collectors/source"
	"casework/deploy"
	"casework/exporter/config"
)

// A grant is the SQL that makes an account which may read what is needed, and
// nothing else.
type grant struct {
	sql    string
	reader target // as whom it is read then
}

// quote writes a text in SQL. Answers hold no quotation marks.
func quote(text string) string { return "'" + text + "'" }

// newGrant writes the grants of a target of which an account that may do too much
// can see some tables. Client is this computer, as the server knows it.
func (t *target) newGrant(tables []string, client string) (*grant, error) {
	g := &grant{reader: *t}
	g.reader.password = rand.Text()
	var err error
	if t.adapter == "views" {
		g.sql = t.ofContract(&g.reader, tables, client)
	} else {
		g.sql, err = t.ofProduct(&g.reader, client)
	}
	return g, err
}

// ofContract grants what is there of the tables that are made for the exporter.
func (t *target) ofContract(reader *target, tables []string, client string) string {
	reader.user = "casework_reader"
	names := []string{"casework_cases"}
	for _, name := range source.Optional() {
		if name = "casework_" + name; slices.Contains(tables, name) {
			names = append(names, name)
		}
	}
	var b strings.Builder
	if t.driver == config.DriverPostgres {
		schema := t.schema
		if schema == "" {
			schema = "public"
		}
		fmt.Fprintf(&b, "CREATE ROLE %s LOGIN PASSWORD %s CONNECTION LIMIT 4;\n", reader.user, quote(reader.password))
		fmt.Fprintf(&b, "GRANT USAGE ON SCHEMA \"%s\" TO %s;\n", schema, reader.user)
		for _, name := range names {
			fmt.Fprintf(&b, "GRANT SELECT ON \"%s\".%s TO %s;\n", schema, name, reader.user)
		}
		return b.String()
	}
	account := quote(reader.user) + "@" + quote(client)
	fmt.Fprintf(&b, "CREATE USER %s IDENTIFIED BY %s;\n", account, quote(reader.password))
	for _, name := range names {
		fmt.Fprintf(&b, "GRANT SELECT ON `%s`.%s TO %s;\n", t.database, name, account)
	}
	return b.String()
}

// ofProduct is the script of the adapter's grants, for this computer and with
// a password: views that leave out what people wrote, and an account for them.
func (t *target) ofProduct(reader *target, client string) (string, error) {
	path := "sql/grants-" + t.adapter + ".sql"
	if t.driver == config.DriverPostgres {
		path = "sql/grants-" + t.adapter + ".postgres.sql"
	}
	content, err := fs.ReadFile(deploy.Files, path)
	if err != nil {
		return "", fmt.Errorf("grants of the adapter %s: %w", t.adapter, err)
	}
	script := string(content)
	for strings.HasPrefix(script, "--") { // how to fill it in, which is done here
		_, script, _ = strings.Cut(script, "\n")
	}
	const host, password = "'10.0.0.7'", "'change this'"
	if !strings.Contains(script, password) {
		return "", errors.New(path + " has no password to fill in")
	}
	script = strings.NewReplacer(host, quote(client), password, quote(reader.password)).Replace(script)
	reader.user = "casework_" + t.adapter
	if t.driver == config.DriverPostgres {
		if t.schema != "" {
			script = strings.ReplaceAll(script, "public.", `"`+t.schema+`".`)
		}
		reader.schema = reader.user
		return script, nil
	}
	reader.database = reader.user
	return script, nil
}

// file is the script as it is written, with how to run it.
func (g *grant) file(t *target, path string, isAdministrator bool) string {
	return "-- An account that may read what the exporter needs of the database " + t.database + ", and nothing else.\n" +
		"-- Run it as an administrator, once, and delete this file: it holds the account's password.\n" +
		"--   " + t.command(path, isAdministrator) + "\n" + g.sql
}

// command runs a script in the target's database, as an administrator: the
// account that was given, if it is one.
func (t *target) command(path string, isAdministrator bool) string {
	user, sudo, at := t.user, "", "-h "+t.host+" -P "+t.portOrDefault()
	if t.isSocket() {
		at = "-S " + t.host
	}
	if !isAdministrator {
		user = "ADMINISTRATOR"
	}
	local := t.isSocket() || t.host == "localhost" || t.host == "127.0.0.1" || t.host == "::1"
	if t.driver == config.DriverPostgres {
		at = fmt.Sprintf("-h %s -p %s -U %s", t.host, t.portOrDefault(), user)
		if local && !isAdministrator {
			sudo, at = "sudo -u postgres ", "-p "+t.portOrDefault()
		}
		return fmt.Sprintf("%spsql -v ON_ERROR_STOP=1 %s -d %s < %s", sudo, at, t.database, shellQuote(path))
	}
	at += " -u " + user + " -p"
	if local && !isAdministrator {
		sudo, at = "sudo ", ""
	}
	return strings.Join(strings.Fields(fmt.Sprintf("%smariadb %s %s", sudo, at, t.database)), " ") + " < " + shellQuote(path)
}

// accountForALook makes an account that can read, on the server's own computer.
func (t *target) accountForALook() string {
	if t.driver == config.DriverPostgres {
		return `sudo -u postgres psql -c "CREATE ROLE look LOGIN PASSWORD '…' IN ROLE pg_read_all_data" (and init forgets it)`
	}
	return fmt.Sprintf(`sudo mariadb -e "CREATE USER look@localhost IDENTIFIED BY '…'; GRANT SELECT ON %s.* TO look@localhost" (and init forgets it)`, t.database)
}

// isAdministrator reports whether an account that may do too much may make
// another.
func (f *found) isAdministrator() bool {
	return slices.ContainsFunc(f.excess, func(fault string) bool {
		return strings.Contains(fault, "ALL PRIVILEGES on *.*") || strings.Contains(fault, "CREATE USER") || strings.Contains(fault, "superuser")
	})
}

func (t *target) portOrDefault() string {
	switch {
	case t.port != "":
		return t.port
	case t.driver == config.DriverPostgres:
		return "5432"
	}
	return "3306"
}

// shellQuote is a word as a shell reads it.
func shellQuote(word string) string {
	if unquoted.MatchString(word) {
		return word
	}
	return "'" + strings.ReplaceAll(word, "'", `'\''`) + "'"
}
