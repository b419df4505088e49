create table parley_version (version bigint not null);
insert into parley_version values (0);

-- text is the section of the entry as docs/journal-format.md has it; digest is
-- that of text, so that the tip is found without reading it.
create table entries (
    talk   text not null,
    number bigint not null,
    digest bytea not null,
    text   bytea not null,
    primary key (talk, number)
);

-- Ciphertext of sealed parts. May be deleted; the chain stands without.
create table bodies (
    talk   text not null,
    number bigint not null,
    part   bigint not null,
    bytes  bytea not null,
    primary key (talk, number, part),
    foreign key (talk, number) references entries (talk, number)
);

-- Heads, signed, as sections. Signatures are added to them.
create table heads (
    talk    text not null,
    entries bigint not null,
    text    bytea not null,
    primary key (talk, entries),
    foreign key (talk, entries) references entries (talk, number)
);

-- Against slips, not against whoever runs the database: for that there are receipts.
create function parley_entries_stay() returns trigger language plpgsql as $$
begin
    raise exception 'entries of a journal are never changed or deleted';
end
$$;
create trigger entries_stay before update or delete or truncate on entries
    for each statement execute function parley_entries_stay();
