// Package secretariat keeps talks: it joins what may be done (package talks),
// where it is kept (ledger and store) and what only some may read (seal), and is
// the only thing that the command line and the pages speak to.
//
//	s, err := secretariat.Open(ctx, secretariat.Config{Folder: "talks", Master: master})
//	done, err := s.Convene(ctx, "spring-2026", c, talks.Person{ID: "anna", Name: "Anna"})
//	done, err = s.Do(ctx, "spring-2026", secretariat.Ask{Command: command, Content: content})
//	fmt.Println(done.Receipt) // once it is on the disk, and not before
//
// Each thing asked for is decided on the newest state, which is replayed from
// the journal and kept in memory. What happened goes into the journal as one
// entry an event: openly where everybody at the table may see it, and sealed,
// to the keys of exactly those who may, where not. Positions, notes, messages
// and ticks are sealed apart from the event, which holds a commitment to them.
// Whoever was first is first: who comes second decides anew.
//
// It is not the place of any rule of the talks, and knows nobody's face: who
// calls says who asks, and has to know that it is them.
//
// docs/talks.md says which entries there are and what is in them.
package secretariat
