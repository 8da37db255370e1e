// Package files is a source without a database: tables that a closed system
// writes to a folder, every night or whenever it likes.
//
// # Snapshots and changes
//
// A file is named for its table: cases.csv, cases.csv.gz, or cases-2026.csv and
// cases-2025.csv, which together are the table. They are a snapshot: a row that
// is not in them any more is gone. A file whose name begins with cases-changes-
// (or errors-changes-) holds rows that are added, or replace those of the same
// identifier. One that is older than the snapshot says nothing that the snapshot
// does not.
//
// A snapshot is held against the ledger (ledger.Roll) before any of it is
// applied: it is read once to see that nothing is wrong with it, and what it
// changes. What is applied is a page of changes as a database would have given,
// so that all counts once, as between two polls. Nothing of a snapshot is kept
// but the ledger itself, and the names, sizes and times of its files, in a note
// that is saved with the rows: a restart reads no file again that it need not.
//
// # Whole or not at all
//
// A file is read when it has been left alone for ten seconds, or was moved in. If
// NAME.done stands beside it, it is read when it has the rows and the SHA-256
// that are written there. A file with any line wrong is refused, and so is a
// snapshot that lacks more of the known open cases than is allowed: it may have
// been cut off. What was read last stays; the poll fails, and says why. A person
// who knows better puts a file TABLE.accept beside it.
package files
