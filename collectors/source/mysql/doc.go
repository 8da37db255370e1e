// Package mysql is the dialect of databases that speak MySQL's protocol:
// MariaDB 10.11 and later, MySQL 8, and others that are close enough, such as
// TiDB. What it reads and how is in package source.
//
// A TIMESTAMP column is an instant. A DATETIME holds what a clock on the wall
// showed, a DATE a day; a numeric column counts seconds since 1970. MySQL's
// zero date is no time.
package mysql
