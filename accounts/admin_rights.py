"""What the admin lets a person do follows from their role; Django's own permissions are not handed out one by one."""

from collections.abc import Callable
from typing import Any, cast

from django.http import HttpRequest

from accounts.models import User
from formpack.tables import Table


def officer_of(request: HttpRequest) -> User:
    """The person who is signed in. The admin site lets nobody else reach its pages."""
    return cast(User, request.user)


def runs_the_house(user: User) -> bool:
    """Operators and superusers look after staff and settings."""
    return user.is_active and (user.is_superuser or user.role == User.Role.OPERATOR)


class ByRole(Table):
    """A table whose rows are read by who `may_read`, kept by who `may_keep`, and deleted by who `may_delete`."""

    def may_read(self, user: User) -> bool:
        return self.may_keep(user)

    def may_keep(self, user: User) -> bool:
        return False

    def may_delete(self, user: User) -> bool:
        return False

    def has_module_permission(self, request: HttpRequest) -> bool:
        return _allowed(request, self.may_read)

    def has_view_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return _allowed(request, self.may_read)

    def has_add_permission(self, request: HttpRequest) -> bool:
        return _allowed(request, self.may_keep)

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return _allowed(request, self.may_keep)

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return _allowed(request, self.may_delete)


class ReadOnly(ByRole):
    """Rows that are read here and changed by verbs alone; by operators, where the table does not say otherwise."""

    def may_read(self, user: User) -> bool:
        return runs_the_house(user)


class KeptByOperators(ByRole):
    """Rows an operator keeps. They are switched off, never deleted: what was decided by them stays readable."""

    def may_keep(self, user: User) -> bool:
        return runs_the_house(user)


def _allowed(request: HttpRequest, may: Callable[[User], bool]) -> bool:
    """The sign-in page asks too, before anybody is known."""
    return request.user.is_authenticated and may(officer_of(request))
