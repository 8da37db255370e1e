// Package adapters holds the adapters that come with the exporter: a folder
// each, with one SQL file for every contract query that the product can
// answer, and a file "timezone" if the product writes DATETIMEs in one zone
// everywhere. A README in the folder says what the queries expect.
package adapters

import "embed"

// embedded has one folder an adapter.
//
//go:embed civicrm/*.sql civicrm/timezone
//go:embed export/*.sql
//go:embed glpi/*.sql glpi/timezone
//go:embed itop/*.sql
//go:embed mantisbt/*.sql
//go:embed osticket/*.sql
//go:embed redmine/*.sql
//go:embed rt/*.sql rt/timezone
//go:embed views/*.sql
//go:embed znuny/*.sql znuny/timezone
var embedded embed.FS

// ViewsSchema is the SQL script that creates the tables which the adapter
// "views" reads. Statements end with a semicolon at the end of a line.
//
//go:embed views/schema.sql
var ViewsSchema string
