create table desk_drafts (
	talk text not null,
	person text not null,
	form text not null,
	readers text not null, -- the keys that open it, in lines
	bytes bytea not null,
	saved bigint not null, -- milliseconds since 1970, UTC
	primary key (talk, person, form)
);
