// Package app turns settings into a running Exporter, or into one read-only
// read of a Source. It is where a value of the configuration becomes an option
// of the package that it is for.
package app
