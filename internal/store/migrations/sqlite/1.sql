create table parley_version (version integer not null) strict;
insert into parley_version values (0);

-- text is the section of the entry as docs/journal-format.md has it; digest is
-- that of text, so that the tip is found without reading it.
create table entries (
    talk   text not null,
    number integer not null,
    digest blob not null,
    text   blob not null,
    primary key (talk, number)
) strict;

-- Ciphertext of sealed parts. May be deleted; the chain stands without.
create table bodies (
    talk   text not null,
    number integer not null,
    part   integer not null,
    bytes  blob not null,
    primary key (talk, number, part),
    foreign key (talk, number) references entries (talk, number)
) strict;

-- Heads, signed, as sections. Signatures are added to them.
create table heads (
    talk    text not null,
    entries integer not null,
    text    blob not null,
    primary key (talk, entries),
    foreign key (talk, entries) references entries (talk, number)
) strict;

-- Against slips, not against whoever runs the database: for that there are receipts.
create trigger entries_stay_as_they_are before update on entries begin
    select raise(abort, 'entries of a journal are never changed');
end;
create trigger entries_stay before delete on entries begin
    select raise(abort, 'entries of a journal are never deleted');
end;
