// Package store keeps journals in a database: SQLite in one file, or PostgreSQL.
// One text of SQL serves both (but for the append, which PostgreSQL does in one
// statement), and one suite of tests.
//
// An append is acknowledged once it is on the disk, and only to one writer: of
// several that saw the same tip, one goes first, and the others learn that they
// were late ([ErrStale]) and decide anew. What is read is held to the chain, so
// that what somebody changed in the database is noticed when it is read.
//
// SQLite runs with a write-ahead log and synchronous=FULL: each commit syncs
// the log before it returns (NORMAL would sync at checkpoints only, and lose what
// was acknowledged since, when the power fails). The file has to lie on a disk
// of this machine: the log needs memory that its users share.
//
// Keys to sealed parts are not here; see package seal.
package store
