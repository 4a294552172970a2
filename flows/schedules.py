"""When each flow runs: Stockholm time, away from 02–03 where summer time changes."""

from __future__ import annotations

from prefect.client.schemas.objects import ConcurrencyLimitConfig, ConcurrencyLimitStrategy
from prefect.schedules import Cron, Schedule

STOCKHOLM = "Europe/Stockholm"
HARVEST: Schedule = Cron("0 6 * * 1", timezone=STOCKHOLM)
STATUS: Schedule = Cron("0 6 * * 3", timezone=STOCKHOLM)  # before Thursday's seminars
DIGEST: Schedule = Cron("0 7 1 * *", timezone=STOCKHOLM)

# One run at a time; a second one waits. Cancelling would let a zombie run cost a whole week.
ONE_AT_A_TIME = ConcurrencyLimitConfig(limit=1, collision_strategy=ConcurrencyLimitStrategy.ENQUEUE)
