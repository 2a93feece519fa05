"""Everything the simulated market is made of. Frozen: a change here is a new SIMULATOR_VERSION."""

import hashlib
import json
from dataclasses import asdict, dataclass
from datetime import date
from typing import Final

SIMULATOR_VERSION: Final = 1

BENCHMARK_SEEDS: Final = (11, 23, 37, 53, 71)
HELD_OUT_SEEDS: Final = (9001, 9002)  # for the last word only: no model is tuned on these
BENCHMARK_CUSTOMERS: Final = 400
BENCHMARK_INVOICES: Final = 30_000
BENCHMARK_YEARS: Final = 3.0
BENCHMARK_UNTIL: Final = date(2025, 12, 31)


@dataclass(frozen=True)
class Behaviour:
    """One way of paying. Days are relative to the due date; shares are probabilities per invoice."""

    name: str
    share: float  # of the customers
    level_days: float  # mean of the customers' usual delay, before payment runs and weekends
    level_spread_days: float  # between customers
    scale_days: float  # of the logistic delay within a customer
    slip_share: float  # forgotten invoices, with an exponential tail
    slip_days: float
    wander_days: float  # spread of the customer's monthly level around its usual one
    dispute_share: float = 0.012
    part_share: float = 0.0  # paid in two parts
    discount_share: float = 0.0  # early payment, 2 % off
    default_per_day: float = 1 / 50_000  # hazard of falling silent


BEHAVIOURS: Final = (
    Behaviour("prompt", 0.26, -5.5, 2.0, 1.3, 0.05, 28, 1.2),
    Behaviour("weekday_runs", 0.18, -8.0, 4.5, 1.6, 0.09, 38, 2.2),
    Behaviour("month_day_runs", 0.16, -14.0, 6.0, 2.0, 0.09, 38, 2.2),
    Behaviour("drifting", 0.08, -8.0, 2.5, 2.2, 0.08, 36, 2.0),
    Behaviour("seasonal", 0.07, -7.0, 2.5, 1.8, 0.07, 34, 1.5),
    Behaviour("disputing", 0.06, -5.0, 3.5, 2.5, 0.09, 38, 2.2, dispute_share=0.25),
    Behaviour("silent_default", 0.05, -1.0, 4.5, 3.0, 0.10, 40, 2.8, default_per_day=1 / 600),
    Behaviour("partial", 0.06, -1.0, 5.5, 3.5, 0.10, 40, 3.0, part_share=0.40),
    Behaviour("round_numbers", 0.04, -5.0, 3.5, 2.5, 0.08, 36, 2.2, part_share=0.25),
    Behaviour("early_discount", 0.04, -6.0, 1.5, 1.5, 0.05, 28, 1.0, discount_share=0.65),
)


@dataclass(frozen=True)
class Parameters:
    """All parameters of the simulator. Tuples of pairs are (value, weight)."""

    behaviours: tuple[Behaviour, ...] = BEHAVIOURS

    # Who buys: (code, weight, level shift in days, language)
    countries: tuple[tuple[str, float, float, str], ...] = (
        ("DE", 0.30, -1.0, "de"),
        ("FR", 0.11, 1.0, "fr"),
        ("NL", 0.08, -1.0, "en"),
        ("AT", 0.07, -0.5, "de"),
        ("ES", 0.08, 2.5, "es"),
        ("IT", 0.09, 3.5, "it"),
        ("PL", 0.06, 1.0, "pl"),
        ("GB", 0.07, 0.0, "en"),
        ("US", 0.05, 0.5, "en"),
        ("CN", 0.09, 1.5, "zh"),
    )
    # (name, weight, level shift in days, slowed by the change of regime)
    industries: tuple[tuple[str, float, float, bool], ...] = (
        ("manufacturing", 0.20, 0.0, True),
        ("construction", 0.12, 3.0, True),
        ("retail", 0.15, -0.5, False),
        ("logistics", 0.10, 0.5, True),
        ("food", 0.10, -1.0, False),
        ("software", 0.08, -0.5, False),
        ("health", 0.08, 1.0, False),
        ("chemicals", 0.06, -0.5, True),
        ("hospitality", 0.06, 1.5, False),
        ("public_sector", 0.05, 2.0, False),
    )
    # (name, weight, invoices relative to small, amounts relative to small)
    sizes: tuple[tuple[str, float, float, float], ...] = (
        ("micro", 0.30, 0.5, 0.5),
        ("small", 0.38, 1.0, 1.0),
        ("medium", 0.23, 2.2, 2.5),
        ("large", 0.09, 5.0, 6.0),
    )
    terms_days: tuple[tuple[int, float], ...] = ((14, 0.22), (21, 0.08), (30, 0.42), (45, 0.12), (60, 0.12), (90, 0.04))
    business_units: tuple[tuple[str, float, float, float], ...] = (  # name, weight, amounts, level shift in days
        ("north", 0.38, 1.0, 0.0),
        ("south", 0.32, 0.9, 0.0),
        ("service", 0.20, 0.4, -0.5),
        ("projects", 0.10, 3.0, 2.0),
    )
    methods: tuple[tuple[str, float], ...] = (
        ("transfer", 0.82),
        ("direct_debit", 0.08),
        ("card", 0.05),
        ("cheque", 0.05),
    )
    dispute_reasons: tuple[tuple[str, float], ...] = (
        ("price", 0.30), ("quantity", 0.20), ("quality", 0.22), ("delivery", 0.16), ("missing_purchase_order", 0.12),
    )  # fmt: skip
    base_currency: str = "EUR"
    foreign_currency_share: float = 0.0  # of the customers of these countries, billed in their own
    foreign_currencies: tuple[tuple[str, str], ...] = (("PL", "PLN"), ("GB", "GBP"), ("US", "USD"), ("CN", "CNY"))

    natural_person_share: float = 0.05
    group_share: float = 0.16  # customers with a parent among the customers
    group_level_spread_days: float = 1.2
    volume_sigma: float = 0.75  # log-normal, on top of size: a few customers are most of the book
    late_start_share: float = 0.30  # customers who are new within the history
    leaver_share: float = 0.08
    end_of_month_terms_share: float = 0.10
    other_terms_share: float = 0.06  # of the invoices

    month_weights: tuple[float, ...] = (0.92, 0.94, 1.06, 0.98, 1.00, 1.05, 0.94, 0.78, 1.08, 1.10, 1.12, 1.03)
    weekday_weights: tuple[float, ...] = (1.0, 1.1, 1.1, 1.05, 0.95, 0.05, 0.01)
    month_end_weight: float = 2.2  # the last three days of a month
    amount_median: float = 1_450.0  # major units, small customer
    amount_customer_sigma: float = 0.8
    amount_invoice_sigma: float = 0.85
    amount_minimum: float = 40.0
    subscription_share: float = 0.12  # customers billed mostly the same amount
    instalment_share: float = 0.03
    instalment_minimum: int = 50_000  # minor units of the invoice
    instalment_gap_days: int = 30
    purchase_order_share: float = 0.55  # customers who insist on one
    purchase_order_missing_share: float = 0.10  # of their invoices

    # What moves the delay
    level_memory: float = 0.88  # of the monthly wandering level (first-order autoregression)
    amount_effect_days: float = 0.9  # per unit of log(amount ÷ customer's median)
    missing_purchase_order_days: float = 3.5
    missing_purchase_order_dispute_factor: float = 2.5
    drift_days_per_year: tuple[float, float] = (8.0, 24.0)
    season_days: tuple[float, float] = (12.0, 30.0)
    new_year_days: float = 6.0  # every customer in China, due between 15 January and 25 February
    regime_window: tuple[float, float] = (0.68, 0.82)  # of the history: when the market slows down
    regime_days: float = 4.0
    longest_delay_days: int = 600
    discount_window_days: tuple[int, int] = (5, 10)  # after issue
    discount: float = 0.02
    part_gap_days: tuple[tuple[int, float], ...] = ((10, 0.30), (20, 0.30), (35, 0.25), (60, 0.15))
    part_fraction: tuple[float, float] = (0.3, 0.8)

    # Disputes, credit notes, defaults
    dispute_lag_days: tuple[int, int] = (2, 14)  # from issue + the first to issue + terms + the second
    dispute_length: tuple[int, int, float, float] = (3, 150, 3.2, 0.7)  # shortest, longest, log mean, log spread
    dispute_resume: tuple[int, int, float, float] = (1, 40, 2.0, 0.6)  # from closing to the intended payment
    dispute_credited_share: float = 0.12
    dispute_part_credited_share: float = 0.35
    cancel_share: float = 0.006
    cancel_lag_days: int = 40
    goodwill_share: float = 0.012  # partial credit notes without a dispute
    part_credit_fraction: tuple[float, float] = (0.04, 0.30)
    default_hold_days: int = 75  # how long a silent customer is still delivered to
    write_off_share: float = 0.65
    write_off_days: tuple[int, int] = (150, 300)

    # Paperwork
    booking_lag_weights: tuple[float, ...] = (0.45, 0.35, 0.14, 0.06)  # 0 … 3 business days
    late_allocation_share: float = 0.05
    late_allocation_days: tuple[int, int] = (1, 5)
    on_account_share: float = 0.004
    bundler_share: float = 0.5  # of the customers without payment runs: one payment for what they pay on one day
    reference_missing_share: float = 0.07
    reference_garbled_share: float = 0.05


def parameters_digest() -> str:
    """SHA-256 of the parameters, the version, the benchmark seeds, sizes and end date."""
    frozen = {
        "version": SIMULATOR_VERSION,
        "parameters": asdict(Parameters()),
        "seeds": [BENCHMARK_SEEDS, HELD_OUT_SEEDS],
        "benchmark": [BENCHMARK_CUSTOMERS, BENCHMARK_INVOICES, BENCHMARK_YEARS, BENCHMARK_UNTIL.isoformat()],
    }
    return hashlib.sha256(json.dumps(frozen, sort_keys=True).encode()).hexdigest()
