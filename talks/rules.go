package talks

// The rules.
const (
	FormKnown    RuleID = "form.known"
	FormFields   RuleID = "form.fields"
	FormBounds   RuleID = "form.bounds"
	FormSafe     RuleID = "form.safe"
	FormExists   RuleID = "form.exists"
	FormHash     RuleID = "form.hash"
	FormOnce     RuleID = "form.once"
	OrderOpen    RuleID = "order.open"
	OrderTime    RuleID = "order.time"
	OrderSaw     RuleID = "order.saw"
	OrderRules   RuleID = "order.rules"
	OrderSigned  RuleID = "order.signed"
	OrderRound   RuleID = "order.round"
	SeatActive   RuleID = "seat.active"
	SeatChair    RuleID = "seat.chair"
	SeatText     RuleID = "seat.text"
	SeatEntitled RuleID = "seat.entitled"

	PeopleNames  RuleID = "people.names"
	PeopleHead   RuleID = "people.head"
	PeopleVacant RuleID = "people.vacant"

	RulesParties RuleID = "rules.parties"
	RulesAll     RuleID = "rules.all"
	RulesVersion RuleID = "rules.version"

	ConsentHead    RuleID = "consent.head"
	ConsentParty   RuleID = "consent.party"
	ConsentWords   RuleID = "consent.words"
	ConsentSeen    RuleID = "consent.seen"
	ConsentClean   RuleID = "consent.clean"
	ConsentWhole   RuleID = "consent.whole"
	ConsentReason  RuleID = "consent.reason"
	ConsentReopen  RuleID = "consent.reopen"
	ConsentDraft   RuleID = "consent.draft"
	ConsentConfirm RuleID = "consent.confirm"
	ReopenReason   RuleID = "reopen.reason"

	TextStatus  RuleID = "text.status"
	TextPropose RuleID = "text.propose"
	TextSense   RuleID = "text.sense"
	TextStruck  RuleID = "text.struck"

	SilenceRules     RuleID = "silence.rules"
	SilenceMeeting   RuleID = "silence.meeting"
	SilenceHours     RuleID = "silence.hours"
	SilenceOne       RuleID = "silence.one"
	SilenceRejected  RuleID = "silence.rejected"
	SilenceHeads     RuleID = "silence.heads"
	SilenceFrozen    RuleID = "silence.frozen"
	SilenceCirculate RuleID = "silence.circulate"
	SilenceObject    RuleID = "silence.object"
	SilenceWritten   RuleID = "silence.written"
	SilenceInTime    RuleID = "silence.in_time"
	SilenceExpired   RuleID = "silence.expired"
	SilenceUnbroken  RuleID = "silence.unbroken"
	SilenceNext      RuleID = "silence.next"
	SilenceIssued    RuleID = "silence.issued"

	SignAdopted   RuleID = "sign.adopted"
	SignInitialed RuleID = "sign.initialled"

	PositionOwn     RuleID = "position.own"
	PositionMandate RuleID = "position.mandate"
	PositionLocked  RuleID = "position.locked"

	CaucusOwn    RuleID = "caucus.own"
	CarryPermit  RuleID = "carry.permit"
	CarrySource  RuleID = "carry.source"
	CarryParties RuleID = "carry.parties"

	BlindTold     RuleID = "blind.told"
	BlindInTime   RuleID = "blind.in_time"
	BlindAll      RuleID = "blind.all"
	BlindOrder    RuleID = "blind.order"
	BlindTicks    RuleID = "blind.ticks"
	ReleaseFixed  RuleID = "release.fixed"
	ReleaseLocked RuleID = "release.locked"
	ReleaseOnce   RuleID = "release.once"
	ReleaseTold   RuleID = "release.told"

	AfterSigned RuleID = "after.signed"
	AfterOwner  RuleID = "after.owner"
	AfterReport RuleID = "after.report"
)

// Where rules come from.
const (
	fromConsent = "nothing is agreed without the recorded consent of every party that counts"
	fromWhole   = "nothing is agreed until everything is agreed"
	fromVanish  = "nothing vanishes; drafts are immutable; reopening is open"
	fromSilence = "OSCE Rules of Procedure (2006), Annex 1(A)"
	fromHours   = "UN General Assembly decision 74/544: a stated time, at least 72 hours there"
	fromOneText = "the single negotiating text (Fisher)"
	fromMandate = "red lines belong to the mandator (CCHN Field Manual)"
	fromRelease = "what a party sees is a function of its own items, joint items and declared releases"
	fromBlind   = "blind acceptance reveals at most one common package; a tick is no consent"
	fromShuttle = "exact wording, permission, read-back (shuttle mediation)"
	fromRecord  = "everything can be replayed"
	fromInput   = "inputs are bounded and safe to show"
	fromAgreed  = "the rules of the talks are agreed first"
	fromReport  = "stipulations with owner, date, verifier (Kroc Barometer)"
)

var rules = []Rule{
	{FormKnown, "what is asked for is one of the acts that there are", fromInput},
	{FormFields, "an act has what it needs and nothing that means nothing to it", fromInput},
	{FormBounds, "no list, text or count is over its bound", fromInput},
	{FormSafe, "names and texts hold no control, invisible or direction-turning characters", fromInput},
	{FormExists, "what an act names exists in these talks", fromInput},
	{FormHash, "a commitment is a SHA-256 in 64 lower-case hexadecimal digits", fromInput},
	{FormOnce, "what was done is not done a second time", fromInput},
	{OrderOpen, "talks are opened first, and once", fromRecord},
	{OrderTime, "time does not run backwards", fromRecord},
	{OrderSaw, "who acts has seen every event so far, unless it is an objection to silence", fromRecord},
	{OrderRules, "the rules of the talks are agreed before anything is negotiated", fromAgreed},
	{OrderSigned, "what all have signed is not changed", fromWhole},
	{OrderRound, "it needs a meeting: an open round, and one at a time", fromSilence},
	{SeatActive, "only a person who has a seat acts, in these talks", fromConsent},
	{SeatChair, "only a mediator does this", fromOneText},
	{SeatText, "only a mediator or the text custodian changes the text or issues drafts", fromOneText},
	{SeatEntitled, "the person's seat entitles them to this", fromConsent},
	{PeopleNames, "a delegation's people are named by its own head or mandator, all others by a mediator; a mediator may name the first head, mandator or guarantor of a delegation that nobody has led, and a guarantor its party's first head", fromConsent},
	{PeopleHead, "only the head's own mandator, or the head in handing over, replaces a head; only the mandator removes one; a delegation has one head and one mandator", fromConsent},
	{PeopleVacant, "who leaves does not leave talks without a mediator, or a delegation without anybody who could name a head", fromConsent},
	{RulesParties, "the parties whose consent is needed are those of the case whose consent counts, and guarantors that are added", fromConsent},
	{RulesAll, "rules come into force when the head of every party under the old and the new ones has agreed", fromAgreed},
	{RulesVersion, "a head agrees to the rules that are on the table, and to no other version", fromAgreed},
	{ConsentHead, "only the head of a delegation consents for its party", fromConsent},
	{ConsentParty, "only parties whose consent counts respond", fromConsent},
	{ConsentWords, "consent is to exactly the words on the table", fromConsent},
	{ConsentSeen, "a party accepts a draft when it has seen it", fromVanish},
	{ConsentClean, "words in brackets and open alternatives cannot be accepted", fromConsent},
	{ConsentWhole, "who rejects a part, or has a reservation on it, does not accept the whole", fromWhole},
	{ConsentReason, "a reservation and a rejection have a reason", fromConsent},
	{ConsentReopen, "what is reopened has lost its consents, and so has the whole", fromVanish},
	{ConsentDraft, "words that change have lost their consents, and so has the whole", fromConsent},
	{ConsentConfirm, "what a mediator enters for somebody counts when that person has confirmed it", fromConsent},
	{ReopenReason, "reopening has a reason, and so has a draft that changes what somebody accepted", fromVanish},
	{TextStatus, "statuses and drafts of the text follow from consents and are set by no operation", fromConsent},
	{TextPropose, "delegations put forward, bracket in their own name and comment; they do not edit", fromOneText},
	{TextSense, "an operation on the text makes sense there", fromOneText},
	{TextStruck, "a deletion is shown until every party has seen it", fromVanish},
	{SilenceRules, "silence counts only where the agreed rules have a silence procedure", fromSilence},
	{SilenceMeeting, "the chair proposes a silence procedure at a meeting", fromSilence},
	{SilenceHours, "from circulation to expiry it runs at least the hours of the rules", fromHours},
	{SilenceOne, "one silence procedure runs at a time", fromSilence},
	{SilenceRejected, "what a party rejects or has a reservation on is not put under silence", fromSilence},
	{SilenceHeads, "silence runs only while every party whose consent counts has a head", fromConsent},
	{SilenceFrozen, "under silence the text, the rules and what was said on them stand still; an objection is the way out", fromSilence},
	{SilenceCirculate, "silence runs on a text that was circulated, and no objection was made at the meeting", fromSilence},
	{SilenceObject, "a head or delegate of a party whose consent counts objects, or a mediator in their name, at once; the chair may take its proposal back", fromSilence},
	{SilenceWritten, "an objection or amendment is in writing", fromSilence},
	{SilenceInTime, "an objection is made before expiry", fromSilence},
	{SilenceExpired, "adoption is notified after expiry and not before", fromSilence},
	{SilenceUnbroken, "what was objected to is not adopted by silence", fromSilence},
	{SilenceNext, "adoption is announced at the next meeting, not at the one that proposed it", fromSilence},
	{SilenceIssued, "a text adopted by silence is initialled after it was announced", fromSilence},
	{SignAdopted, "only a text that is adopted is initialled and signed, in exactly its words", fromWhole},
	{SignInitialed, "a text is signed when every party whose consent counts has initialled it", fromWhole},
	{PositionOwn, "a position is submitted by its party's head or mandator", fromMandate},
	{PositionMandate, "where a party has a mandator, only the mandator changes red lines and fallback", fromMandate},
	{PositionLocked, "positions do not change while they are locked", fromRelease},
	{CaucusOwn, "a note is a mediator's of a caucus, or a delegation's of its own", fromShuttle},
	{CarryPermit, "a message is carried only as far as its source permits", fromShuttle},
	{CarrySource, "the party that a message is from says how far it may be carried", fromShuttle},
	{CarryParties, "a message goes from one party to others", fromShuttle},
	{BlindTold, "a head ticks after having been told what the result reveals", fromBlind},
	{BlindInTime, "where a time was set for ticking, ticks are sealed before it is over", fromBlind},
	{BlindAll, "the result is there when every party whose consent counts has ticked; where the time for it is over before, there is none, and no tick is opened", fromBlind},
	{BlindOrder, "the order was committed to before the ticks", fromBlind},
	{BlindTicks, "opened ticks are those that were sealed", fromBlind},
	{ReleaseFixed, "only a question that the rules name is released", fromRelease},
	{ReleaseLocked, "an answer is over positions that every party has submitted and that are locked for the round", fromRelease},
	{ReleaseOnce, "each question is released once", fromRelease},
	{ReleaseTold, "what can be inferred is said beforehand, in the same round", fromRelease},
	{AfterSigned, "commitments are listed, and an agreement is written out, when all have signed", fromReport},
	{AfterOwner, "a commitment binds when the head of its owner has taken it on", fromReport},
	{AfterReport, "owner, verifier and mediators report on a commitment that was taken on", fromReport},
}
