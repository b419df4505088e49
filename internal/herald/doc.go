// Package herald carries what anybody may see of talks to those who set a server
// up to have it: a program that takes webhooks, a chat that a messaging bot
// writes to.
//
// It is given the public view of talks and nothing else, so what the parties did
// not agree to let anybody see cannot leave by it. What is due is kept in the
// database until the receiver took it; what is no longer public by then is not
// sent. Of several servers on the same database one carries to a receiver at a
// time. Where the answer of a receiver is lost, or the program is killed while it
// waits for one, the same notice is sent again under the same id.
package herald
