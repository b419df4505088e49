package parley

// Role is what a party does at the table.
type Role string

// The roles. A party may have several.
const (
	RoleParty     Role = "party"     // its consent counts
	RoleMediator  Role = "mediator"  // helps, decides nothing
	RoleGuarantor Role = "guarantor" // commits something of its own
	RoleObserver  Role = "observer"  // is present
)

// Roles lists all roles.
func Roles() []Role { return []Role{RoleParty, RoleMediator, RoleGuarantor, RoleObserver} }

// Party is someone at the table.
type Party struct {
	ID    string
	Name  string // how people call it; the id where empty
	Head  string // who leads its delegation
	About string // plain text
	Roles []Role // none means RoleParty
}

// Label returns the party's name, or its id where it has none.
func (p Party) Label() string { return either(p.Name, p.ID) }

// Is reports whether the party has the role.
func (p Party) Is(role Role) bool {
	if len(p.Roles) == 0 {
		return role == RoleParty
	}
	for _, r := range p.Roles {
		if r == role {
			return true
		}
	}
	return false
}

// Consents reports whether the party's consent counts.
func (p Party) Consents() bool { return p.Is(RoleParty) }

func either(a, b string) string {
	if a != "" {
		return a
	}
	return b
}
