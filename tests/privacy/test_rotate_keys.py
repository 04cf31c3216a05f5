import io
from threading import Event, Thread

import pytest
from django.apps import apps
from django.core.management import CommandError, call_command
from django.db import connection, models, transaction

from privacy import rotation, vault
from privacy.fields import SealedField, WrappedKeyField
from privacy.management.commands import rotate_keys
from tests.privacy import sealed_rows
from tests.privacy.sealed_rows import Address, Folder, Person, at_rest

COLUMNS = [model._meta.get_field(name) for model, name in ((Folder, "key_sealed"), (Person, "nik"), (Address, "email"))]
NIK = "3174056812900001"


columns_of_the_portal = rotation.columns_at_rest


@pytest.fixture(autouse=True)
def columns(monkeypatch):
    monkeypatch.setattr(rotation, "columns_at_rest", lambda: iter(COLUMNS))
    monkeypatch.setattr(rotate_keys, "PAUSE", 0.01)


@pytest.fixture
def rows_of_before(settings, keys, tables):
    """Three folders with a person each, and three addresses, sealed when `before` was the key."""
    settings.SEALING_KEYS = keys[1:]
    for number in range(3):
        folder = Folder.objects.create(key_sealed=vault.fresh_data_key())
        Person.objects.create(folder=folder, nik=NIK)
        Address.objects.create(email=f"sari{number}@contoh.example")
    Address.objects.create(email="")
    settings.SEALING_KEYS = keys


def run(**options) -> str:
    out = io.StringIO()
    call_command("rotate_keys", stdout=out, **options)
    return out.getvalue()


def test_everything_stands_under_todays_key_afterwards(rows_of_before, settings, keys):
    said = run()

    settings.SEALING_KEYS = keys[:1]
    assert [person.nik for person in Person.objects.all()] == [NIK] * 3
    assert sorted(address.email for address in Address.objects.all())[:2] == ["", "sari0@contoh.example"]
    assert "sealed_rows.Folder.key_sealed: 3 disegel ulang, 0 sisa" in said
    assert "sealed_rows.Address.email: 3 disegel ulang, 0 sisa" in said


def test_what_a_data_key_sealed_is_not_touched(rows_of_before):
    person = Person.objects.first()
    before = at_rest(person, "nik")

    said = run()

    assert at_rest(person, "nik") == before
    assert "sealed_rows.Person.nik: 0 disegel ulang" in said


def test_a_second_run_finds_nothing_to_do(rows_of_before):
    run()

    assert "3 disegel ulang" not in run()


def test_a_dry_run_counts_and_changes_nothing(rows_of_before):
    said = run(dry_run=True)

    assert "sealed_rows.Folder.key_sealed: 3" in said
    assert rotation.under_older_keys(COLUMNS[0]).count() == 3


def test_more_rows_than_a_batch_holds_are_all_turned(rows_of_before, monkeypatch):
    monkeypatch.setattr(rotation, "BATCH", 2)

    assert rotation.turn(COLUMNS[0]).resealed == 3


def test_a_value_nobody_can_open_is_counted_and_stops_nothing(rows_of_before, settings, keys):
    settings.SEALING_KEYS = [("lost", b"l" * 32)]
    lost = Address.objects.create(email="hilang@contoh.example")
    settings.SEALING_KEYS = keys

    with pytest.raises(CommandError, match="0 nilai masih tersisa, 1 tidak terbaca"):
        run()

    assert vault.key_name_of(at_rest(lost, "email")) == "lost"
    assert rotation.under_older_keys(COLUMNS[0]).count() == 0


def test_a_destroyed_key_stays_destroyed(rows_of_before):
    Folder.objects.update(key_sealed=b"")

    run()

    assert {bytes(key) for key in Folder.objects.values_list("key_sealed", flat=True)} == {b""}


def test_no_wrapped_key_of_the_portal_is_overlooked():
    found = {(field.model, field.name) for field in columns_of_the_portal()}
    kept_keys = {
        (model, field.name)
        for model in apps.get_models()
        for field in model._meta.local_concrete_fields
        if isinstance(field, models.BinaryField) and "key" in field.name
    }

    assert kept_keys <= found
    kinds = (WrappedKeyField, SealedField)  # a file's own key is sealed like everything else of its claim
    assert all(isinstance(model._meta.get_field(name), kinds) for model, name in kept_keys)


@pytest.fixture
def committed_tables(transactional_db, keys):
    sealed_rows.make_tables()
    yield
    sealed_rows.drop_tables()


def test_rows_written_while_the_keys_turn_are_neither_lost_nor_left(committed_tables, settings, keys):
    settings.SEALING_KEYS = keys[1:]
    pks = [Address.objects.create(email=f"0-{number}@contoh.example").pk for number in range(60)]
    written, stop = {}, Event()

    def write_on() -> None:
        turn = 0
        while not stop.is_set():
            turn += 1
            pk = pks[turn % len(pks)]
            with transaction.atomic():
                row = Address.objects.select_for_update().get(pk=pk)
                row.email = written[pk] = f"{turn}-{pk}@contoh.example"
                row.save(update_fields=["email"])
        connection.close()

    writer = Thread(target=write_on)
    writer.start()
    settings.SEALING_KEYS = keys  # from here on the writer seals with today's key as well
    try:
        run()
    finally:
        stop.set()
        writer.join()

    settings.SEALING_KEYS = keys[:1]
    assert written
    for row in Address.objects.all():
        assert row.email == written.get(row.pk, row.email)
        assert row.email.endswith("@contoh.example")


def test_a_row_somebody_holds_is_not_waited_for_and_is_turned_in_a_later_round(committed_tables, settings, keys):
    settings.SEALING_KEYS = keys[1:]
    held, free = (Address.objects.create(email=f"{word}@contoh.example") for word in ("held", "free"))
    settings.SEALING_KEYS = keys
    holding, release = Event(), Event()

    def hold() -> None:
        with transaction.atomic():
            Address.objects.select_for_update().get(pk=held.pk)
            holding.set()
            release.wait(10)
        connection.close()

    holder = Thread(target=hold)
    holder.start()
    holding.wait(10)

    first = rotation.turn(COLUMNS[2])
    release.set()
    holder.join()
    second = rotation.turn(COLUMNS[2])

    assert (first.resealed, first.left) == (1, 1)
    assert (second.resealed, second.left) == (1, 0)
    assert vault.key_name_of(at_rest(free, "email")) == vault.key_name_of(at_rest(held, "email")) == "today"
