"""Columns that rest sealed and are read and written as plain values.

A model whose rows have a key of their own answers `sealing_key() -> DataKey`; without that method the master keys
seal. A loaded row stays sealed until an attribute is read, so listing rows opens nothing. Saving and `bulk_create`
have the row at hand and seal by themselves; `update()` and `bulk_update()` do not know the row's key and refuse.
Searching is the blind index's work: a look-up by value is refused.
"""

import json
from typing import Any

from django.db import models

from privacy import vault


class Sealed:
    """A value as it rests. It does not show what it holds, also not in a `values()` list."""

    __slots__ = ("at_rest",)

    def __init__(self, at_rest: bytes) -> None:
        self.at_rest = at_rest

    def __repr__(self) -> str:
        return "<Sealed>"


class SealedAttribute:
    """Unseals a field when it is first read, and fetches it first when the query had deferred it."""

    def __init__(self, field: "SealedField") -> None:
        self.field = field

    def __get__(self, row: models.Model | None, owner: type | None = None) -> Any:
        if row is None:
            return self
        value = self.held_by(row)
        if isinstance(value, Sealed):
            value = row.__dict__[self.field.attname] = self.field.unseal(value, row)
        return value

    def __set__(self, row: models.Model, value: Any) -> None:
        row.__dict__[self.field.attname] = value

    def held_by(self, row: models.Model) -> Any:
        """What the row holds now: Sealed when nobody has read it yet, else the plain value."""
        name = self.field.attname
        if name not in row.__dict__:
            stored = type(row)._base_manager.using(row._state.db).filter(pk=row.pk)
            row.__dict__[name] = stored.values_list(name, flat=True).get()
        return row.__dict__[name]


class SealedField(models.BinaryField):
    """What the sealed kinds share. Each says how its value becomes text; the empty text rests as no bytes at all."""

    descriptor_class = SealedAttribute
    empty_values = [None, ""]

    def to_text(self, plain: Any) -> str:
        raise NotImplementedError

    def from_text(self, text: str) -> Any:
        raise NotImplementedError

    @property
    def about(self) -> str:
        """What this column's values say they are: sealed for one column, they do not open in another."""
        return f"{self.model._meta.label_lower}.{self.column}"

    def seal(self, plain: Any, row: models.Model | None = None) -> Sealed:
        """Seal a plain value for that row."""
        text = self.to_text(plain)
        return Sealed(vault.seal(text.encode(), about=self.about, key=_key_of(row)) if text else b"")

    def unseal(self, sealed: Sealed, row: models.Model) -> Any:
        """The plain value, or vault.Unreadable."""
        if not sealed.at_rest:
            return self.from_text("")
        return self.from_text(vault.unseal(sealed.at_rest, about=self.about, key=_key_of(row)).decode())

    # What Django asks of a field

    def get_default(self) -> Any:
        if self.has_default() or self.null:
            return super(models.BinaryField, self).get_default()
        return self.from_text("")

    def _check_str_default_value(self) -> list:
        return []  # a default is a plain value here, not bytes

    def to_python(self, value: Any) -> Any:
        return value

    def from_db_value(self, value: Any, expression: Any, connection: Any) -> Sealed | None:
        return None if value is None else Sealed(bytes(value))

    def pre_save(self, model_instance: models.Model, add: bool) -> Sealed | None:
        value = getattr(type(model_instance), self.attname).held_by(model_instance)
        return value if value is None or isinstance(value, Sealed) else self.seal(value, model_instance)

    def get_db_prep_save(self, value: Any, connection: Any) -> Any:
        if value is None or isinstance(value, Sealed | bytes) or hasattr(value, "as_sql"):
            return super().get_db_prep_save(value, connection)
        if self.to_text(value) and hasattr(self.model, "sealing_key"):
            raise TypeError(f"{self.about} is sealed with each row's own key: set it on the row and save the row.")
        return super().get_db_prep_save(self.seal(value), connection)

    def get_lookup(self, lookup_name: str) -> Any:
        return super().get_lookup(lookup_name) if lookup_name in ("exact", "isnull") else None

    def get_prep_value(self, value: Any) -> bytes | None:
        if value is None or value in ("", b""):
            return None if value is None else b""
        if not isinstance(value, Sealed):
            raise TypeError(f"{self.about} is sealed: find it through its blind index.")
        return value.at_rest

    def value_to_string(self, obj: models.Model) -> str:
        raise TypeError(f"{self.about} is sealed and is not dumped; a back-up is made of the database itself.")


class SealedTextField(SealedField):
    """Text that rests sealed: NIK, telephone number, address, note about a person."""

    _pyi_private_set_type: str
    _pyi_private_get_type: str  # type: ignore[assignment] # what rests is bytes, what is read is text

    def to_text(self, plain: Any) -> str:
        if not isinstance(plain, str):
            raise TypeError(f"{self.about} holds text, not {type(plain).__name__}.")
        return plain

    def from_text(self, text: str) -> str:
        return text


class SealedJSONField(SealedField):
    """Lists and dictionaries that rest sealed: the words of a message, declared answers. Empty is `{}`."""

    _pyi_private_set_type: Any
    _pyi_private_get_type: Any
    empty_values = [None, {}]

    def to_text(self, plain: Any) -> str:
        return "" if plain == {} else json.dumps(plain, ensure_ascii=False, separators=(",", ":"))

    def from_text(self, text: str) -> Any:
        return json.loads(text) if text else {}


class WrappedKeyField(models.BinaryField):
    """A row's own data key, wrapped by a master key: `vault.fresh_data_key()` when the row is made.

    `manage.py rotate_keys` finds the wrapped keys of the whole portal by this class. Empty bytes are a destroyed key.
    It has no default on purpose: a migration would give one key to every row there is.
    """


def _key_of(row: models.Model | None) -> vault.DataKey | None:
    sealing_key = getattr(row, "sealing_key", None)
    return sealing_key() if sealing_key else None
