"""The scorer that serves: the released champion, verified, held whole; changed when the pointer file changes."""

import logging
from pathlib import Path
from threading import Lock
from time import monotonic
from typing import TYPE_CHECKING

from ledger.errors import DuecastError, ModelUnavailable
from ledger.policy import Policy
from training.artifact import POINTER, champion, load

if TYPE_CHECKING:
    from training.scorer import Scorer  # its trees are imported with the first model, not with the service

log = logging.getLogger("duecast.serving")
RETRY_SECONDS = 30.0
"""A refused champion is looked at again after this time: its files may have been copied anew."""
Mark = tuple[int, int, int] | None
"""Of the pointer file: (inode, size, time of change in ns); None where there is none."""


class ScorerHandle:
    """Gives the scorer to each request; one request works with one scorer from beginning to end.

    A new champion that cannot be loaded leaves the old one in place: it serves on, and the log says why.
    """

    def __init__(self, models_dir: Path, threads: int = 2):
        self._models_dir, self._threads = models_dir, threads
        self._lock = Lock()
        self._held: tuple[Mark, Policy, Scorer] | None = None
        self._refused: tuple[Mark, Policy, DuecastError] | None = None
        self._retry_at = 0.0

    def current(self, policy: Policy) -> "Scorer":
        """The champion under this policy; ``ModelUnavailable``, ``ModelDamaged``, ``ModelMismatch``. Not for the event loop."""
        wanted = self._mark(), policy
        held = self._held
        if held is not None and held[:2] == wanted:
            return held[2]
        with self._lock:
            held, refused = self._held, self._refused
            if held is not None and held[:2] == wanted:
                return held[2]
            if refused is None or refused[:2] != wanted or monotonic() >= self._retry_at:
                try:
                    from training.scorer import Scorer

                    scorer = Scorer(load(champion(self._models_dir)), policy, threads=self._threads)
                except DuecastError as error:
                    if held is not None or not isinstance(error, ModelUnavailable):
                        log.error("the champion is refused: %s", error)
                    self._refused = refused = (*wanted, error)
                    self._retry_at = monotonic() + RETRY_SECONDS
                else:
                    self._held, self._refused = (*wanted, scorer), None
                    log.info("model %s serves", scorer.model.version)
                    return scorer
            if held is not None and held[1] == policy:
                return held[2]
            raise refused[2].with_traceback(None)

    def current_or_rule(self, policy: Policy) -> "Scorer":
        """The same; where no model was ever released, the rule of thumb (basis "rule")."""
        try:
            return self.current(policy)
        except ModelUnavailable:
            from training.scorer import without_model

            return without_model(policy)

    @property
    def model_version(self) -> str | None:
        """Of the scorer that served last; None: none yet."""
        return self._held[2].model.version if self._held else None

    def _mark(self) -> Mark:
        try:
            found = (self._models_dir / POINTER).stat()
        except FileNotFoundError:
            return None
        return found.st_ino, found.st_size, found.st_mtime_ns
