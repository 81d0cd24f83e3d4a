"""How far the first look at a large program is."""

from __future__ import annotations

import uuid
from collections.abc import Coroutine
from typing import Any, Protocol

from lsprotocol import types
from pygls.progress import Progress as Bars

FROM = 50  # files to read; fewer are read before a bar could be seen
TITLE = "repro-lint"


class Client(Protocol):
    """Who shows the bar. `start`: lets something run by itself."""

    @property
    def work_done_progress(self) -> Bars:
        """The bars of the client."""

    def start(self, job: Coroutine[Any, Any, None]) -> None:
        """Let something run by itself."""


class Progress:
    """One bar at a time, from the first file that is read to the last."""

    def __init__(self, session: Client) -> None:
        self._session = session
        self._token = ""
        self._begun = False
        self._done = 0

    def tell(self, done: int, total: int) -> None:
        """So many files of so many are read."""
        if total < FROM:
            return
        before, self._done = self._done, done
        if not self._token:
            self._token = str(uuid.uuid4())
            self._session.start(self._begin(self._token, total))
        elif self._begun and done < total and done * 20 // total != before * 20 // total:
            percent = done * 100 // total
            report = types.WorkDoneProgressReport(message=f"{done} of {total} files", percentage=percent)
            self._session.work_done_progress.report(self._token, report)
        if done >= total:
            self._end()

    async def _begin(self, token: str, total: int) -> None:
        await self._session.work_done_progress.create_async(token)
        begin = types.WorkDoneProgressBegin(TITLE, message=f"reading {total} files", percentage=0)
        self._session.work_done_progress.begin(token, begin)
        if token == self._token:
            self._begun = True
        else:  # all was read before the client answered, and it has a bar now
            self._session.work_done_progress.end(token, types.WorkDoneProgressEnd())

    def _end(self) -> None:
        if self._begun:
            self._session.work_done_progress.end(self._token, types.WorkDoneProgressEnd())
        self._token, self._begun, self._done = "", False, 0
