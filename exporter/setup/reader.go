package setup

import (
	"crypto/rand"
	"errors"
	"fmt"
	"io/fs"
	"slices"
	"strconv"
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
	fresh  bool   // the account is not there yet, as far as can be seen
}

// quote writes a text in SQL. Answers hold no quotation marks.
func quote(text string) string { return "'" + text + "'" }

// newGrant writes the grants of a target of which an account that may do too much
// can see some tables. Client is this computer, as the server knows it, and
// accounts are those that are there; nil if they cannot be seen. Another exporter
// may use one that is there: it keeps its password and its grants, and the new one
// gets a name of its own.
func (t *target) newGrant(tables []string, client string, accounts []string) (*grant, error) {
	g := &grant{reader: *t, fresh: accounts != nil}
	g.reader.password = rand.Text()
	base := "casework_" + t.adapter
	if t.adapter == "views" {
		base = "casework_reader"
	}
	g.reader.user = freshName(base, accounts)
	if t.adapter == "views" {
		g.sql = t.ofContract(&g.reader, tables, client)
		return g, nil
	}
	var err error
	g.sql, err = t.ofProduct(&g.reader, client, accounts)
	return g, err
}

// freshName is a name that no account has: base, base2 and so on.
func freshName(base string, accounts []string) string {
	name := base
	for n := 2; slices.Contains(accounts, name); n++ {
		name = base + strconv.Itoa(n)
	}
	return name
}

// ofContract grants what is there of the tables that are made for the exporter.
func (t *target) ofContract(reader *target, tables []string, client string) string {
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
func (t *target) ofProduct(reader *target, client string, accounts []string) (string, error) {
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
	home := "casework_" + t.adapter // of the views; the account has its name, if that is free
	if t.driver == config.DriverPostgres {
		script = strings.NewReplacer("rolname = '"+home+"'", "rolname = '"+reader.user+"'", "CREATE ROLE "+home+" ", "CREATE ROLE "+reader.user+" ",
			" TO "+home+";", " TO "+strings.Join(append(ofBase(home, accounts), reader.user), ", ")+";").Replace(script)
	} else {
		// Of an earlier run, the views may be there. Its account keeps its grants.
		script = strings.NewReplacer("CREATE DATABASE ", "CREATE DATABASE IF NOT EXISTS ", "CREATE SQL SECURITY ", "CREATE OR REPLACE SQL SECURITY ",
			home+"@"+host, reader.user+"@"+host).Replace(script)
	}
	script = strings.NewReplacer(host, quote(client), password, quote(reader.password)).Replace(script)
	if t.driver == config.DriverPostgres {
		if t.schema != "" {
			script = strings.ReplaceAll(script, "public.", `"`+t.schema+`".`)
		}
		reader.schema = home
		return script, nil
	}
	reader.database = home
	return script, nil
}

// ofBase lists the accounts that earlier runs made of a base.
func ofBase(base string, accounts []string) (names []string) {
	for _, name := range accounts {
		if number, ok := strings.CutPrefix(name, base); ok && strings.Trim(number, "0123456789") == "" {
			names = append(names, name)
		}
	}
	return names
}

// file is the script as it is written, with how to run it.
func (g *grant) file(t *target, path string, isAdministrator bool) string {
	text := "-- An account that may read what the exporter needs of the database " + t.database + ", and nothing else.\n" +
		"-- Run it as an administrator, once, and delete this file: it holds the account's password.\n" +
		"--   " + strings.Join(t.commands(path, isAdministrator), "\n-- or\n--   ") + "\n"
	if !g.fresh {
		text += "-- If it ends at CREATE USER, as there is such an account from an earlier run: put another name for\n" +
			"-- " + g.reader.user + " into this file and into " + environmentName + ". Or, if nothing else uses the account, give\n" +
			"-- it the new password, by ALTER USER in place of CREATE USER. Where it is in use, that locks its user out.\n"
	}
	return text + g.sql
}

// commands are ways to run a script in the target's database, as an administrator:
// the account that was given, if it is one.
func (t *target) commands(path string, isAdministrator bool) []string {
	user := t.user
	if !isAdministrator {
		user = "ADMINISTRATOR"
	}
	local := t.isSocket() || t.host == "localhost" || t.host == "127.0.0.1" || t.host == "::1"
	if t.driver == config.DriverPostgres {
		run := func(as string) string {
			return fmt.Sprintf("%s -d %s < %s", as, shellQuote(t.database), shellQuote(path))
		}
		over := run(fmt.Sprintf("psql -v ON_ERROR_STOP=1 -h %s -p %s -U %s", t.host, t.portOrDefault(), shellQuote(user)))
		if local && !isAdministrator {
			return []string{run("sudo -u postgres psql -v ON_ERROR_STOP=1 -p " + t.portOrDefault()), over}
		}
		return []string{over}
	}
	at := "-h " + t.host + " -P " + t.portOrDefault()
	if t.isSocket() {
		at = "-S " + shellQuote(t.host)
	}
	run := func(program, as string) string {
		return fmt.Sprintf("%s %s %s < %s", program, as, shellQuote(t.database), shellQuote(path))
	}
	over := run("mariadb", at+" -u "+shellQuote(user)+" -p")
	switch {
	case isAdministrator || !local:
		return []string{over}
	case t.isSocket():
		return []string{run("sudo mariadb", at), over}
	case t.portOrDefault() == "3306":
		return []string{"sudo mariadb " + shellQuote(t.database) + " < " + shellQuote(path), over}
	}
	return []string{over}
}

// accountForALook makes an account that can read, on the server's own computer.
func (t *target) accountForALook() string {
	if t.driver == config.DriverPostgres {
		return `sudo -u postgres psql -p ` + t.portOrDefault() + `, and typed there, where no history of the shell and no list of processes shows the password: ` +
			`CREATE ROLE look LOGIN IN ROLE pg_read_all_data; then \password look (and init forgets it).`
	}
	return fmt.Sprintf(`sudo mariadb, and typed there, where no history of the shell and no list of processes shows the password: `+
		`CREATE USER look@localhost IDENTIFIED BY '…'; GRANT SELECT ON %s.* TO look@localhost; (and init forgets it).`, t.database)
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
