"""The champion: loaded once, swapped when the pointer changes, kept when the new one is damaged."""

import json
import shutil
from pathlib import Path

import pytest

from ledger.errors import ModelMismatch, ModelUnavailable
from ledger.policy import Policy
from ledger.settings import Settings
from serving.scorer_handle import ScorerHandle


def test_no_model(tmp_path: Path) -> None:
    handle = ScorerHandle(tmp_path)
    with pytest.raises(ModelUnavailable, match="train"):
        handle.current(Policy())
    assert handle.model_version is None
    rule = handle.current_or_rule(Policy())
    assert rule.model.basis == "rule" and rule.model.version == "rule"


def test_one_load_for_many_requests(with_model: Settings) -> None:
    handle = ScorerHandle(with_model.models)
    first = handle.current(Policy())
    assert handle.current(Policy()) is first
    assert handle.model_version == first.model.version


def test_a_new_pointer_swaps_the_whole(with_model: Settings) -> None:
    handle = ScorerHandle(with_model.models)
    first = handle.current(Policy())
    shutil.copy(with_model.models / "champion.json", with_model.models / "again.json")
    (with_model.models / "again.json").replace(with_model.models / "champion.json")
    assert handle.current(Policy()) is not first


def test_a_damaged_new_champion_leaves_the_old_one_serving(
    with_model: Settings, caplog: pytest.LogCaptureFixture
) -> None:
    handle = ScorerHandle(with_model.models)
    first = handle.current(Policy())
    version = json.loads((with_model.models / "champion.json").read_text())["version"]
    (with_model.models / version / "model.json").write_text("{}")
    shutil.copy(with_model.models / "champion.json", with_model.models / "again.json")
    (with_model.models / "again.json").replace(with_model.models / "champion.json")
    assert handle.current(Policy()) is first and handle.current(Policy()) is first
    assert [record.levelname for record in caplog.records].count("ERROR") == 1, "said once, not at every request"


def test_another_policy_of_what_late_means_is_refused(with_model: Settings) -> None:
    handle = ScorerHandle(with_model.models)
    handle.current(Policy())
    with pytest.raises(ModelMismatch):
        handle.current(Policy(grace_days=7))
