// Package check tests settings, databases and data before they are relied on:
// it inspects every source, reads it once without keeping anything, and says
// what works, what should be looked at and what does not work.
package check
