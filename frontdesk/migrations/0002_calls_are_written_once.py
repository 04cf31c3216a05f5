"""Who was called when, and by whom, is written once: the database itself refuses to change or delete a call."""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("frontdesk", "0001_initial"), ("claims", "0002_events_are_append_only")]

    operations = [
        migrations.RunSQL(
            "CREATE TRIGGER call_is_written_once BEFORE UPDATE OR DELETE ON frontdesk_call "
            "FOR EACH ROW EXECUTE FUNCTION refuse_change()",
            "DROP TRIGGER call_is_written_once ON frontdesk_call",
        )
    ]
