"""A process that carries out the runs of a store until none is left: `runs_until_done.py JUDGE FOLDER [DATABASE]`.

JUDGE: "rules" for the offline judge, "fake" for one that only takes its time. Tests end it with SIGKILL, at whatever
moment.
"""

from __future__ import annotations

import sys
import time
from pathlib import Path

from held_judge import HeldJudge

from analyzer.engine import Engine, choose_engine
from analyzer.jobs.runs import Runs
from analyzer.settings import silence_telemetry
from analyzer.store.store import open_store
from analyzer.store.values import JudgeSettings


def rules(settings: JudgeSettings) -> Engine:
    return choose_engine()


def main(judge: str, folder: str, url: str | None = None) -> None:
    silence_telemetry()
    store = open_store(Path(folder), url)
    runs = Runs(store, rules if judge == "rules" else HeldJudge(seconds=0.02).engine)
    runs.launch()
    print("launched", flush=True)
    while store.unfinished_jobs():
        time.sleep(0.05)
    runs.close()
    store.close()


if __name__ == "__main__":
    main(*sys.argv[1:])
