"""Where an envelope went is written once: the database itself refuses to change or delete a move."""

from django.db import migrations

TRIGGER = """
CREATE TRIGGER move_is_written_once BEFORE UPDATE OR DELETE ON dropbox_move
FOR EACH ROW EXECUTE FUNCTION refuse_change()
"""


class Migration(migrations.Migration):
    dependencies = [("dropbox", "0001_initial"), ("claims", "0002_events_are_append_only")]

    operations = [migrations.RunSQL(TRIGGER, "DROP TRIGGER move_is_written_once ON dropbox_move")]
