insert into account (name) values ('from a script');
create function shout(text) returns text language sql as $$ select upper($1) || '; really?' $$;
