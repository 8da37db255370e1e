// Package e2e holds tests of the exporter as its users have it: the program is
// built and run as a process, beside a real database, behind a bad network, on
// a full disk, killed, and against the products that its adapters are for. The
// slow ones run by targets of the Makefile: test-faults, soak, test-products
// and the benchmarks. It also tests the links between the documents.
package e2e
