create table herald_receivers (
	receiver text primary key, -- a digest of who it is
	holder text not null, -- which process carries to it
	held bigint not null, -- until when; milliseconds since 1970, UTC, like all times here
	due bigint not null, -- when it may be tried again
	tries bigint not null, -- how often it was not reached in a row
	gone bigint not null -- 1: it wants nothing any more
);
create table herald_looked (
	receiver text not null,
	talk text not null,
	number bigint not null, -- how long the journal was when it was last looked at
	primary key (receiver, talk)
);
-- What a receiver was told, or is about to be told.
create table herald_told (
	receiver text not null,
	talk text not null,
	entry text not null, -- what it is about
	edition bigint not null, -- how often it has changed
	digest text not null, -- of the entry as it was; empty: it is not public any more
	primary key (receiver, talk, entry)
);
create table herald_due (
	receiver text not null,
	talk text not null,
	entry text not null,
	edition bigint not null,
	digest text not null,
	place bigint not null, -- in the order of sending
	made bigint not null,
	tries bigint not null,
	primary key (receiver, talk, entry)
);
