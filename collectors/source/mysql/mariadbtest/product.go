package mariadbtest

import (
	"cmp"
	"fmt"
	"os"
	"os/exec"
	"regexp"
)

// A product is the database server that is run.
type product struct {
	daemon  string
	install []string // program that makes a data directory, and arguments of its own
	args    []string // of both
}

// MySQL is the path of the MySQL server to run in place of MariaDB; "" for
// none.
func MySQL() string { return os.Getenv("TEST_MYSQLD") }

// sequence is a table of the numbers from one to another, which MariaDB makes
// up, and the letter that a statement calls it by, if it does.
var sequence = regexp.MustCompile(`seq_(\d+)_to_(\d+)(?: ([a-z]))?\b`)

// Numbers has a statement that selects from a table seq_1_to_9 or the like run
// on MySQL as well, which has no such tables.
func Numbers(statement string) string {
	if MySQL() == "" {
		return statement
	}
	return sequence.ReplaceAllStringFunc(statement, func(table string) string {
		m := sequence.FindStringSubmatch(table)
		return fmt.Sprintf("(WITH RECURSIVE n AS (SELECT %s AS seq UNION ALL SELECT seq + 1 FROM n WHERE seq < %s)"+
			" SELECT /*+ SET_VAR(cte_max_recursion_depth = 100000000) */ seq FROM n) AS %s", m[1], m[2], cmp.Or(m[3], "numbers"))
	})
}

// programs is MariaDB, or the MySQL that TEST_MYSQLD names.
func programs() (product, error) {
	if daemon := MySQL(); daemon != "" {
		return product{
			daemon:  daemon,
			install: []string{daemon, "--initialize-insecure"},
			args:    []string{"--innodb-redo-log-capacity=32M", "--mysqlx=off", "--secure-file-priv=NULL"},
		}, nil
	}
	install, err := find("mariadb-install-db")
	if err != nil {
		return product{}, err
	}
	daemon, err := find("mariadbd")
	return product{
		daemon:  daemon,
		install: []string{install, "--auth-root-authentication-method=normal", "--skip-test-db", "--skip-name-resolve"},
		args:    []string{"--innodb-log-file-size=16M"},
	}, err
}

// find is the path of a program. Debian keeps daemons out of an ordinary
// user's PATH.
func find(program string) (string, error) {
	for _, name := range []string{program, "/usr/sbin/" + program} {
		if path, err := exec.LookPath(name); err == nil {
			return path, nil
		}
	}
	return "", fmt.Errorf("%s is missing: install mariadb-server (Debian package)", program)
}
