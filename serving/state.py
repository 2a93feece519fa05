"""What a running service holds: settings, the ledger's engine, the clock, the current book and the current scorer."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, datetime
from threading import Event
from typing import TYPE_CHECKING, TypeVar

from anyio import CapacityLimiter, to_thread
from fastapi import Request

from ledger.errors import LedgerUnreachable
from ledger.settings import Settings
from serving.ageing_shelf import AgeingShelf
from serving.book import BookShelf, BookView
from serving.scorer_handle import ScorerHandle

if TYPE_CHECKING:
    from sqlalchemy import Engine  # only a name here: SQL lives in the ledger

Clock = Callable[[], datetime]
T = TypeVar("T")
SCREENS_AT_ONCE, BATCHES_AT_ONCE = 4, 1


class StillStarting(LedgerUnreachable):
    """The service has not yet read the ledger and the model for the first time."""

    code = "starting"


@dataclass(frozen=True)
class ServiceState:
    """One a process. ``clock`` gives an aware instant; its date is the company's business day."""

    settings: Settings
    engine: "Engine"
    clock: Clock
    shelf: BookShelf
    handle: ScorerHandle
    ageings: AgeingShelf
    started: Event = field(default_factory=Event)  # set when the warm-up is over, however it ended
    _screens: CapacityLimiter = field(default_factory=lambda: CapacityLimiter(SCREENS_AT_ONCE))
    _batches: CapacityLimiter = field(default_factory=lambda: CapacityLimiter(BATCHES_AT_ONCE))

    @property
    def today(self) -> date:
        return self.clock().date()

    def book(self) -> BookView:
        """The book now; reads the ledger, so not for the event loop."""
        return self.shelf.current(self.today)

    async def off_loop(self, work: Callable[[], T], *, batch: bool = False, abandon: bool = False) -> T:
        """Do work that waits or computes in a thread; batches queue apart, so that single answers do not wait for them.

        ``abandon``: a time limit around the call ends the wait, though the thread goes on.
        """
        limiter = self._batches if batch else self._screens
        return await to_thread.run_sync(work, limiter=limiter, abandon_on_cancel=abandon)


def state_of(request: Request) -> ServiceState:
    """The state of the service that got this request (a FastAPI dependency)."""
    state: ServiceState = request.app.state.service
    return state


def request_id_of(request: Request) -> str:
    return str(getattr(request.state, "request_id", ""))
