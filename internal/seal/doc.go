// Package seal keeps from others what only some may read: positions, and
// everything graded below joint.
//
// Each party of a talk has a key of its own, and the mediator one too. What is
// sealed is padded to one of few sizes and encrypted with age to the keys of its
// readers (ML-KEM-768 with X25519, so that what is copied today cannot be read
// with the machines of tomorrow). The private halves lie on a [Shelf], wrapped
// by a [Master] key with AES-256-GCM. Nothing here is cryptography of our own.
//
// A key can be rotated, when a person leaves, and destroyed, when the time of
// keeping is over: what was sealed with it is then gone for everybody, while the
// journal, which holds digests of ciphertext, verifies as before. The shelf is
// kept apart from the journal for that reason: a backup of the journal brings no
// key back. A backup of the shelf does, and so do copies that somebody made;
// certificates say so.
//
// Who has the master key and the shelf reads everything. Keys that were used
// stay in the memory of the process until it ends.
package seal
