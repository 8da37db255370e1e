// Package adapters holds the adapters that come with the exporter. Each is a folder,
// with one SQL file for every contract query that the product can answer. A file
// "product" says how the product is recognised, and a file "timezone" names the
// zone in which it writes DATETIMEs, if that is the same everywhere. A README says
// what the queries expect.
package adapters

import "embed"

// templateFolder holds an adapter to begin one's own from. It does not come with
// the exporter.
const templateFolder = "template"

// embedded has one folder an adapter, and the template's. A pattern stands for
// each file that an adapter may have; those of the supplementary tables are
// the adapter "views" alone.
//
//go:embed */cases.sql */cases.postgres.sql */driver */product */errors.sql */sessions.sql */pauses.sql */pauses.postgres.sql */statuses.sql */programmes.sql */units.sql */timezone
//go:embed views/*.sql
var embedded embed.FS

// ViewsSchema is the SQL script that creates the tables which the adapter
// "views" reads. Statements end with a semicolon at the end of a line.
//
//go:embed views/schema.sql
var ViewsSchema string

// ViewsSchemaPostgres is ViewsSchema for PostgreSQL. It is one script: its
// function has semicolons of its own.
//
//go:embed views/schema.postgres.sql
var ViewsSchemaPostgres string
