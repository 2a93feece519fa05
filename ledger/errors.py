"""What can go wrong, a small class a situation.

Each message says what is wrong with the value, what was expected, and what to do; ``code`` is stable for programs.
The service maps these to HTTP, the command line to an exit code: neither word stands here.
"""


class DuecastError(Exception):
    """Root of every error a person may have to read."""

    code = "error"


class InvalidValue(DuecastError):
    """A single value that cannot be taken as it is."""

    code = "invalid-value"


class InvalidPolicy(DuecastError):
    code = "invalid-policy"


class UnknownInvoice(DuecastError):
    code = "unknown-invoice"


class UnknownCustomer(DuecastError):
    code = "unknown-customer"


class UnknownQuarantined(DuecastError):
    """No rejected row of this number."""

    code = "unknown-quarantined"


class InvoiceClosed(DuecastError):
    """A closed invoice is not scored."""

    code = "closed"


class InvalidMapping(DuecastError):
    """A mapping file that does not say what the adapter has to know."""

    code = "invalid-mapping"


class UnreadableSource(DuecastError):
    """A file no adapter can read."""

    code = "unreadable-source"


class ImportRefused(DuecastError):
    """Nothing of an import was kept; the findings say why."""

    code = "import-refused"


class LedgerEmpty(DuecastError):
    """There is nothing to work on yet."""

    code = "ledger-empty"


class LedgerUnreachable(DuecastError):
    code = "ledger-unreachable"


class LedgerBusy(DuecastError):
    """Another process held the ledger for longer than a writer waits."""

    code = "ledger-busy"


class LedgerFull(DuecastError):
    """A disk took no more: under the ledger, or where a file was to be written."""

    code = "ledger-full"


class LedgerDamaged(DuecastError):
    code = "ledger-damaged"


class LedgerNotEmpty(DuecastError):
    """A restore would overwrite what is there."""

    code = "ledger-not-empty"


class InvalidBackup(DuecastError):
    """A file that is no backup, or is not what it was when it was made."""

    code = "invalid-backup"


class KeyReused(DuecastError):
    """An Idempotency-Key that already stands for another request."""

    code = "idempotency-key-reused"


class LedgerTooNew(DuecastError):
    """The database was written by a newer program."""

    code = "ledger-too-new"


class ModelUnavailable(DuecastError):
    """No champion to score with."""

    code = "model-unavailable"


class ModelDamaged(DuecastError):
    """A model file whose checksum, shape or golden rows are not what they were when it was saved."""

    code = "model-damaged"


class ModelMismatch(DuecastError):
    """A model trained under another policy or feature list than this program has."""

    code = "model-mismatch"


class TooLittleHistory(DuecastError):
    """Too few settled invoices to fit a model."""

    code = "too-little-history"


class SumsDisagree(DuecastError):
    """Two ways of adding the ledger up give two answers: nothing is told that rests on them."""

    code = "sums-disagree"
