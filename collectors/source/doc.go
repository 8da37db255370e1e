// Package source holds what all case-management databases have in common: the
// contract that an adapter's queries answer.
package source
