"""How a worker lives: with how much in its hands, and with a database that goes away."""

import threading
import time

import pytest

from tests.db.pipeline.yard import ZONE, Yard, drain, papers, posts
from yizhan.pipeline import batches
from yizhan.pipeline.run import work

LOOKS = 400


def test_a_batch_holds_no_more_bytes_than_fit(empty: Yard, monkeypatch: pytest.MonkeyPatch) -> None:
    worker = empty.worker()
    empty.send(posts(papers(empty.trade(empty.scene(121))), 1))
    monkeypatch.setattr(batches, "BYTES_MAX", 1)
    assert worker.clear(ZONE) == 1
    assert len(empty.rows("SELECT FROM inbox")) == 3
    drain(worker)
    assert empty.rows("SELECT FROM inbox") == []


def test_a_worker_whose_connection_is_gone_makes_another(empty: Yard) -> None:
    worker, stop = empty.worker(), threading.Event()
    worker.connection.close()
    empty.send(posts(papers(empty.trade(empty.scene(122)))))
    thread = threading.Thread(target=work, args=([ZONE], worker, stop))
    thread.start()
    try:
        for _ in range(LOOKS):
            if not empty.rows("SELECT FROM inbox"):
                break
            time.sleep(0.05)
    finally:
        stop.set()
        thread.join()
        worker.connection.close()
    assert empty.rows("SELECT FROM inbox") == []
