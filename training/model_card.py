"""The model card: what a release is, what it was made from, how good it was on time it had not seen, and its limits."""

from collections.abc import Mapping

from ledger.day import day_of
from training.baseline import all_baselines
from training.fit import Trained
from training.verdict import Evaluation


def model_card(trained: Trained, evaluation: Evaluation | None, facts: Mapping[str, object]) -> str:
    """Markdown, English with a Chinese summary; ``facts`` (name → value) are what tracking logs beside it."""
    model, span = trained.model, trained.windows
    listed = "\n".join(f"| {name} | {value} |" for name, value in facts.items())
    days = {name: day_of(value).isoformat() for name, value in span.as_dict().items()}
    baselines = "\n".join(f"- **{one.name.replace('_', ' ')}**: {one.says}" for one in all_baselines())
    judged = evaluation.markdown() if evaluation else "Nothing was fitted, so that there is nothing to judge.\n"
    return f"""# payment-risk {model.version or ""}

Which open items will be settled late, and when each turns into cash: one release of two heads (P(late) of an item not yet
due, P(unpaid in 30 days) of one overdue) and one payment curve that agrees with them. Basis: **{model.basis}**.

**中文摘要**：本模型预测每笔未结应收的逾期概率与回款时间。训练截至 {days["cut"]}；下方表格为训练后时段上的表现，
与简单基准在相同样本上比较。模型给出的原因表示“与典型发票相比”，不表示因果；任何单独的评分都不应自动触发催收或停止发货。

## Made from

| | |
| --- | --- |
{listed}

## How it was trained, calibrated and tested

- trees of the tested model: facts known before {days["calibrate_from"]}; its calibrators: before {days["test_from"]}
- tested on as-of days from {days["test_from"]}, outcomes as known before {days["cut"]}
- the release itself is refitted on everything known before {days["cut"]}; its calibrators keep the slopes of the tested model
- never split at random; an invoice still open counts as not settled so far, it is not dropped

## Its size

{_size(trained)}

## How good it was

{judged}
Baselines, with the same information on the same rows:

{baselines}

ECE is over fixed bins, less what chance alone shows (a perfect model: about 0). "80 % holds" is the share of outcomes inside
the 80 % interval by the randomised PIT (a perfect model: .80). CRPS and MAE weight rows by how far they could be followed.

## Limits

- Reasons compare an item with typical ones; they say nothing about causes.
- A customer without history gets its segment's answer. A change of regime shows only once payments have shown it.
- No score alone may send a letter or hold a delivery.
"""


def _size(trained: Trained) -> str:
    """What was tried of the late-payment head, one row a trial."""
    tuning = trained.tuning
    if tuning is None:
        return (
            "The late-payment head has the shape docs/models.md measured; no other was tried.\n\n"
            "**中文**：未试验其他模型规模，采用默认参数。"
        )
    rows = "\n".join(
        f"| {one.number} | {one.shape.trees} × {one.shape.leaves} | {one.shape.learning_rate:.3f} | {one.shape.lambda_l2:.1f} "
        f"| {one.shape.leaf_share:.2%} | {one.shape.teacher_share:.2f} | {one.loss:.4f} | {one.difference:+.4f} "
        f"| {one.standard_error:.4f} |"
        for one in tuning.trials
    )
    known, judged = day_of(tuning.known_before).isoformat(), day_of(tuning.judge_from).isoformat()
    return f"""{len(tuning.trials)} trials of the late-payment head, fitted to what was known before {judged} and judged on the \
{tuning.judged_rows:,} items asked about from then, by what was known before {known}. Chosen: {tuning.why}.

**中文**：在训练时段内共试验 {len(tuning.trials)} 组参数；只有明显优于默认（差异超过按客户计算的标准误的两倍）才会采用。

| trial | trees × leaves | rate | λ | leaf | taught | late log loss | beside trial 0 | standard error |
| --- | --- | --- | --- | --- | --- | --- | --- | --- |
{rows}
"""
