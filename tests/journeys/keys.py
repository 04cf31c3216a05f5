"""Keys, pressed once the page can hear them; and the sign-in that every journey of the staff begins with."""

from playwright.sync_api import Page

from accounts.models import User


def press(page: Page, key: str) -> None:
    """Press a key of a page whose script is there: modules come before the page has loaded."""
    page.wait_for_load_state("load")
    page.keyboard.press(key)


def sign_in(page: Page, officer: User, *, to: str) -> None:
    """As somebody `factories.officer` made; `to` is the address the first page has, as Playwright writes patterns."""
    page.goto("/petugas/")
    page.locator("#id_username").fill(officer.username)
    page.locator("#id_password").fill(officer.username.replace("petugas", "kata-sandi-contoh-"))
    press(page, "Enter")
    page.wait_for_url(to)
