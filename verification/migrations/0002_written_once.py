"""What officers wrote down is written once: the database itself refuses to change or delete such a row."""

from django.db import migrations

TABLES = {
    "verification_verdict": "verdict_is_written_once",
    "verification_verdict_reasons": "verdict_reasons_are_written_once",
    "verification_verdict_checked": "verdict_ticks_are_written_once",
    "verification_decision": "decision_is_written_once",
    "verification_corebalance": "core_balance_is_written_once",
    "verification_qualityfinding": "quality_finding_is_written_once",
    "verification_pageview": "page_view_is_written_once",
    "verification_attempt": "attempt_is_written_once",
    "verification_originalshown": "original_shown_is_written_once",
}


def trigger(table: str, name: str) -> migrations.RunSQL:
    return migrations.RunSQL(
        f"CREATE TRIGGER {name} BEFORE UPDATE OR DELETE ON {table} FOR EACH ROW EXECUTE FUNCTION refuse_change()",
        f"DROP TRIGGER {name} ON {table}",
    )


class Migration(migrations.Migration):
    dependencies = [("verification", "0001_initial"), ("claims", "0002_events_are_append_only")]

    operations = [trigger(table, name) for table, name in TABLES.items()]
