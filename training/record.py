"""A model as a JSON record and back: everything but the trees, which are LightGBM text beside it."""

from dataclasses import asdict
from typing import TYPE_CHECKING, Any, cast

import numpy as np
from numpy.typing import NDArray

from training.linear_start import LinearStart
from training.model import Affine, Basis, CashIn, Floats, GoldenRows, Head, PaymentRisk, Reference
from training.segment import STARTS, SegmentPrior

if TYPE_CHECKING:
    from lightgbm import Booster

FORMAT = 3
PARTS = ("cash_in", "cash_in_near", "closed_without_cash", "late_payment", "unpaid_30d")


def record_of(model: PaymentRisk) -> dict[str, Any]:
    """What ``model.json`` holds."""
    hazard, golden = model.cash_in, model.golden
    return {
        "format": FORMAT,
        "basis": model.basis,
        "label_hash": model.label_hash,
        "feature_signature": model.feature_signature,
        "feature_names": list(model.feature_names),
        "further": list(model.further),
        "part_share": model.part_share,
        "part_lead_days": model.part_lead_days,
        "metadata": dict(model.metadata),
        "segment": {
            "segments": list(model.segment.segments),
            "cash": model.segment.cash.tolist(),
            "other": model.segment.other.tolist(),
        },
        "cash_in": hazard
        and {
            "log_rate": hazard.log_rate,
            "near_log_rate": hazard.near_log_rate,
            "other_log_rate": hazard.other_log_rate,
            "other_daily": hazard.other_daily,
        },
        "late_payment": _head_record(model.late_payment),
        "unpaid_30d": _head_record(model.unpaid_30d),
        "golden": golden
        and {
            "x": _nullable(golden.x),
            "bins": _nullable(golden.bins),
            "late_margin": golden.late_margin.tolist(),
            "unpaid_margin": golden.unpaid_margin.tolist(),
            "hazard_margin": golden.hazard_margin.tolist(),
        },
    }


def model_of(record: dict[str, Any], boosters: "dict[str, Booster]") -> PaymentRisk:
    """The model of a record and its boosters; ``KeyError``, ``TypeError`` or ``ValueError`` where they do not belong together."""
    if record["format"] != FORMAT:
        raise ValueError(f"format {record['format']!r}, this program reads {FORMAT}")
    basis = record["basis"]
    if basis not in ("model", "segment", "rule") or (basis == "model") != ("cash_in" in boosters):
        raise ValueError(f"basis {basis!r} with the files {sorted(boosters)}")
    names = tuple(str(name) for name in record["feature_names"])
    heads = {name: _head(record[name], boosters.get(name), len(names)) for name in ("late_payment", "unpaid_30d")}
    prior, golden, hazard = record["segment"], record["golden"], record["cash_in"]
    segments = SegmentPrior(tuple(prior["segments"]), _floats(prior["cash"]), _floats(prior["other"]))
    if segments.cash.shape != (len(segments.segments), len(STARTS)) or segments.other.shape != segments.cash.shape:
        raise ValueError(f"segment hazards of shape {segments.cash.shape}, expected {len(STARTS)} bins each")
    cash_in = None
    if basis == "model":
        if boosters["cash_in"].num_feature() < len(names):
            raise ValueError("the hazard has fewer columns than there are features")
        cash_in = CashIn(
            boosters["cash_in"], float(hazard["log_rate"]), boosters.get("cash_in_near"), float(hazard["near_log_rate"]),
            boosters.get("closed_without_cash"), float(hazard["other_log_rate"]), float(hazard["other_daily"]),
        )  # fmt: skip
    return PaymentRisk(
        basis=cast(Basis, basis),
        label_hash=str(record["label_hash"]),
        feature_names=names,
        feature_signature=str(record["feature_signature"]),
        further=tuple(str(text) for text in record.get("further", ())),
        segment=segments,
        cash_in=cash_in,
        late_payment=heads["late_payment"],
        unpaid_30d=heads["unpaid_30d"],
        part_share=float(record["part_share"]),
        part_lead_days=float(record["part_lead_days"]),
        golden=golden and GoldenRows(**{name: _floats(values) for name, values in golden.items()}),
        metadata=record["metadata"],
    )


def golden_rows(model: PaymentRisk, x: Floats, bins: Floats) -> GoldenRows:
    """``x`` (g, features) and ``bins`` (g, features + bin features) with the model's answers to them."""
    return GoldenRows(x, bins, *golden_answers(model, x, bins))


def golden_answers(model: PaymentRisk, x: Floats, bins: Floats) -> tuple[Floats, Floats, Floats]:
    """Margins of the two heads and of the cash hazard; empty where there is no such part."""
    heads = [
        head.margin(x, threads=1) if head is not None else np.zeros(0)
        for head in (model.late_payment, model.unpaid_30d)
    ]
    hazard = model.cash_in
    cash = hazard.margin(bins, threads=1) if hazard else np.zeros(0)
    return heads[0], heads[1], cash


def _head_record(head: Head | None) -> dict[str, Any] | None:
    if head is None:
        return None
    typical, start = head.reference, head.start
    return {
        "start": start
        and {
            "intercept": start.intercept,
            "mean": start.mean.tolist(),
            "scale": start.scale.tolist(),
            "weight": start.weight.tolist(),
            "further": list(start.further),
        },
        "calibrator": asdict(head.calibrator),
        "reference": {"segments": list(typical.segments), "mean": typical.mean.tolist(), "rows": list(typical.rows)},
    }


def _head(record: dict[str, Any] | None, booster: "Booster | None", features: int) -> Head | None:
    if (record is None) != (booster is None):
        raise ValueError("a head without its trees, or trees without their head")
    if record is None or booster is None:
        return None
    said = record["reference"]
    typical = Reference(tuple(said["segments"]), _floats(said["mean"]), tuple(int(count) for count in said["rows"]))
    if typical.mean.shape != (len(typical.segments), features + 1) or booster.num_feature() != features:
        raise ValueError(f"a head of {booster.num_feature()} columns with {features} feature names")
    line, start = record["start"], None
    if line is not None:
        further = tuple(str(text) for text in line.get("further", ()))
        mean, scale, weight = (_floats(line[name]) for name in ("mean", "scale", "weight"))
        start = LinearStart(float(line["intercept"]), mean, scale, weight, further)
        if not start.mean.shape == start.scale.shape == start.weight.shape == (features,):
            raise ValueError(f"a linear start of {len(start.weight)} columns with {features} feature names")
    return Head(booster, start, Affine(**record["calibrator"]), typical)


def _nullable(values: Floats) -> list[list[float | None]]:
    return [[None if np.isnan(value) else float(value) for value in row] for row in values]


def _floats(values: Any) -> NDArray[np.float64]:
    return np.array(values, dtype=np.float64)  # null becomes NaN
