// Package setup is the command init: it asks what is to be read, recognises the
// product, shows what can be measured of it, and writes a folder with all that
// an exporter and its Prometheus need. It reads with the account that it is
// given, and keeps the password of no account that may do more than read.
package setup
