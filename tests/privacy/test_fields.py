import pytest
from django.contrib.admin.utils import display_for_field
from django.core.exceptions import FieldError
from django.db import connection, transaction
from django.db.migrations.writer import MigrationWriter
from django.forms import modelform_factory
from django.test.utils import CaptureQueriesContext

from privacy import vault
from privacy.fields import SealedJSONField, SealedTextField
from privacy.vault import Unreadable
from tests.privacy.sealed_rows import Address, Folder, Person, at_rest

pytestmark = pytest.mark.usefixtures("keys", "tables")
NIK = "3174056812900001"


@pytest.fixture
def folder():
    return Folder.objects.create(key_sealed=vault.fresh_data_key())


@pytest.fixture
def person(folder):
    return Person.objects.create(folder=folder, nik=NIK, note="Ibu Sari", answers={"q1": "ya"}, town="Palu")


@pytest.fixture
def opened(monkeypatch):
    """Counts how often the vault opened something."""
    calls = []
    unseal = vault.unseal
    monkeypatch.setattr(vault, "unseal", lambda *args, **named: calls.append(named["about"]) or unseal(*args, **named))
    return calls


def test_a_saved_row_reads_plain_and_rests_sealed(person):
    read = Person.objects.get(pk=person.pk)

    assert (read.nik, read.note, read.answers) == (NIK, "Ibu Sari", {"q1": "ya"})
    assert NIK.encode() not in at_rest(person, "nik")
    assert b"q1" not in at_rest(person, "answers")
    assert vault.key_name_of(at_rest(person, "nik")) == vault.OWN_KEY


def test_a_row_without_a_key_of_its_own_rests_under_the_master_key():
    address = Address.objects.create(email="sari@contoh.example")

    assert vault.key_name_of(at_rest(address, "email")) == "today"
    assert Address.objects.get().email == "sari@contoh.example"


def test_listing_rows_opens_nothing_until_a_value_is_read(person, opened):
    rows = list(Person.objects.select_related("folder"))
    assert opened == []

    assert rows[0].nik == rows[0].nik == NIK
    assert opened.count("sealed_rows.person.nik") == 1
    assert "sealed_rows.person.note" not in opened


def test_the_empty_text_rests_empty_and_null_rests_null(folder):
    person = Person.objects.create(folder=folder, nik="", note=None)

    read = Person.objects.get(pk=person.pk)

    assert (at_rest(person, "nik"), at_rest(person, "note"), at_rest(person, "answers")) == (b"", None, b"")
    assert (read.nik, read.note, read.answers) == ("", None, {})


def test_saving_an_unread_row_writes_back_the_same_bytes_without_opening_them(person, opened):
    before = at_rest(person, "nik")
    row = Person.objects.get(pk=person.pk)
    row.town = "Donggala"

    row.save()

    assert at_rest(person, "nik") == before
    assert opened == []


def test_a_changed_value_is_sealed_anew(person):
    before = at_rest(person, "nik")
    person.nik = "7271056812900002"

    person.save(update_fields=["nik"])

    assert at_rest(person, "nik") != before
    assert Person.objects.get(pk=person.pk).nik == "7271056812900002"


def test_a_dictionary_changed_in_place_is_saved(person):
    row = Person.objects.get(pk=person.pk)
    row.answers["q2"] = "tidak"

    row.save(update_fields=["answers"])

    assert Person.objects.get(pk=person.pk).answers == {"q1": "ya", "q2": "tidak"}


def test_bulk_create_seals_each_row_under_its_own_key(folder):
    other = Folder.objects.create(key_sealed=vault.fresh_data_key())

    rows = Person.objects.bulk_create(Person(folder=f, nik=NIK) for f in (folder, other))

    assert [Person.objects.get(pk=row.pk).nik for row in rows] == [NIK, NIK]
    rows[0].folder = other
    with pytest.raises(Unreadable):
        vault.unseal(at_rest(rows[0], "nik"), about="sealed_rows.person.nik", key=rows[0].sealing_key())


@pytest.mark.parametrize("narrow", [lambda rows: rows.only("town"), lambda rows: rows.defer("nik", "folder")])
def test_a_deferred_value_is_fetched_when_read(person, narrow):
    row = narrow(Person.objects).get(pk=person.pk)

    assert "nik" in row.get_deferred_fields()
    assert row.nik == NIK


def test_saving_a_row_with_deferred_values_leaves_them_alone(person):
    row = Person.objects.only("town").get(pk=person.pk)
    row.town = "Donggala"

    row.save()
    row.save(update_fields=["nik"])

    assert Person.objects.get(pk=person.pk).nik == NIK


def test_refresh_from_db_brings_the_new_value(person):
    row = Person.objects.get(pk=person.pk)
    assert row.nik == NIK
    person.nik = "7271056812900002"
    person.save(update_fields=["nik"])

    row.refresh_from_db()
    assert row.nik == "7271056812900002"

    row.nik = "unsaved"
    row.refresh_from_db(fields=["nik"])
    assert row.nik == "7271056812900002"


def test_a_destroyed_key_leaves_the_row_and_takes_the_person(person):
    Folder.objects.update(key_sealed=b"")

    row = Person.objects.get(pk=person.pk)

    assert row.town == "Palu"
    with pytest.raises(Unreadable):
        row.nik  # noqa: B018 - reading is what is tried


def test_a_value_moved_to_another_column_does_not_open(person):
    with connection.cursor() as cursor:
        cursor.execute("UPDATE sealed_rows_person SET note = nik")

    with pytest.raises(Unreadable):
        Person.objects.get(pk=person.pk).note  # noqa: B018


def test_update_and_bulk_update_refuse_where_rows_have_keys_of_their_own(person):
    person.nik = "7271056812900002"

    with pytest.raises(TypeError, match="own key"), transaction.atomic():
        Person.objects.update(nik="7271056812900002")
    with pytest.raises(TypeError, match="own key"), transaction.atomic():
        Person.objects.bulk_update([person], ["nik"])
    assert Person.objects.get(pk=person.pk).nik == NIK


def test_update_blanks_a_value_and_seals_where_the_master_key_does(person):
    address = Address.objects.create(email="lama@contoh.example")

    Address.objects.update(email="baru@contoh.example")
    Person.objects.update(nik="")

    assert Address.objects.get().email == "baru@contoh.example"
    assert vault.key_name_of(at_rest(address, "email")) == "today"
    assert at_rest(person, "nik") == b""


@pytest.mark.parametrize("lookup", ["nik", "nik__in", "nik__contains", "nik__startswith"])
def test_a_search_by_value_is_refused_not_silently_empty(person, lookup):
    value = [NIK] if lookup.endswith("__in") else NIK

    with pytest.raises((TypeError, FieldError)):
        list(Person.objects.filter(**{lookup: value}))


def test_rows_can_be_found_by_having_the_value_or_not(person):
    assert Person.objects.filter(note__isnull=False).exclude(nik="").get() == person


def test_a_values_list_does_not_show_what_it_holds(person):
    assert repr(Person.objects.values_list("nik", flat=True)[0]) == "<Sealed>"


def test_something_else_than_text_is_refused(folder):
    with pytest.raises(TypeError, match=r"sealed_rows\.person\.nik"):
        Person.objects.create(folder=folder, nik=3174056812900001)


def test_reading_costs_no_query_when_the_row_was_loaded_with_its_folder(person):
    row = Person.objects.select_related("folder").get(pk=person.pk)

    with CaptureQueriesContext(connection) as queries:
        assert row.nik == NIK
    assert len(queries) == 0


def test_the_admin_shows_it_and_forms_leave_it_out(person):
    row = Person.objects.get(pk=person.pk)

    assert display_for_field(row.nik, Person._meta.get_field("nik"), "-") == NIK
    assert list(modelform_factory(Person, fields="__all__").base_fields) == ["folder", "town"]


def test_full_clean_asks_for_what_is_missing_and_keeps_what_is_there(folder):
    person = Person(folder=folder, nik=NIK, town="Palu")
    person.full_clean()

    assert person.nik == NIK


def test_a_migration_writes_the_field_cleanly_and_finds_no_change():
    for field in (SealedTextField(blank=True), SealedJSONField(null=True), SealedTextField(default="-")):
        _, path, args, kwargs = field.deconstruct()
        assert path == f"privacy.fields.{type(field).__name__}"
        assert type(field)(*args, **kwargs).deconstruct()[1:] == (path, args, kwargs)
        assert field.check() is not None
    assert MigrationWriter.serialize(SealedTextField(blank=True))[0] == "privacy.fields.SealedTextField(blank=True)"


def test_a_column_added_to_rows_that_exist_begins_empty(person):
    field = SealedTextField(blank=True)
    field.set_attributes_from_name("phone")
    field.model = Person

    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
    with connection.schema_editor() as editor:
        editor.add_field(Person, field)

    assert at_rest(person, "phone") == b""
