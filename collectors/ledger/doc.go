// Package ledger turns rows of a case-management database into state,
// counters and rolling windows. It does no I/O and has no clock: rows and the
// present instant come in, a View comes out.
//
// # What it promises
//
// State and windows are a pure function of the newest version of every row,
// the programmes, the units and the instant asked for. Whatever batching,
// repetition or delay the rows arrive in, and whichever poll brings them, a
// View's gauges and windows are what a query over the same rows would compute
// from scratch.
//
// Counters count each transition of a case once, at the moment the ledger
// learns of it, under the supervision state that the unit had when it
// happened. They are never revised and never go down: a row edited, moved,
// reopened, deleted or archived later changes the state, not the past.
//
// The first complete read of a table is the baseline: it fills the ledger
// without counting, so counters start at 0 as after any reset.
//
// # What it keeps
//
// One record of 28 bytes a row in a store without a separate index, so ten
// million cases fit in about 300 MB. Everything in a View is derived from
// the records by one scan. Names, case numbers and texts are not kept: a row
// is known by a keyed 64-bit ID alone.
//
// # How it survives
//
// Checkpoint and AppendDelta encode the ledger, whole and as what changed
// since; Restore reads both. Rows, counters and cursors are in one encoding,
// so a program that stores it atomically can never count twice or lose a count.
package ledger
