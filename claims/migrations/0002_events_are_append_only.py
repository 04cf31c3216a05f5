"""The history of a claim is written once: the database itself refuses to change or delete an event."""

from django.db import migrations

FUNCTION = """
CREATE FUNCTION refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'rows of % are written once and never changed', TG_TABLE_NAME;
END $$
"""
TRIGGER = """
CREATE TRIGGER claim_event_is_written_once BEFORE UPDATE OR DELETE ON claims_claimevent
FOR EACH ROW EXECUTE FUNCTION refuse_change()
"""


class Migration(migrations.Migration):
    dependencies = [("claims", "0001_initial")]

    operations = [
        migrations.RunSQL(FUNCTION, "DROP FUNCTION refuse_change()"),
        migrations.RunSQL(TRIGGER, "DROP TRIGGER claim_event_is_written_once ON claims_claimevent"),
    ]
