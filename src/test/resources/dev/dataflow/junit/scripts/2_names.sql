create unique index account_name on account (lower(name));
