"""A line's payee is written once and its result once: the database itself refuses to change or delete them.

A line that was held back may be let go afterwards. A download is only added; an approval may fall, and no more.
"""

from django.db import migrations

FROZEN = (
    "batch_id", "position", "claim_id", "attempt", "programme", "name", "identity", "kpj", "bank_name",
    "account_number", "account_holder",
)  # fmt: skip
APPROVAL = ("batch_id", "at", "by", "on_screen_of", "sha256")
RESULT = ("result", "result_at", "result_by", "code", "reference", "words")


def changes(columns: tuple[str, ...]) -> str:
    old, new = (", ".join(f'{row}."{name}"' for name in columns) for row in ("OLD", "NEW"))
    return f"({old}) IS DISTINCT FROM ({new})"


LINE = f"""
CREATE FUNCTION refuse_rewritten_payment() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'DELETE' THEN
        RAISE EXCEPTION 'A payment line is never deleted.';
    ELSIF {changes(FROZEN)} THEN
        RAISE EXCEPTION 'To whom a line is paid is written once.';
    ELSIF OLD.result <> '' AND {changes(RESULT)} THEN
        RAISE EXCEPTION 'What came of a payment line is written once.';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER payment_line_is_written_once BEFORE UPDATE OR DELETE ON payments_line
FOR EACH ROW EXECUTE FUNCTION refuse_rewritten_payment();
CREATE FUNCTION refuse_rewritten_approval() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'DELETE' OR OLD.fell_at IS NOT NULL OR {changes(APPROVAL)} THEN
        RAISE EXCEPTION 'Who approved a batch is written once.';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER payment_approval_is_written_once BEFORE UPDATE OR DELETE ON payments_approval
FOR EACH ROW EXECUTE FUNCTION refuse_rewritten_approval();
CREATE TRIGGER payment_download_is_written_once BEFORE UPDATE OR DELETE ON payments_download
FOR EACH ROW EXECUTE FUNCTION refuse_change()
"""
BACK = """
DROP TRIGGER payment_download_is_written_once ON payments_download;
DROP TRIGGER payment_approval_is_written_once ON payments_approval;
DROP FUNCTION refuse_rewritten_approval();
DROP TRIGGER payment_line_is_written_once ON payments_line;
DROP FUNCTION refuse_rewritten_payment()
"""


class Migration(migrations.Migration):
    dependencies = [("payments", "0001_initial"), ("claims", "0002_events_are_append_only")]

    operations = [migrations.RunSQL(LINE, BACK)]
