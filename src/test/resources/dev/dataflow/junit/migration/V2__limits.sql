alter table account add column ceiling numeric(12, 2) not null default 100 check (ceiling >= 0);
insert into account (name) values ('from the migration');
