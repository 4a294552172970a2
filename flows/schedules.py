"""When each flow runs: Stockholm time, away from 02–03 where summer time changes."""

from __future__ import annotations

from prefect.client.schemas.objects import ConcurrencyLimitConfig, ConcurrencyLimitStrategy
from prefect.schedules import Cron, Schedule

STOCKHOLM = "Europe/Stockholm"
HARVEST: Schedule = Cron("0 6 * * 1", timezone=STOCKHOLM)
# In the evening, so that it never starts with a weekly flow; before the month's edition is drafted.
SWEEP: Schedule = Cron("0 20 28 * *", timezone=STOCKHOLM)
STATUS: Schedule = Cron("0 6 * * 3", timezone=STOCKHOLM)  # before Thursday's seminars
WATCH: Schedule = Cron("0 5 * * 1-5", timezone=STOCKHOLM)  # every working day, before the others
WATCH_ALL: Schedule = Cron("0 22 15 * *", timezone=STOCKHOLM)
TRAIN: Schedule = Cron("0 4 1 * *", timezone=STOCKHOLM)  # before the month's edition is drafted
DIGEST: Schedule = Cron("0 7 1 * *", timezone=STOCKHOLM)

# Parameters of the harvest's deployments: preprints always, the sweep once a month.
WEEKLY = {"preprints": True}
MONTHLY = {"preprints": True, "sweep": True}
# Of the watch: all stored works once a month.
ALL_WORKS = {"everything": True}

# One run at a time; a second one waits. Cancelling would let a zombie run cost a whole week.
ONE_AT_A_TIME = ConcurrencyLimitConfig(limit=1, collision_strategy=ConcurrencyLimitStrategy.ENQUEUE)
