package config

import (
	"fmt"
	"strings"
)

// The kinds of database, as DRIVER names them.
const (
	DriverMySQL    = "mysql"
	DriverPostgres = "postgres"
)

// defaultPorts are the ports of the kinds of database.
var defaultPorts = map[string]int{DriverMySQL: 3306, DriverPostgres: 5432}

// driver is the kind of the database.
func (s *sourceSettings) driver(f *faults) string {
	if s.Driver.value == "files" {
		f.reject(&s.Driver, "this release reads files beside a database only (DROP_FOLDER)")
		return DriverMySQL
	}
	return f.word(&s.Driver, DriverMySQL, DriverPostgres)
}

// schemas are where the queries look for tables. MySQL has none but databases.
func (s *sourceSettings) schemas(f *faults, driver string) []string {
	if !s.Schema.set {
		return nil
	}
	if driver != DriverPostgres {
		f.reject(&s.Schema, "no effect with "+s.Driver.Name+"="+driver)
		return nil
	}
	names := f.list(&s.Schema)
	for _, name := range names {
		if len(name) > 63 {
			f.reject(&s.Schema, fmt.Sprintf("%q is longer", name))
		}
	}
	return names
}

// port is the server's port. Kubernetes sets <NAME>_PORT to a URL for every
// Service, and one of the source's name is likely to be its database.
func (s *sourceSettings) port(f *faults, driver string) int {
	if !s.Port.set {
		return defaultPorts[driver]
	}
	if strings.Contains(s.Port.value, "://") {
		f.reject(&s.Port, "set by Kubernetes for a Service of this name: set it yourself, "+
			"or enableServiceLinks: false in the pod")
		return 0
	}
	return f.number(&s.Port)
}
