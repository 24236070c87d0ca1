-- The first step of the test's own schema: "quotes", \backslashes\ and 图采 arrive as they are.
CREATE TABLE person (id BIGINT PRIMARY KEY, name TEXT NOT NULL);
INSERT INTO person VALUES (1, '图采 "x" \n ??/ %d;');
