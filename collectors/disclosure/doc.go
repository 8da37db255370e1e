// Package disclosure decides what may be shown of few: which units are too
// small to be shown by themselves, so that nothing that was ever shown adds up
// to the cases of one of them. It reads no file and no clock: what has been
// decided before is handed to it, and statefile keeps it.
package disclosure
