// Package elicit asks a party what it wants, in words and one question at a
// time, and makes a parley.Position of what it answers. It is not a form, a
// page or a dialogue: those ask the questions, each in its own way, and this
// package says which question comes next and what an answer means.
//
//	log := &elicit.Log{Party: "north"}
//	for {
//		sheet, err := elicit.Fold(c, log)
//		q, more := sheet.Next()
//		if !more {
//			return sheet.Position, err
//		}
//		a := ask(q)                        // or elicit.Answer{Question: q.ID, Skip: true}
//		if err := sheet.Accept(a); err == nil { // otherwise a *Fault says what is wrong with it
//			log.Answers = append(log.Answers, a)
//		}
//	}
//
// The answers are a log. The last answer to a question counts; any question
// can be answered again or skipped, in any order, and a log can be written
// down and taken up again anywhere. The questions, their order and the position
// are functions of the case and the log alone: no clock, no chance, no files.
//
// What is skipped is not known, and what is not known is never taken for zero.
// An order of options without an importance would count as if every issue
// mattered the same, or not at all; so what choices are worth goes into the
// position only once every issue has an importance or is said not to matter
// (see Sheet.Withheld). Answers that contradict each other are shown as
// warnings and never corrected.
//
// The case is looked at as its party may see it (parley.Case.View), and of
// other positions nothing is used at all, so no question can depend on what
// another party keeps confidential.
//
// The flow follows what is known of how people say what they prefer: no
// numbers where words will do; importance as a swing from worst to best (von
// Winterfeldt and Edwards 1986), so the options are put in order before it is
// asked; five words of importance; a finer rating only of what matters most;
// whole packages shown at the end, as a check and not as a correction.
// docs/position.md is the guide.
package elicit
