"""Two small tables for the tests of sealed columns: one with a key per row's folder, one under the master keys."""

from django.db import connection, models
from psycopg import sql

from privacy import vault
from privacy.fields import SealedJSONField, SealedTextField, WrappedKeyField


class Folder(models.Model):
    key_sealed = WrappedKeyField()

    class Meta:
        app_label = "sealed_rows"


class Person(models.Model):
    folder = models.ForeignKey(Folder, on_delete=models.CASCADE)
    nik = SealedTextField()
    note = SealedTextField(blank=True, null=True)
    answers = SealedJSONField(blank=True)
    town = models.CharField(max_length=50, blank=True)

    class Meta:
        app_label = "sealed_rows"

    def sealing_key(self) -> vault.DataKey:
        return vault.open_data_key(self.folder.key_sealed)


class Address(models.Model):
    email = SealedTextField(blank=True)

    class Meta:
        app_label = "sealed_rows"


MODELS = (Folder, Person, Address)


def make_tables() -> None:
    with connection.schema_editor() as editor:
        for model in MODELS:
            editor.create_model(model)


def drop_tables() -> None:
    with connection.schema_editor() as editor:
        for model in reversed(MODELS):
            editor.delete_model(model)


def at_rest(row: models.Model, column: str) -> bytes | None:
    """What the database itself holds."""
    with connection.cursor() as cursor:
        cursor.execute(
            sql.SQL("SELECT {} FROM {} WHERE id = %s").format(
                sql.Identifier(column), sql.Identifier(row._meta.db_table)
            ),
            [row.pk],
        )
        value = cursor.fetchone()[0]
    return None if value is None else bytes(value)
