create table auth_invitations (
	id text primary key,
	digest bytea not null unique, -- SHA-256 of the link's secret, which is kept nowhere
	talk text not null,
	person text not null,
	created bigint not null, -- times are milliseconds since 1970, UTC; 0: not yet
	expires bigint not null,
	used bigint not null,
	browser bytea not null, -- SHA-256 of what the browser that used it can show; empty until then
	withdrawn bigint not null
);

create index auth_invitations_of on auth_invitations (talk, person);

create table auth_sessions (
	id text primary key,
	digest bytea not null unique, -- SHA-256 of what the cookie holds
	talk text not null,
	person text not null,
	device text not null, -- such as Firefox on Android, and no more
	created bigint not null,
	seen bigint not null, -- within a minute
	expires bigint not null,
	ended bigint not null, -- signed out or revoked
	invitation text not null
);

create index auth_sessions_of on auth_sessions (talk, person);
