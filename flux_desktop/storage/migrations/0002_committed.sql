-- Money counts on the day it was sent to BFL, whenever it was asked for; what was never sent, on the day it was asked for.

DROP INDEX generation_spent;

CREATE INDEX generation_committed ON generation (coalesce(submitted_at, (id >> 10) * 1000)) WHERE practice = 0;
